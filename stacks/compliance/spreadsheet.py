"""The review as CSV, for people who sort and count."""

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Final

from stacks.compliance.markdown import spelled
from stacks.compliance.review import Item, Review

COLUMNS: Final = (
    "id",
    "rule",
    "pack",
    "severity",
    "controls",
    "resource",
    "type",
    "source",
    "found",
    "allows",
    "environments",
    "state",
    "decision",
    "owner",
    "review_by",
)

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would compute."""


def spreadsheet(review: Review) -> str:
    """Return one row for each finding, below the names of the columns."""
    text = StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(COLUMNS)
    rows.writerows([_plain(cell) for cell in _cells(item, review)] for item in review.items)
    return text.getvalue()


def _cells(item: Item, review: Review) -> Iterator[str]:
    finding = item.finding
    decision = next((each for each in review.decisions if each.id == finding.decision), None)
    yield from (item.id, finding.rule, finding.pack, finding.severity)
    yield " ".join(finding.controls)
    yield from (finding.resource, finding.type, str(item.source), finding.detail)
    yield "; ".join(spelled(statement) for statement in item.statements)
    yield " ".join(item.environments)
    yield from (finding.state, finding.decision)
    yield from (decision.owner, str(decision.review_by)) if decision else ("", "")


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
