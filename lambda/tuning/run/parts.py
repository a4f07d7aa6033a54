"""The parts of a dataset: what is trained on, watched while training, and held out."""

from typing import Final, Literal, get_args

PartName = Literal["training", "validation", "evaluation"]

PARTS: Final[tuple[PartName, ...]] = get_args(PartName)
