"""SVG that keeps its letters' size at any width: x in per cent of the width, y in pixels.

Curves are drawn in an inner picture that is stretched to the width while its strokes are not.
Colours come from the page's style sheet by class, so that light, dark and print need one picture.
Everything that is put into a picture is escaped.
"""

import math
from collections.abc import Iterable, Sequence
from typing import Final

from markupsafe import Markup

WIDTH: Final = 1000
"""Units of the inner picture across the whole width."""


def picture(
    *parts: Markup, name: str, title: str, description: str, height: float, kind: str = "chart"
) -> Markup:
    """Return an image that a screen reader announces by its title and description.

    Args:
        parts: what is drawn.
        name: identifies the image in the page.
        title: what the image is.
        description: what it shows, for those who do not see it.
        height: in pixels; the width is that of the surrounding text.
        kind: its class.
    """
    return Markup(
        '<svg class="{kind}" role="img" aria-labelledby="{name}-title {name}-text" width="100%"'
        ' height="{height:g}" xmlns="http://www.w3.org/2000/svg">'
        '<title id="{name}-title">{title}</title><desc id="{name}-text">{description}</desc>'
        "{parts}</svg>"
    ).format(
        kind=kind,
        name=name,
        title=title,
        description=description,
        height=height,
        parts=Markup().join(parts),
    )


def text(x: float, y: float, words: str, *, kind: str = "", anchor: str = "start") -> Markup:
    """Return a line of text at ``x`` per cent and ``y`` pixels."""
    return Markup('<text class="{}" x="{:.2f}%" y="{:.1f}" text-anchor="{}">{}</text>').format(
        kind, x, y, anchor, words
    )


def line(x1: float, y1: float, x2: float, y2: float, *, kind: str) -> Markup:
    """Return a straight line."""
    return Markup('<line class="{}" x1="{:.2f}%" y1="{:.1f}" x2="{:.2f}%" y2="{:.1f}"/>').format(
        kind, x1, y1, x2, y2
    )


def dot(x: float, y: float, *, kind: str, radius: float = 5) -> Markup:
    """Return a dot."""
    return Markup('<circle class="{}" cx="{:.2f}%" cy="{:.1f}" r="{:g}"/>').format(
        kind, x, y, radius
    )


def bar(
    x: float,
    y: float,
    width: float,
    height: float,
    *,
    kind: str,
    label: str = "",
    strength: float = 1,
) -> Markup:
    """Return a bar, ``width`` per cent wide; pointing at it shows its label."""
    told = Markup("<title>{}</title>").format(label) if label else ""
    faint = Markup(' fill-opacity="{:.2f}"').format(strength) if strength < 1 else ""
    return Markup(
        '<rect class="{}" x="{:.2f}%" y="{:.1f}" width="{:.2f}%" height="{:.1f}"{}>{}</rect>'
    ).format(kind, x, y, width, height, faint, told)


def curve(places: Iterable[tuple[float, float]], *, height: float, kind: str) -> Markup:
    """Return a curve through places of ``x`` per cent and ``y`` pixels of a picture that high."""
    through = " ".join(f"{x * WIDTH / 100:.1f},{y:.1f}" for x, y in places)
    return Markup(
        '<svg width="100%" height="{height:g}" viewBox="0 0 {width} {height:g}"'
        ' preserveAspectRatio="none"><polyline class="{kind}" points="{through}"/></svg>'
    ).format(height=height, width=WIDTH, kind=kind, through=through)


def ticks(low: float, high: float, *, about: int = 4) -> Sequence[float]:
    """Return round numbers, evenly apart, of which the outer two enclose ``low`` to ``high``.

    A range narrower than a thousandth is shown as flat.
    """
    raw = max(high - low, 1e-3 * max(abs(low), abs(high)), 1e-3) / about
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(m * power for m in (1, 2, 5, 10) if m * power >= raw * 0.999)
    first = math.floor(low / step + 1e-9)
    last = max(math.ceil(high / step - 1e-9), first + 1)
    return [place * step for place in range(first, last + 1)]


def anchor(x: float) -> str:
    """Return which end of a text stands at ``x`` per cent, so that it stays in the picture."""
    return "start" if x < 6 else "end" if x > 94 else "middle"
