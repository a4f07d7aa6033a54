"""The files of a review: what is committed, and what is written beside it to be looked at."""

import json
from typing import Any

from stacks.compliance import markdown, page, sarif, spreadsheet
from stacks.compliance.difference import Difference
from stacks.compliance.packs import PACKS
from stacks.compliance.review import Item, Review


def committed(review: Review, difference: Difference) -> dict[str, str]:
    """Return the content of the files that stay in the repository, by name.

    They name the file where a resource is made and not the line, which moves with every change.
    """
    return {
        "findings.md": markdown.page(review, difference),
        "findings.json": _written(_content(review)),
    }


def written(review: Review, difference: Difference) -> dict[str, str]:
    """Return the content of the files that are looked at and not kept, by name."""
    return {
        "review.html": page.page(review, difference),
        "findings.csv": spreadsheet.spreadsheet(review),
        "findings.sarif": sarif.sarif(review),
        "summary.md": markdown.summary(review, difference),
    }


def _content(review: Review) -> dict[str, Any]:
    return {
        "cdk_nag": review.cdk_nag,
        "packs": list(PACKS),
        "environments": {
            name: {
                "resources": review.resources[name],
                "wildcard_statements": review.wildcards[name],
                "statements": review.statements[name],
            }
            for name in review.environments
        },
        "findings": [_item(item) for item in review.items],
    }


def _item(item: Item) -> dict[str, Any]:
    finding = item.finding
    return {
        "id": item.id,
        "rule": finding.rule,
        "resource": finding.resource,
        "type": finding.type,
        "found": finding.detail,
        "state": finding.state,
        "decision": finding.decision,
        "environments": list(item.environments),
        "source": item.source.file,
    }


def _written(content: Any) -> str:
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"
