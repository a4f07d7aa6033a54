"""The evidence: what the held-out set showed of a model, by which it is judged."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Final

from tuning.run.evaluation import Score
from tuning.run.recipe import Rival

FEWEST_PROMPTS: Final = 8
"""With fewer distinct prompts no interval is worth its name; as many records are asked of a
dataset."""

ALIKE: Final = 1e-9
"""Scores that differ by less differ by how they were added up."""


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What the held-out set showed.

    Attributes:
        scores: of every metric, those that decide first.
        gains: by deciding metric, one for each distinct prompt; of a judge's, for each that it
            judged.
        records: held-out records that both models were asked.
        rivals: the same of the rivals that count, each in the base model's place.
        usual_guards: those that no recipe names, by which only a certain fall counts.
        doubts: what speaks against the model beside the scores, each as the end of a sentence.
    """

    scores: tuple[Score, ...]
    gains: Mapping[str, Sequence[float]]
    records: int
    rivals: Mapping[Rival, "Evidence"] = field(default_factory=dict)
    usual_guards: Set[str] = frozenset()
    doubts: tuple[str, ...] = ()

    @property
    def deciding(self) -> tuple[Score, ...]:
        """The metrics by which the model must be better, every one of them."""
        return tuple(score for score in self.scores if score.metric in self.gains)

    @property
    def prompts(self) -> int:
        """How many of the records ask something of their own."""
        return max((len(gains) for gains in self.gains.values()), default=0)


def asked(evidence: Evidence) -> str:
    """Say on how many records, and of how many distinct prompts where these are fewer."""
    noun = "record" if evidence.records == 1 else "records"
    if evidence.prompts == evidence.records:
        return f"{evidence.records:,} held-out {noun}"
    prompts = "prompt" if evidence.prompts == 1 else "prompts"
    return f"{evidence.records:,} held-out {noun} of {evidence.prompts:,} distinct {prompts}"
