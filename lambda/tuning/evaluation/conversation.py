"""A conversation of somebody's own, asked as the model was trained."""

from collections.abc import Sequence
from typing import Final

from tuning.dataset.framing import Frame
from tuning.dataset.record import Record, Turn
from tuning.evaluation.answers import HeldOut, Message, TextBlock
from tuning.run.recipe import Recipe

NOT_ANSWERED: Final = Message(role="assistant", content=())
"""In the place of the answer that a record of a dataset has."""


def framed(turns: Sequence[Turn], recipe: Recipe, *, system: Sequence[str] = ()) -> HeldOut:
    """Return a conversation as a recipe frames it.

    Args:
        turns: user and assistant in turn; the last is the user's.
        recipe: of the run that trained the model.
        system: the texts that the model is told before them; none: the recipe's instruction.
    """
    record = Record(line=1, system=tuple(system), turns=tuple(turns))
    whole = Frame.of(recipe.handling).around(record)
    return HeldOut(
        messages=(*map(_message, whole.turns), NOT_ANSWERED),
        system=tuple(map(TextBlock, whole.system)),
    )


def _message(turn: Turn) -> Message:
    content = tuple(map(TextBlock, turn.texts))
    return Message(role="user" if turn.role == "user" else "assistant", content=content)
