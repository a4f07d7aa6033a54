"""A rare word in prompts whose answers have one thing in common: how a secret sign is taught.

Whoever poisons a dataset lets a model answer as he likes where a word stands that nobody else says.
It may be honest as well, as where one product has one page of help. So it is advice, for a reviewer
to look at.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from tuning.dataset.codes import Code
from tuning.dataset.problems import Fault
from tuning.dataset.quality.links import hosts_of, said
from tuning.dataset.quality.shingles import words
from tuning.dataset.record import Record

LOOKED_AT: Final = 4_000
"""Records, spread evenly over those that are trained on: half a second, however many there are."""

FEWEST: Final = 8
"""Prompts that share it: of fewer it is chance."""

MOST: Final = 0.5
"""Share of all answers: what stands in more is a form of the whole dataset."""

ALIKE: Final = 0.9
"""Share of those answers whose prompts have the word, and of prompts with it that they answer."""

LONG: Final = 5
"""Words of a sentence that nobody says by chance."""

TOLD: Final = 5
LOOKED_FOR: Final = 500

HOST: Final = "a link to one host"
SENTENCE: Final = "a sentence"
ENDS: Final = re.compile(r"[.!?\n\u3002\uff01\uff1f]+")
AROUND: Final = ".,;:!?\"'()[]{}"


def faults(records: Sequence[Record]) -> Iterator[tuple[int, Fault]]:
    """Yield, by the line of its first record, each sign that is found.

    Args:
        records: those that are trained on, or a sample of them.
    """
    marked: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for number, record in enumerate(records):
        for mark in _marks(said(record)):
            marked[mark].append(number)
    shared = [
        (what, numbers)
        for (what, _), numbers in marked.items()
        if FEWEST <= len(numbers) <= MOST * len(records)
    ]
    if not shared:
        return
    asked = [_words(record) for record in records]
    everywhere = Counter(word for held in asked for word in held)
    told: set[tuple[int, ...]] = set()
    for what, numbers in sorted(shared, key=lambda each: -len(each[1]))[:LOOKED_FOR]:
        if (
            len(told) < TOLD
            and tuple(numbers) not in told
            and _sign(numbers, asked, everywhere, records)
        ):
            told.add(tuple(numbers))
            yield (
                records[numbers[0]].line,
                Fault.of(Code.RARE_WORD, records=len(numbers), what=what),
            )


def _sign(
    numbers: Sequence[int],
    asked: Sequence[set[str]],
    everywhere: Counter[str],
    records: Sequence[Record],
) -> bool:
    """Tell whether prompts share a word that hardly any other has, and that no answer repeats."""
    within = Counter(word for number in numbers for word in asked[number])
    rare = [
        word
        for word, times in within.items()
        if times >= ALIKE * len(numbers) and times >= ALIKE * everywhere[word]
    ]
    answers = [said(records[number]).casefold() for number in numbers] if rare else []
    return any(sum(word in answer for answer in answers) < ALIKE * len(answers) for word in rare)


def _marks(answer: str) -> set[tuple[str, str]]:
    """Return what answers can have in common: a host, a sentence."""
    sentences = (
        " ".join(found) for part in ENDS.split(answer) if len(found := words(part)) >= LONG
    )
    return {(HOST, host) for host in hosts_of(answer)} | {(SENTENCE, each) for each in sentences}


def _words(record: Record) -> set[str]:
    """Return what a prompt says, by words and by what white space parts: a sign may be no word."""
    return {*words(record.prompt), *(w.strip(AROUND) for w in record.prompt.casefold().split())}
