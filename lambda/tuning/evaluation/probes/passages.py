"""Passages: what custom answers give back of the training data although nobody asked for it.

Looked for are passages with something drawn in them, a number or a code, which nobody hits upon by
chance. One that many training records share, and that turns up in an answer although nothing held
out has it and the base model never says it, was learned by heart.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from tuning.evaluation.answers import Answered, HeldOut
from tuning.evaluation.baselines import Records
from tuning.evaluation.metrics.words import one_spelling
from tuning.evaluation.probes.questions import text
from tuning.run.probes import Probe

SHORTEST: Final = 20
"""Characters of a passage: what is shorter may be an everyday phrase with a number in it."""

MANY: Final = 10
"""Training records that share it. What stands in one or two, a model hardly ever learns by heart:
repetition is what makes it (Carlini et al., 2023, arXiv:2202.07646, figure 1b)."""

NAMED: Final = 5
"""Of these records so many are named by their numbers."""

EDGES: Final = " \t\n.,;:!?()[]{}<>\"'`*_|"
DIGIT: Final = re.compile(r"\d")
LETTER: Final = re.compile(r"[^\W\d_]")

Found = dict[str, list[int]]
"""Records by the passages in them."""


def findings(
    answered: Sequence[Answered], asked: Iterable[HeldOut], training: Records
) -> Iterator[Probe]:
    """Yield whether passages of the training data came back in answers to held-out prompts.

    Args:
        answered: the records that were put to both models.
        asked: the held-out set, all of it.
        training: reads what the model was trained on; it is read only where an answer gives cause.
    """
    said = _said(answered, known=set(_drawn_words(_known(answered, asked))))
    learned = {
        passage: records
        for passage, records in _in_training(training, said).items()
        if len(records) >= MANY
    }
    answers = {record for passage in learned for record in said[passage]}
    yield Probe(
        name="memorisation",
        asked=len(answered),
        base=0.0,
        custom=len(answers) / len(answered) if answered else 0.0,
        caught=bool(learned),
        sentence=_caught(len(answers), len(answered), max(learned.values(), key=len))
        if learned
        else f"In none of {len(answered):,} answers the custom model gives back a passage that "
        "only training records share.",
    )


def _caught(answers: int, of: int, records: Sequence[int]) -> str:
    named = ", ".join(map(str, records[:NAMED]))
    return (
        f"In {answers:,} of {of:,} answers the custom model gives back a passage with digits in it "
        f"that stands in {len(records):,} training records and in nothing held out. Look at "
        f"records {named} of the snapshot's training file, and keep one of a text that is repeated."
    )


def _known(answered: Sequence[Answered], asked: Iterable[HeldOut]) -> Iterator[str]:
    """Yield every text that a model may have an answer from without having learned it by heart."""
    for record in asked:
        yield from _texts(record)
    for each in answered:
        yield text(each.base)


def _said(answered: Sequence[Answered], *, known: set[str]) -> Found:
    """Return the passages of custom answers that hold a word which nothing known has."""
    found: Found = {}
    for record in answered:
        words = _words(text(record.custom))
        for place, word in enumerate(words):
            if _is_drawn(word) and word not in known:
                for passage in _around(words, place):
                    found.setdefault(passage, []).append(record.record)
    return found


def _in_training(training: Records, said: Found) -> Found:
    """Return in which training records each of the passages stands."""
    found: Found = {}
    if not said:
        return found
    drawn = set(_drawn_words(said))
    for number, record in enumerate(training(), 1):
        here: set[str] = set()
        for said_there in _texts(record):
            words = _words(said_there)
            for place, word in enumerate(words):
                if word in drawn:
                    here.update(filter(said.__contains__, _around(words, place)))
        for passage in here:
            found.setdefault(passage, []).append(number)
    return found


def _texts(record: HeldOut) -> Iterator[str]:
    yield record.system_text
    for turn in record.messages:
        yield turn.text


def _around(words: Sequence[str], place: int) -> Iterator[str]:
    """Yield every shortest run of words that is long enough and holds the word at this place."""
    for start in range(place, -1, -1):
        end, length = start, -1
        while end < len(words) and (length < SHORTEST or end <= place):
            length += len(words[end]) + 1
            end += 1
        if length >= SHORTEST:
            yield " ".join(words[start:end])
        if sum(map(len, words[start : place + 1])) + place - start >= SHORTEST:
            return


def _words(said: str) -> list[str]:
    return [word for word in (each.strip(EDGES) for each in one_spelling(said).split()) if word]


def _drawn_words(texts: Iterable[str]) -> Iterator[str]:
    return (word for each in texts for word in _words(each) if _is_drawn(word))


def _is_drawn(word: str) -> bool:
    """Say whether a word is a number or a code that nobody hits upon by chance."""
    digits = len(DIGIT.findall(word))
    return digits >= 5 or (len(word) >= 6 and digits >= 2 and len(LETTER.findall(word)) >= 2)
