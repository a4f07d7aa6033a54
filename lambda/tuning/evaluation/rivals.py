"""Rivals: what a custom model is held against beside its base, and the words for it."""

from dataclasses import dataclass
from typing import Final, get_args

from tuning.run.recipe import Baseline, Rival

BASELINES: Final[tuple[Baseline, ...]] = get_args(Baseline)

PROMPTED: Final = "prompted"
CHAMPION: Final = "champion"
RECORDED: Final = "recorded"


@dataclass(frozen=True, kw_only=True)
class RivalRow:
    """A rival.

    Attributes:
        title: what people call it.
        instead: why it is preferred to a model that is not certainly better, as a clause.
    """

    title: str
    instead: str


COSTS_NOTHING: Final = "which costs nothing"

RIVALS: Final[dict[Rival, RivalRow]] = {
    "constant": RivalRow(title="the most frequent answer", instead=COSTS_NOTHING),
    "echo": RivalRow(title="the prompt said back", instead=COSTS_NOTHING),
    "nearest": RivalRow(title="the answer to the nearest training prompt", instead=COSTS_NOTHING),
    PROMPTED: RivalRow(
        title="the base model with its best prompt", instead="which needs no training"
    ),
    CHAMPION: RivalRow(title="the champion", instead="which keeps its place"),
    RECORDED: RivalRow(title="the recorded answers", instead="which people have already"),
}
"""In the order in which a model is held against them; nobody must beat the recorded answers, which
a model may trail by the margin of its recipe."""

TITLES: Final[dict[Rival, str]] = {name: row.title for name, row in RIVALS.items()}
