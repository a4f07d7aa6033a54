"""Charts of a dataset: how it is split, how its labels are spread, what was found how often."""

from collections.abc import Mapping, Sequence
from typing import Final

from markupsafe import Markup

from tuning.report import svg
from tuning.report.words import KINDS, count

JUDGED: Final = {
    "training": "training",
    "validation": "validation",
    "evaluation": "held out",
}
"""The parts that every record falls to, and what they are called in a chart."""

ROW: Final = 40
"""Pixels of a kind's words and of the bar below them."""


def split(records: Mapping[str, int]) -> Markup:
    """Draw how the records fall to training, validation and evaluation, as one bar."""
    parts = {part: n for part in JUDGED if (n := records.get(part, 0))}
    return svg.picture(
        *_segments(parts, whole=whole(records), height=22),
        name="split",
        title="The records by part",
        description="; ".join(f"{JUDGED[part]}: {count(n, 'record')}" for part, n in parts.items()),
        height=22,
    )


def whole(records: Mapping[str, int]) -> int:
    """Return how many records fall to any of the parts."""
    return sum(records.get(part, 0) for part in JUDGED)


def shares(parts: Mapping[str, int], *, of: int) -> Markup:
    """Draw a bar in a row of a table, in the colours of the parts that it is made of.

    Its figures stand beside it, so readers of the page's text may skip it.

    Args:
        parts: records by part.
        of: the records of the longest bar in the table.
    """
    drawn = Markup().join(_segments(parts, whole=of, height=12))
    return Markup('<svg class="share" width="100%" height="16" aria-hidden="true">{}</svg>').format(
        drawn
    )


def private(
    kinds: Sequence[tuple[str, int]], *, of: int, replaced: bool, name: str = "private"
) -> Markup:
    """Draw how much of each kind of personal data and secrets there is, a bar for a kind.

    Args:
        kinds: each with how often it was found.
        of: how often the most frequent one was, which has the longest bar.
        replaced: whether placeholders stand where they were.
        name: identifies the image in the page.
    """
    rows = [(KINDS.get(kind, kind), found) for kind, found in kinds]
    parts = []
    for place, (words, found) in enumerate(rows):
        top = place * ROW
        parts += [
            svg.text(0, top + 13, words, kind="kind"),
            svg.text(100, top + 13, f"{found:,}", kind="kind", anchor="end"),
            svg.bar(0, top + 18, max(100 * found / of, 0.6), 8, kind="bar"),
        ]
    return svg.picture(
        *parts,
        name=name,
        title=f"Personal data and secrets that were {'replaced' if replaced else 'found'}, by kind",
        description="; ".join(f"{words}: {found:,}" for words, found in rows),
        height=len(rows) * ROW,
    )


def _segments(parts: Mapping[str, int], *, whole: int, height: float) -> list[Markup]:
    drawn, start = [], 0.0
    for part, records in parts.items():
        width = 100 * records / whole
        label = f"{JUDGED.get(part, part)}: {records:,}"
        drawn.append(svg.bar(start, 2, width, height - 4, kind=f"in-{part}", label=label))
        start += width
    return drawn
