"""The parts of a dataset: what is trained on, watched while training, and held out."""

from typing import Final, Literal, get_args

PartName = Literal["training", "validation", "evaluation"]

ExtraName = Literal["recorded", "labels"]
"""What a drop may bring that is no part of its dataset: answers of a service that people leave,
and answers that people labelled good or bad."""

EXTRAS: Final[tuple[ExtraName, ...]] = get_args(ExtraName)

PARTS: Final[tuple[PartName, ...]] = get_args(PartName)
