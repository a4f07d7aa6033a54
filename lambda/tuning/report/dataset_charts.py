"""Charts of a dataset: how it is split, how its labels are spread, what was found how often."""

from collections.abc import Mapping
from typing import Final

from markupsafe import Markup

from tuning.report import svg
from tuning.report.words import count

JUDGED: Final = {
    "training": "training",
    "validation": "validation",
    "evaluation": "held out",
}
"""The parts that every record falls to, and what they are called in a chart."""


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


def _segments(parts: Mapping[str, int], *, whole: int, height: float) -> list[Markup]:
    drawn, start = [], 0.0
    for part, records in parts.items():
        width = 100 * records / whole
        label = f"{JUDGED.get(part, part)}: {records:,}"
        drawn.append(svg.bar(start, 2, width, height - 4, kind=f"in-{part}", label=label))
        start += width
    return drawn
