"""The confusion matrix as a picture: rows are the right classes, columns what was answered."""

from collections.abc import Iterator, Sequence
from typing import Final

from markupsafe import Markup

from tuning.report import svg
from tuning.report.breakdown import Classes
from tuning.text import shortened

NAMED: Final = 20
"""Of more classes the rows have no names and the cells no figures: pointing at a cell tells."""

NAMES: Final = 34
"""Per cent of the width that the names of the rows take."""

ROW, SLIM_ROW = 26, 6
TOP: Final = 18

LONGEST_NAME: Final = 16


def matrix(classes: Classes) -> Markup:
    """Draw it: the darker a cell, the greater its share of the row's records."""
    named = len(classes.rows) <= NAMED
    left = NAMES if named else 0.0
    row = ROW if named else SLIM_ROW
    columns = len(classes.rows) + 1
    width, height = (100 - left) / columns, TOP + len(classes.rows) * row
    parts = [svg.bar(left, TOP, 100 - left, height - TOP, kind="field")]
    parts += _cells(classes, left=left, width=width, row=row, named=named)
    if named:
        parts += _names(classes, left=left, width=width)
    return svg.picture(
        *parts,
        name="confusion",
        title="What the custom model answered, by the right class",
        description=_described(classes),
        height=height,
    )


def _cells(
    classes: Classes, *, left: float, width: float, row: int, named: bool
) -> Iterator[Markup]:
    answered = _titles(classes)
    for place, (counts, each) in enumerate(zip(classes.matrix, classes.rows, strict=True)):
        y = TOP + place * row
        for column, records in enumerate(counts):
            if not records:
                continue
            x = left + column * width
            yield svg.bar(
                x,
                y,
                width,
                row,
                kind="right" if column == place else "wrong",
                label=f"{each.name} answered as {answered[column]}: {records:,}",
                strength=0.15 + 0.85 * records / each.records,
            )
            if named:
                yield svg.text(
                    x + width / 2, y + row / 2 + 4, f"{records}", kind="cell", anchor="middle"
                )


def _names(classes: Classes, *, left: float, width: float) -> Iterator[Markup]:
    for place, each in enumerate(classes.rows):
        name = shortened(each.name, LONGEST_NAME)
        y = TOP + place * ROW + ROW / 2 + 4
        yield svg.text(0, y, f"{place + 1} {name}", kind="class")
    for column, title in enumerate(_columns(len(classes.rows))):
        yield svg.text(left + (column + 0.5) * width, TOP - 5, title, kind="tick", anchor="middle")


def _columns(classes: int) -> Sequence[str]:
    return [*(f"{number + 1}" for number in range(classes)), "\N{EM DASH}"]


def _titles(classes: Classes) -> Sequence[str]:
    return [*(each.name for each in classes.rows), "no class"]


def _described(classes: Classes) -> str:
    if not classes.confusions:
        return "Every record was answered with its own class."
    worst = classes.confusions[:3]
    return "; ".join(
        f"{each.records:,} of {each.wanted} answered as {each.given or 'no class'}"
        for each in worst
    )
