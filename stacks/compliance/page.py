"""The review as one page to search: no file beside it, and nothing that it fetches."""

from base64 import b64encode
from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from stacks.compliance.difference import Difference, said
from stacks.compliance.markdown import UNCOVERED
from stacks.compliance.packs import PACKS
from stacks.compliance.review import Review

TEMPLATES: Final = Path(__file__).with_name("templates")

_JINJA: Final = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(review: Review, difference: Difference) -> str:
    """Return the page; a browser runs the script in it and no other."""
    style, script = ((TEMPLATES / f"review.{kind}").read_text("utf-8") for kind in ("css", "js"))
    return _JINJA.get_template("review.html.j2").render(
        review=review,
        difference=difference,
        packs=PACKS,
        said=said,
        uncovered=UNCOVERED,
        owners={each.id: f"{each.owner}, until {each.review_by}" for each in review.decisions},
        filters=tuple(_filters(review)),
        counted=partial(_counted, review),
        opened=partial(_opened, review),
        style=Markup(style),  # noqa: S704 (a file of this project)
        script=Markup(script),  # noqa: S704 (likewise)
        style_hash=_hash(style),
        script_hash=_hash(script),
    )


def _filters(review: Review) -> Iterator[tuple[str, str, list[str]]]:
    findings = [item.finding for item in review.items]
    yield "pack", "Pack", list(PACKS)
    yield "environment", "Environment", list(review.environments)
    yield "severity", "Severity", sorted({each.severity for each in findings})
    yield "type", "Resource", sorted({each.type for each in findings})
    yield "decision", "Decision", sorted({each.decision or "open" for each in findings})


def _counted(review: Review, environment: str, pack: str) -> int:
    return sum(
        environment in item.environments and item.finding.pack == pack for item in review.items
    )


def _opened(review: Review, environment: str) -> int:
    return sum(environment in item.environments for item in review.open)


def _hash(text: str) -> str:
    return b64encode(sha256(text.encode()).digest()).decode()
