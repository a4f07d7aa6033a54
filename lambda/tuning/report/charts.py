"""Charts of scores with their intervals, of lengths, and of shares."""

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from tuning.evaluation.comparison import Score
from tuning.evaluation.verdict import words
from tuning.report import svg
from tuning.report.words import gain, score

ROW: Final = 64


def scores(rows: Sequence[Score], *, min_gain: float) -> Markup:
    """Draw both models' scores on the line from 0 to 1, and the interval of the custom model's.

    The deciding metric comes first and carries a mark at the score that was asked for.
    """
    parts = [_score(row, place * ROW) for place, row in enumerate(rows)]
    asked = rows[0].base + min_gain
    if asked <= 1:
        parts.append(svg.line(100 * asked, 30, 100 * asked, 50, kind="asked"))
    foot = len(rows) * ROW + 14
    parts += [
        svg.text(100 * tick, foot, f"{tick:g}", kind="tick", anchor=svg.anchor(100 * tick))
        for tick in (0, 0.25, 0.5, 0.75, 1)
    ]
    description = "; ".join(
        f"{words(row.metric)}: base {score(row.base)}, custom {score(row.custom)}, gain "
        f"{gain(row.gain)} (95 % interval {gain(row.gain_low)} to {gain(row.gain_high)})"
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
    y = top + 40
    base, custom = 100 * row.base, 100 * row.custom
    low, high = (100 * min(max(row.base + edge, 0), 1) for edge in (row.gain_low, row.gain_high))
    return Markup().join(
        (
            svg.text(0, top + 14, words(row.metric), kind="name"),
            svg.line(0, y, 100, y, kind="grid"),
            svg.line(base, y, custom, y, kind="change"),
            svg.line(low, y, high, y, kind="interval"),
            svg.dot(base, y, kind="base", radius=6),
            svg.dot(custom, y, kind="custom", radius=6),
            svg.text(base, y + 20, score(row.base), kind="base", anchor=svg.anchor(base)),
            svg.text(custom, y - 12, score(row.custom), kind="custom", anchor=svg.anchor(custom)),
        )
    )


def lengths(bins: Sequence[tuple[str, int]], *, name: str, title: str) -> Markup:
    """Draw how many records have which length; a bin is its label and its count."""
    most = max((count for _, count in bins), default=0) or 1
    plot, width = 110, 100 / max(len(bins), 1)
    parts = [svg.line(0, plot + 16, 100, plot + 16, kind="grid")]
    for place, (label, count) in enumerate(bins):
        height = plot * count / most
        parts.append(
            svg.bar(
                place * width + width * 0.08,
                plot + 16 - height,
                width * 0.84,
                height,
                kind="bar",
                label=f"{label}: {count:,}",
            )
        )
        middle = (place + 0.5) * width
        if count:
            parts.append(
                svg.text(middle, plot + 11 - height, f"{count:,}", kind="tick", anchor="middle")
            )
        parts.append(svg.text(middle, plot + 32, label, kind="tick", anchor="middle"))
    return svg.picture(
        *parts,
        name=name,
        title=title,
        description="; ".join(f"{label}: {count:,}" for label, count in bins),
        height=plot + 40,
    )


def share(start: float, length: float, *, kind: str = "bar") -> Markup:
    """Draw a bar in a row of a table; its figures stand beside it, so readers may skip it."""
    drawn = svg.bar(100 * start, 3, max(100 * length, 0.6), 10, kind=kind)
    return Markup('<svg class="share" width="100%" height="16" aria-hidden="true">{}</svg>').format(
        drawn
    )
