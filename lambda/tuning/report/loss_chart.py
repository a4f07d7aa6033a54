"""The chart of the loss curves."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean
from typing import Final

from markupsafe import Markup

from tuning.report import svg
from tuning.training.losses import Curves, Point

MOST_POINTS: Final = 200
"""A curve of more readings is drawn by the means of as many stretches of it."""

MOST_DOTS: Final = 20
"""A curve of no more readings shows each of them."""

TOP, PLOT, BOTTOM = 20, 170, 40

Places = Sequence[tuple[float, float]]


@dataclass(frozen=True, kw_only=True)
class Scale:
    """Where a step and a loss lie in the picture: per cent across, pixels down."""

    last: float
    levels: Sequence[float]

    def x(self, step: float) -> float:
        """Return the place of a step."""
        return 100 * step / self.last

    def y(self, loss: float) -> float:
        """Return the place of a loss."""
        lowest, highest = self.levels[0], self.levels[-1]
        return TOP + PLOT * (highest - loss) / (highest - lowest)


def losses(curves: Curves) -> Markup:
    """Draw the training and the validation loss over the steps; nothing when there is neither."""
    lines = {
        kind: _thinned([(point.step, point.loss) for point in points if point.loss is not None])
        for kind, points in (("training", curves.training), ("validation", curves.validation))
    }
    every = [place for places in lines.values() for place in places]
    if not every:
        return Markup()
    scale = Scale(
        last=max(step for step, _ in every) or 1,
        levels=svg.ticks(min(loss for _, loss in every), max(loss for _, loss in every)),
    )
    return svg.picture(
        *(svg.line(0, scale.y(level), 100, scale.y(level), kind="grid") for level in scale.levels),
        *_epochs(scale, curves.training),
        *(part for kind, places in lines.items() for part in _line(scale, kind, places)),
        *_axes(scale),
        name="losses",
        title="Loss in nats over the training steps",
        description="; ".join(_series(kind, places) for kind, places in lines.items() if places),
        height=TOP + PLOT + BOTTOM,
    )


def _axes(scale: Scale) -> Iterator[Markup]:
    """Label both axes, on top of the curves."""
    for level in scale.levels:
        yield svg.text(0, scale.y(level) - 4, f"{level:g}", kind="tick")
    foot = TOP + PLOT + 16
    for step in svg.ticks(0, scale.last, about=5):
        if step <= scale.last:
            x = scale.x(step)
            yield svg.text(x, foot, f"{step:,g}", kind="tick", anchor=svg.anchor(x))
    yield svg.text(50, foot + 18, "training step", kind="axis", anchor="middle")


def _epochs(scale: Scale, training: Sequence[Point]) -> Iterator[Markup]:
    """Mark where each epoch after the first begins."""
    for before, after in pairwise(training):
        if after.epoch != before.epoch:
            x = scale.x(after.step)
            yield svg.line(x, TOP, x, TOP + PLOT, kind="grid")
            yield svg.text(x, TOP - 6, f"epoch {after.epoch}", kind="tick", anchor=svg.anchor(x))


def _line(scale: Scale, kind: str, places: Places) -> Iterator[Markup]:
    drawn = [(scale.x(step), scale.y(loss)) for step, loss in places]
    yield svg.curve(drawn, height=TOP + PLOT + BOTTOM, kind=f"curve {kind}")
    if len(drawn) <= MOST_DOTS:
        yield from (svg.dot(x, y, kind=kind, radius=4) for x, y in drawn)


def _thinned(places: Places) -> Places:
    size = -(-len(places) // MOST_POINTS) or 1
    stretches = [places[start : start + size] for start in range(0, len(places), size)]
    return [(fmean(step for step, _ in s), fmean(loss for _, loss in s)) for s in stretches]


def _series(kind: str, places: Places) -> str:
    values = [loss for _, loss in places]
    return f"{kind} loss from {values[0]:.3f} to {values[-1]:.3f}, at best {min(values):.3f}"
