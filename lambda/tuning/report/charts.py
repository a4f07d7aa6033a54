"""Charts of scores with their intervals, of lengths, and of shares."""

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from tuning.dataset.quality.lengths import Bin
from tuning.evaluation.metrics import title
from tuning.report import svg
from tuning.report.words import gain, score
from tuning.run.evaluation import BaselineScore, Score

ROW: Final = 68

FEWEST_BINS: Final = 7
"""Fewer bars stand at the left instead of growing into blocks."""


def scores(
    rows: Sequence[Score], *, min_gain: float, baselines: Sequence[BaselineScore] = ()
) -> Markup:
    """Draw both models' scores on the line from 0 to 1, and the interval of the custom model's.

    The deciding metric comes first and carries a mark at the required score; short strokes stand at
    the scores of the baselines.
    """
    beside = {
        row.metric: [
            (each.name, score.base)
            for each in baselines
            for score in each.scores
            if score.metric == row.metric
        ]
        for row in rows
    }
    parts = [_score(row, place * ROW) for place, row in enumerate(rows)]
    for place, row in enumerate(rows):
        y = place * ROW + 44
        parts += [
            svg.line(100 * x, y - 9, 100 * x, y + 9, kind="baseline") for _, x in beside[row.metric]
        ]
    required = rows[0].base + min_gain
    if required <= 1:
        parts.append(svg.line(100 * required, 34, 100 * required, 54, kind="required"))
    foot = len(rows) * ROW + 14
    parts += [
        svg.text(100 * tick, foot, f"{tick:g}", kind="tick", anchor=svg.anchor(100 * tick))
        for tick in (0, 0.25, 0.5, 0.75, 1)
    ]
    description = "; ".join(
        f"{title(row.metric)}: base {score(row.base)}, custom {score(row.custom)}, gain "
        f"{gain(row.gain)} (95 % interval {gain(row.gain_low)} to {gain(row.gain_high)})"
        + "".join(f", {name} {score(reached)}" for name, reached in beside[row.metric])
        for row in rows
    )
    return svg.picture(
        *parts,
        name="scores",
        title="Scores of the base and the custom model, from 0 to 1",
        description=description,
        height=foot + 6,
    )


def _score(row: Score, top: float) -> Markup:
    y = top + 44
    base, custom = 100 * row.base, 100 * row.custom
    low, high = (100 * min(max(row.base + edge, 0), 1) for edge in (row.gain_low, row.gain_high))
    return Markup().join(
        (
            svg.text(0, top + 12, title(row.metric), kind="name"),
            svg.line(0, y, 100, y, kind="grid"),
            svg.line(base, y, custom, y, kind="change"),
            svg.line(low, y, high, y, kind="interval"),
            svg.dot(base, y, kind="base", radius=6),
            svg.dot(custom, y, kind="custom", radius=6),
            svg.text(base, y + 20, score(row.base), kind="base", anchor=svg.anchor(base)),
            svg.text(custom, y - 12, score(row.custom), kind="custom", anchor=svg.anchor(custom)),
        )
    )


def lengths(bins: Sequence[Bin], *, name: str, title: str) -> Markup:
    """Draw how many records have which length in tokens."""
    most = max(interval.records for interval in bins) or 1
    floor, width = 126, 100 / max(len(bins), FEWEST_BINS)
    parts = [svg.line(0, floor, 100, floor, kind="grid")]
    for place, edge in enumerate([*(interval.start for interval in bins), bins[-1].end]):
        x = place * width
        parts.append(svg.text(x, floor + 16, _edge(edge), kind="tick", anchor=svg.anchor(x)))
    for place, interval in enumerate(bins):
        height = 110 * interval.records / most
        label = f"{interval.start:,} to {interval.end - 1:,} tokens: {interval.records:,}"
        left, middle = (place + 0.04) * width, (place + 0.5) * width
        parts += [
            svg.bar(left, floor - height, 0.92 * width, height, kind="bar", label=label),
            svg.text(
                middle, floor - height - 4, _short(interval.records), kind="tick", anchor="middle"
            ),
        ]
    return svg.picture(
        *parts,
        name=name,
        title=title,
        description="; ".join(
            f"{interval.start:,} to {interval.end - 1:,}: {interval.records:,}" for interval in bins
        ),
        height=floor + 24,
    )


def _edge(tokens: int) -> str:
    """Say where a bin begins, which is at a power of two."""
    return f"{tokens}" if tokens < 1024 else f"{tokens // 1024}k"


def _short(number: int) -> str:
    """Say a number in the width of a bar."""
    return f"{number}" if number < 10_000 else f"{number / 1000:.0f}k"


def share(start: float, length: float, *, kind: str = "bar") -> Markup:
    """Draw a bar in a row of a table; its figures stand beside it, so readers may skip it."""
    drawn = svg.bar(100 * start, 3, max(100 * length, 0.6), 10, kind=kind)
    return Markup('<svg class="share" width="100%" height="16" aria-hidden="true">{}</svg>').format(
        drawn
    )
