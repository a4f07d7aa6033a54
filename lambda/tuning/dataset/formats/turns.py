"""Records of turns, seen as columns: which of them have a form that nothing is wrong with."""

from collections.abc import Sequence
from typing import Final, Self

from tuning.dataset.batch import Columns, blanks
from tuning.dataset.codes import Code
from tuning.dataset.formats.capabilities import (
    Capabilities,
    answer_needed,
    answer_taken,
    capabilities_of,
)
from tuning.dataset.formats.shape import Shape
from tuning.dataset.keys import Spoken
from tuning.dataset.problems import Fault
from tuning.dataset.record import EXCHANGE_TURNS
from tuning.run.handling import Handling

Said = tuple[list[str], tuple[str, ...], list[str]]
"""System texts, who speaks turn by turn, and what is said turn by turn."""

UNTOLD: Final[Said] = [], (), []
"""For a record with a turn that is not one text."""


class Turned(Shape, frozen=True):
    """A record of turns, whatever their form."""

    def said(self) -> Said:
        """Return what is said if each turn is one text, otherwise ``UNTOLD``."""
        raise NotImplementedError

    @classmethod
    def columns(cls, shapes: Sequence[Self], handling: Handling) -> Columns:
        """Return the texts of many records of this format."""
        capabilities = capabilities_of(handling)
        needed, taken = answer_needed(handling), answer_taken(handling)
        asked: list[str] = []
        answers: list[str] = []
        doubtful: set[int] = set()
        spoken: dict[int, Spoken] = {}
        judged: dict[tuple[str, ...], bool] = {}
        for position, shape in enumerate(shapes):
            system, roles, said = shape.said()
            flawless = judged.get(roles)
            if flawless is None:
                flawless = judged[roles] = in_order(roles, capabilities, needed=needed, taken=taken)
            if needed and flawless and not system and len(said) == EXCHANGE_TURNS:
                asked.append(said[0])
                answers.append(said[1])
                continue
            texts = system + said
            if flawless and (capabilities.system or not system) and not empty_among(texts):
                answer = texts.pop() if roles[-1] == "assistant" else ""
                answers.append(answer)
                asked.append("\n".join(texts))
                if len(texts) > 1:
                    spoken[position] = Spoken(system, texts[len(system) :], answer)
                continue
            record = shape.record(0)
            asked.append(record.prompt)
            answers.append(record.learned)
            if turns := Spoken.of(record):
                spoken[position] = turns
            doubtful.add(position)
        if needed:
            doubtful |= blanks(asked) | blanks(answers)
        return Columns(asked, answers, doubtful, spoken)


def empty_among(texts: list[str]) -> bool:
    """Tell whether a text is empty or blank, which the joined texts do not show."""
    return "" in texts or any(map(str.isspace, texts))


def in_order(
    roles: Sequence[str], capabilities: Capabilities, *, needed: bool, taken: bool
) -> bool:
    """Tell whether user and assistant alternate, and end as they must.

    Args:
        roles: who speaks, turn by turn.
        capabilities: what the base model's format has room for.
        needed: whether the last turn must be an answer.
        taken: whether it may be one.
    """
    turns = len(roles)
    alternating = [("user", "assistant")[number % 2] for number in range(turns)]
    ends_well = not needed if turns % 2 else taken
    fits = capabilities.turns or turns <= EXCHANGE_TURNS
    return bool(turns) and list(roles) == alternating and ends_well and fits


def without_blanks(system: Sequence[str]) -> tuple[tuple[str, ...], tuple[Fault, ...]]:
    """Return the system texts that say something, and what is to be told of the others."""
    said = tuple(text for text in system if text.strip())
    return said, (Fault.of(Code.BLANK_SYSTEM),) if len(said) < len(system) else ()
