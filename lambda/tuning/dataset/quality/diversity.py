"""How much the texts of a dataset differ from each other."""

import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tuning.dataset.codes import Code
from tuning.dataset.problems import Fault
from tuning.dataset.quality.findings import PlacedFault
from tuning.dataset.quality.passages import Passage
from tuning.dataset.quality.shingles import common, phrases, remaining, sampled, words

SAMPLE: Final = 1000
"""Texts that are looked at. Of more the share of different phrases is lower, whatever they are."""

DIGITS: Final = re.compile(r"\d+")
"""Numbers make no two texts different: a form with other numbers in it is the same form."""

PHRASE: Final = 3
"""Words of a phrase."""

FILLED_IN: Final = 1
"""Words that are filled into a form; with more, a text has something of its own."""

FEWEST_PHRASES: Final = 500
"""Of fewer phrases the share says little."""

LOW: Final = 0.2
"""Share of different phrases below which prompts were filled into forms. Questions that customers
asked a bank have 0.61, prose has 0.86, tickets put together from some hundred parts have 0.26; five
forms in which words and numbers change have 0.16, one form has 0.08."""

START: Final = 4
BEGINNING: Final = 200
"""Words that make a beginning, and the characters in which they are looked for."""

COMPRESSED: Final = 1 << 16
"""Characters that are compressed."""


@dataclass(frozen=True, kw_only=True)
class Variety:
    """How different texts are.

    Attributes:
        texts: how many were looked at.
        distinct: the share of their three-word phrases that are different ones; phrases of more
            than a tenth of the texts are an instruction or a form and left out, where more than a
            word is left of a text.
        same_start: the share of the texts with the most frequent beginning of four words.
        compressed: how small zlib makes them: 0.4 for prose, less the more they repeat themselves.
    """

    texts: int
    distinct: float
    same_start: float
    compressed: float


@dataclass(frozen=True, kw_only=True)
class Diversity:
    """How different prompts are from each other, and answers.

    Either is None where there are too few phrases to tell: in answers that are labels, or none.
    """

    prompts: Variety | None
    answers: Variety | None


def diversity(passages: Sequence[Passage]) -> Diversity:
    """Measure a sample of texts."""
    sample = sampled(passages, most=SAMPLE)
    return Diversity(
        prompts=_variety([passage.asked for passage in sample]),
        answers=_variety([passage.answer for passage in sample]),
    )


def faults(found: Diversity) -> Iterator[PlacedFault]:
    """Yield that the prompts repeat themselves.

    Answers may: a form that a model shall learn to fill in does.
    """
    prompts = found.prompts
    if prompts and prompts.distinct < LOW:
        fault = Fault.of(
            Code.LOW_DIVERSITY,
            texts=prompts.texts,
            distinct=round(100 * prompts.distinct),
            same_start=round(100 * prompts.same_start),
        )
        yield PlacedFault("training", None, fault)


def _variety(texts: Sequence[str]) -> Variety | None:
    every = [phrases(DIGITS.sub("0", text), length=PHRASE) for text in texts]
    if sum(map(len, every)) < FEWEST_PHRASES:
        return None
    template = common(every)
    own = [remaining(found, template, length=PHRASE, more_than=FILLED_IN) for found in every]
    starts = Counter(tuple(words(text[:BEGINNING])[:START]) for text in texts)
    joined = "\n".join(texts)[:COMPRESSED].encode()
    return Variety(
        texts=len(texts),
        distinct=round(len(set().union(*own)) / max(1, sum(map(len, own))), 3),
        same_start=round(max(starts.values()) / len(texts), 3),
        compressed=round(len(zlib.compress(joined)) / len(joined), 3),
    )
