"""A judge's opinion of both models, prompt by prompt, and what it is worth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Final

from msgspec import structs

from tuning.evaluation import clusters
from tuning.evaluation.answers import Answered, Reply
from tuning.run.evaluation import JudgeTest

MOST_MISSING: Final = 0.05
"""The share of prompts without a judgement on both answers, above which a judge decides nothing:
what it does not judge may be what is worst."""


Judgements = Mapping[tuple[str, str], Sequence[float]]
"""The scores that a judge gave by one metric, by ``answer_key``."""


@dataclass(frozen=True, kw_only=True)
class Paired:
    """What a judge gave both models by one metric, on each distinct prompt that it judged for both.

    Attributes:
        missing: distinct prompts that it did not judge for both.
    """

    metric: str
    base: Sequence[float]
    custom: Sequence[float]
    missing: int


@dataclass(frozen=True, kw_only=True)
class Opinion:
    """What a judge said.

    Attributes:
        judge: its name; None where nobody judged.
        paired: metric by metric, the one that may decide first; none where it judged too little.
        test: how it stood its own test.
        warnings: a line for each thing that it left out, or that is no judgement.
    """

    judge: str | None = None
    paired: tuple[Paired, ...] = ()
    test: JudgeTest | None = None
    warnings: tuple[str, ...] = ()

    def deciding(self, metric: str) -> Paired | str:
        """Return what decides by a metric; where the judge cannot decide, why not.

        The reason is the end of a sentence.
        """
        if self.test is None:
            return "nobody judged the answers, where the recipe lets a judge decide"
        if not self.test.trusted:
            return f"its judge {self.test.sentence.removeprefix('It ').rstrip('.')}"
        found = next((each for each in self.paired if each.metric == metric), None)
        if found is None:
            return f"its judge cannot decide: {self.judge} judged too few answers of both models"
        prompts = len(found.base) + found.missing
        if found.missing > MOST_MISSING * prompts:
            return (
                f"its judge cannot decide: {self.judge} did not judge both answers to "
                f"{found.missing} of {prompts} distinct prompts"
            )
        return found


NOBODYS: Final = Opinion()
"""What is said where nobody judges."""


def answer_key(prompt: str, answer: str) -> tuple[str, str]:
    """Return what a judgement goes by; nothing hangs on white space around the texts."""
    return prompt.strip(), answer.strip()


def paired(
    answered: Sequence[Answered], metric: str, base: Judgements, custom: Judgements
) -> Paired | None:
    """Take together what a judge gave both models; what one of them lacks is missing in both.

    Args:
        answered: the records that were put to both models.
        metric: one that the judge was asked for.
        base, custom: its judgements of each by that metric.
    """
    both = [
        structs.replace(
            record, base_scores={metric: fmean(before)}, custom_scores={metric: fmean(after)}
        )
        for record in answered
        if (before := _given(base, record, record.base))
        and (after := _given(custom, record, record.custom))
    ]
    if not both:
        return None
    prompts = len({clusters.of(record) for record in answered})
    before, after = clusters.means(both, metric)
    return Paired(metric=metric, base=before, custom=after, missing=prompts - len(before))


def _given(judgements: Judgements, record: Answered, reply: Reply | None) -> Sequence[float]:
    return judgements.get(answer_key(record.question, reply.said), ()) if reply else ()
