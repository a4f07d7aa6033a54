"""Baselines: answers that cost nothing, which a model that is worth keeping must beat.

The most frequent answer of the training records, or what the model itself says to most of what it
is asked; the answer of the training prompt that is nearest to what is asked; and the prompt said
back. None of them understands anything. Where labels are one-sided, where training records are
asked again in other words, or where a summary copies its text, they score well all the same, and so
does a model that has learned no more than they know.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import xxhash

from tuning.evaluation.answers import HeldOut
from tuning.evaluation.nearest import Nearest
from tuning.run.recipe import Baseline

Records = Callable[[], Iterable[HeldOut]]
"""Reads the training records, from the first one each time."""


def answers(
    training: Records, asked: Sequence[HeldOut], *, longest: int, before: str = "", after: str = ""
) -> dict[Baseline, list[str]]:
    """Return what each baseline answers to held-out records, in their order.

    The training records are read twice and not kept.

    Args:
        training: what the model was trained on.
        asked: the held-out records.
        longest: the most characters of a prompt that are said back, since a model's answers have
            an end too.
        before, after: what the recipe put around every prompt, which is not said back.
    """
    nearest = Nearest([record.prompt for record in asked])
    times: Counter[int] = Counter()
    for record in training():
        nearest.count(record.prompt)
        times[_key(record.reference)] += 1
    most = max(times, key=times.__getitem__, default=None)
    constant = None
    for record in training():
        nearest.offer(record.prompt, record.reference)
        if constant is None and _key(record.reference) == most:
            constant = record.reference
    usual = constant or ""
    return {
        "constant": [usual] * len(asked),
        "echo": [
            record.asked[-1].text.removeprefix(before).removesuffix(after)[:longest]
            for record in asked
        ],
        "nearest": [usual if answer is None else answer for answer in nearest.answers],
    }


def said_to_most(answers: Sequence[str]) -> str | None:
    """Return the answer that is given to at least half of what is asked; None where none is."""
    times = Counter(map(_key, answers))
    most = max(times, key=times.__getitem__, default=None)
    if most is None or 2 * times[most] < len(answers):
        return None
    return next(answer for answer in answers if _key(answer) == most)


def _key(answer: str) -> int:
    """Identify an answer whatever its case and what surrounds it: it may be long."""
    return xxhash.xxh3_64_intdigest(answer.strip().casefold().encode(errors="replace"))
