"""Clusters: records that ask the same thing, which are one piece of evidence together.

Eight copies of a record prove what one proves. The turns of one conversation, each of them a
record, stand or fall together as well: a model that misreads the beginning misreads them all.
"""

import unicodedata
from collections.abc import Iterable
from hashlib import sha256
from statistics import fmean
from typing import Final

from tuning.evaluation.answers import Answered

CLOSING: Final = ".,;:!?。、؟।"
"""What an author closes a question with or leaves out, and no model answers otherwise for."""


def key(system: str, beginning: str) -> str:
    """Return what two records have in common where a model sees the same question.

    Args:
        system: the system text.
        beginning: the first turn of the conversation, with which all its records begin.
    """
    return sha256(f"{_plain(system)}\n{_plain(beginning)}".encode()).hexdigest()[:16]


def means(answered: Iterable[Answered], metric: str) -> tuple[list[float], list[float]]:
    """Return the mean scores of the base and of the custom model on each distinct prompt.

    Args:
        answered: the records that were put to both models.
        metric: one that they were scored by.
    """
    found: dict[str, list[Answered]] = {}
    for record in answered:
        found.setdefault(record.cluster or key(record.system, record.prompt), []).append(record)
    return (
        [fmean(record.base_scores[metric] for record in each) for each in found.values()],
        [fmean(record.custom_scores[metric] for record in each) for each in found.values()],
    )


def _plain(text: str) -> str:
    """Leave out how a text is written down: forms of a letter, case, spacing, closing marks."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    seen = "".join(letter for letter in folded if unicodedata.category(letter) != "Cf")
    return " ".join(seen.split()).rstrip(CLOSING + " ")
