"""Whether prompts say what to do with them: a base model that is not told can only guess.

Then a gain shows that the custom model was told the task by its training, and not that it does it
better.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from heapq import nsmallest
from itertools import chain, count
from statistics import median
from typing import Final

from tuning.dataset.codes import Code
from tuning.dataset.problems import Fault
from tuning.dataset.quality.shingles import phrases
from tuning.dataset.record import Record
from tuning.dataset.sheet import Sheet

LOOKED_AT: Final = 200

FEWEST: Final = 8
"""Of fewer prompts it cannot be told what they have in common."""

PHRASE: Final = 3
"""Words of a phrase."""

TOLD: Final = 0.5
"""A phrase that so many prompts have in common is an instruction, or part of one. Where no more
than these carry one, the others are told nothing."""

QUESTIONS: Final = 0.1
"""Where more prompts than these end with a question mark, prompts are questions, which tell."""

SHORTER: Final = 2
"""How many times as long as its answer a prompt is that is material to work on, such as a text to
be summarised, and no instruction in itself."""


def drawn(sheet: Sheet) -> frozenset[int]:
    """Return the rows of the records that are looked at, by their prompts alone."""
    return frozenset(row for _, row in nsmallest(LOOKED_AT, zip(sheet.prompts, count())))


def faults(records: Sequence[Record], *, labelled: bool) -> Iterator[Fault]:
    """Yield that prompts carry no instruction, where the base model cannot do without one.

    That is where answers are labels, which nobody guesses, or where prompts are long beside their
    answers and no questions.

    Args:
        records: a sample of those that are trained on.
        labelled: whether answers are labels.
    """
    if len(records) < FEWEST or not (labelled or _are_material(records)):
        return
    asked = [phrases(_asked(record), length=PHRASE) for record in records]
    counts = Counter(chain.from_iterable(asked))
    instructing = {each for each, times in counts.items() if times >= TOLD * len(records)}
    untold = sum(
        1
        for record, found in zip(records, asked, strict=True)
        if not any(map(str.strip, record.system)) and not found & instructing
    )
    if untold > (1 - TOLD) * len(records):
        yield Fault.of(Code.NO_INSTRUCTION, untold=untold, looked=len(records))


def _are_material(records: Sequence[Record]) -> bool:
    asked = [_asked(record) for record in records]
    questions = sum(1 for text in asked if text.rstrip().endswith(("?", "\uff1f", "\u061f")))
    long = median(map(len, asked)) >= SHORTER * median(len(record.answer) for record in records)
    return long and questions <= QUESTIONS * len(records)


def _asked(record: Record) -> str:
    return "\n".join(text for turn in record.asked for text in turn.texts)
