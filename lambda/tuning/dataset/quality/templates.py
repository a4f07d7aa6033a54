"""What many texts have in common: an instruction, a form, a signature."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Final, Self

from tuning.dataset.quality.shingles import common, phrases, remaining, sampled, widened, words
from tuning.dataset.quality.sketches import PHRASE

FILLED_IN: Final = 2
"""Words that are filled into a template; with more, a text has something of its own."""

SAMPLE: Final = 500
"""Texts in which the phrases of a template are looked for."""


@dataclass(frozen=True, kw_only=True)
class Template:
    """What is taken away from texts before they are compared.

    Attributes:
        phrases: that many texts have.
        words: in them.
        heaviest: the largest share of a text's phrases that they are, of the texts looked at.
    """

    phrases: Set[str]
    words: Set[str]
    heaviest: float

    @classmethod
    def of(cls, texts: Sequence[str]) -> Self:
        """Return what a sample of texts has in common."""
        sample = [phrases(text, length=PHRASE) for text in sampled(texts, most=SAMPLE)]
        found = widened(common(sample), sample)
        return cls(
            phrases=found,
            words={word for phrase in found for word in phrase.split()},
            heaviest=max((len(each & found) / len(each) for each in sample if each), default=0),
        )

    def parted(self, text: str) -> tuple[Set[str], tuple[str, ...] | None]:
        """Return the phrases by which a text is compared, and the frame that it fills in.

        A text that is hardly more than the template is compared by all of its phrases. Its frame
        are those of its words that are the template's; any other text has none.
        """
        found = phrases(text, length=PHRASE)
        own = remaining(found, self.phrases, length=PHRASE, more_than=FILLED_IN)
        if own is found and not self.phrases.isdisjoint(found):
            frame = self._frame(text)
            return (found - self.phrases, None) if frame is None else (found, frame)
        return own, None

    def _frame(self, text: str) -> tuple[str, ...] | None:
        """Return the words of a text that are the template's; None if more than two are not."""
        found = words(text)
        kept = tuple(word for word in found if word in self.words)
        return kept if len(found) - len(kept) <= FILLED_IN else None
