"""Clusters: records that ask the same thing, which are one piece of evidence together.

Eight copies of a record prove what one proves. The turns of one conversation, each of them a
record, stand or fall together as well: a model that misreads the beginning misreads them all.
"""

from collections.abc import Iterable, Sequence
from functools import reduce
from statistics import fmean
from typing import Final

from tuning.dataset.digests import BETWEEN, digests
from tuning.dataset.keys import mixed
from tuning.evaluation.answers import Answered, HeldOut

SECOND: Final = 3
"""Turns up to the user's second, which tells conversations apart that begin alike."""


def key(system: str, *turns: str) -> str:
    """Return what records have in common where a model sees the same system text and turns."""
    texts = [text.replace(BETWEEN, " ") for text in (system, *turns)]
    return f"{reduce(mixed, digests(texts)):x}"


def grouped(records: Sequence[HeldOut]) -> list[str]:
    """Return the cluster of each record: that of its first turn, or of its first three.

    All records that begin with one turn go together, unless they go on as several conversations, as
    after a greeting. Then each conversation is known by its turns up to the user's second, and the
    records that end before it are one question.
    """
    openings = [key(record.system_text, record.messages[0].text) for record in records]
    conversations = [
        key(record.system_text, *(turn.text for turn in record.asked[:SECOND]))
        if len(record.asked) >= SECOND
        else None
        for record in records
    ]
    follow: dict[str, set[str]] = {}
    for opening, conversation in zip(openings, conversations, strict=True):
        if conversation:
            follow.setdefault(opening, set()).add(conversation)
    return [
        conversation if conversation and len(follow[opening]) > 1 else opening
        for opening, conversation in zip(openings, conversations, strict=True)
    ]


def of(record: Answered) -> str:
    """Return the cluster of a record that was asked."""
    return record.cluster or key(record.system, record.prompt)


def means(answered: Iterable[Answered], metric: str) -> tuple[list[float], list[float]]:
    """Return the mean scores of the base and of the custom model on each distinct prompt.

    Args:
        answered: the records that were put to both models.
        metric: one that they were scored by.
    """
    found: dict[str, list[Answered]] = {}
    for record in answered:
        found.setdefault(of(record), []).append(record)
    return (
        [fmean(record.base_scores[metric] for record in each) for each in found.values()],
        [fmean(record.custom_scores[metric] for record in each) for each in found.values()],
    )
