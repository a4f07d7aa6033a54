"""The judge's own test: answers that it must fail, and answers that people have judged before it.

A judge that lets nonsense pass, or sees things otherwise than the people who know the task, gives
figures that look like any other. So it is put to a test in a job of its own, beside those of the
models, and its scores say how it stood.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from statistics import fmean
from typing import Final, Literal

from tuning.dataset.prompts import fits
from tuning.evaluation.answers import Answered
from tuning.evaluation.kappa import kappa
from tuning.evaluation.labels import Label
from tuning.evaluation.metrics import contains, exact_match, token_f1
from tuning.evaluation.metrics.refusals import refuses
from tuning.evaluation.opinion import Judgements, answer_key
from tuning.run.evaluation import JudgeTest
from tuning.run.judging import MOST_PROMPTS

CANARIES: Final = 3
"""Answers that no judge may let pass: one to another question, a refusal, letters turned round; and
where one of these cannot be made, silence."""

PASSES: Final = 0.5
"""From here on an answer counts as good. Bad outputs must stay below half of the scale: 5 of 10 in
the fine-tuning skill of microsoft/azure-skills ("calibrate the grader")."""

FEWEST_LABELS: Final = 30
"""Fewer labels say too little of a judge's agreement with people (the same skill)."""

LEAST_KAPPA: Final = 0.6
"""Above it agreement is "substantial" (Landis and Koch, 1977, doi:10.2307/2529310)."""

LOOKED_AT: Final = 24
"""Held-out records from which canaries are made: the search goes over pairs of them."""

MOST_SHARED: Final = 0.5
"""The token F1 up to which an answer is certainly another one than the reference."""

REFUSAL: Final = "I am sorry, but I cannot help with that."
SILENCE: Final = "..."


@dataclass(frozen=True, kw_only=True)
class Case:
    """One answer of the test, and what is known of it: a canary, or good or bad by a person."""

    prompt: str
    reference: str
    answer: str
    known: Literal["canary", "good", "bad"]


def cases(answered: Sequence[Answered], labels: Iterable[Label]) -> tuple[Case, ...]:
    """Return the canaries, and as many labels as a job has room for.

    Args:
        answered: held-out records, in their order.
        labels: what people labelled. One without a reference has that of the held-out record with
            the same prompt; where there is none, it cannot be judged and is left out.
    """
    references = {record.question: record.reference for record in answered}
    labelled = (
        Case(
            prompt=label.prompt,
            reference=reference,
            answer=label.answer,
            known="good" if label.good else "bad",
        )
        for label in labels
        if (reference := label.reference or references.get(label.prompt, ""))
        and label.answer.strip()
        and fits(label.prompt)
    )
    return (*islice(_canaries(answered), CANARIES), *islice(labelled, MOST_PROMPTS - CANARIES))


def _canaries(answered: Sequence[Answered]) -> Iterator[Case]:
    """Yield certainly bad answers, each of a kind of its own; fewer where none can be made."""
    records = list(islice((each for each in answered if each.judgeable), LOOKED_AT))
    for kind in _kinds(records):
        shared = [(token_f1(text, record.reference), text, record) for record, text in kind]
        bad = [each for each in shared if _is_bad(each[1], each[2].reference, shared=each[0])]
        if bad:
            _, text, record = min(bad, key=lambda each: each[0])
            yield Case(
                prompt=record.question, reference=record.reference, answer=text, known="canary"
            )


def _kinds(records: Sequence[Answered]) -> Iterator[Iterator[tuple[Answered, str]]]:
    """Yield the kinds of bad answers, the most telling first, each with what it may answer."""
    yield (
        (record, other.reference)
        for record in records
        for other in records
        if other.prompt != record.prompt
    )
    yield ((record, REFUSAL) for record in records if not refuses(record.reference))
    yield ((record, record.reference[::-1]) for record in records)
    yield ((record, record.prompt[::-1]) for record in records)
    yield ((record, SILENCE) for record in records)


def _is_bad(answer: str, reference: str, *, shared: float) -> bool:
    return (
        bool(answer.strip())
        and shared <= MOST_SHARED
        and not exact_match(answer, reference)
        and not contains(answer, reference)
    )


def judged(tested: Sequence[Case], judgements: Judgements, *, decides: bool) -> JudgeTest:
    """Say how a judge stood its test.

    Args:
        tested: what it was put to.
        judgements: what it gave, as far as it gave anything.
        decides: whether it is to decide, and so must be known to agree with people.
    """
    passed = {
        case: fmean(scores) >= PASSES
        for case in tested
        if (scores := judgements.get(answer_key(case.prompt, case.answer)))
    }
    bad = [case for case in tested if case.known == "canary"]
    failed = [case for case in bad if not passed.get(case, True)]
    labelled = {case: good for case, good in passed.items() if case.known != "canary"}
    agreement = kappa([case.known == "good" for case in labelled], [*labelled.values()])
    doubt = _doubt_of_canaries(bad, failed, passed)
    doubt = doubt or _doubt_of_labels(len(labelled), agreement, decides=decides)
    stood = f"it failed {len(failed)} of {len(bad)} certainly bad answers, as it must"
    if agreement is not None:
        stood += f", and its agreement with people over {_labels(len(labelled))} is "
        stood += f"a kappa of {agreement:.2f}"
    return JudgeTest(
        canaries=len(bad),
        failed=len(failed),
        labels=len(labelled),
        kappa=agreement,
        trusted=doubt is None,
        sentence=f"It is not trusted: {doubt}." if doubt else f"It is trusted: {stood}.",
    )


def _doubt_of_canaries(
    bad: Sequence[Case], failed: Sequence[Case], judged: Collection[Case]
) -> str | None:
    unjudged = sum(1 for case in bad if case not in judged)
    if len(bad) < CANARIES:
        return (
            f"only {len(bad)} of {CANARIES} certainly bad answers can be made of the held-out set "
            "to test it"
        )
    if unjudged:
        return f"it did not judge {unjudged} of {len(bad)} certainly bad answers"
    if len(failed) < len(bad):
        return f"it let {len(bad) - len(failed)} of {len(bad)} certainly bad answers pass"
    return None


def _doubt_of_labels(labels: int, agreement: float | None, *, decides: bool) -> str | None:
    if labels < FEWEST_LABELS:
        return (
            f"to decide it takes {FEWEST_LABELS} judged answers that people have labelled, and "
            f"there are {labels}"
            if decides
            else None
        )
    if agreement is None:
        return f"people and judge say the same of all {labels} labels, which shows nothing"
    if agreement < LEAST_KAPPA:
        return (
            f"its agreement with people over {_labels(labels)} is a kappa of {agreement:.2f}, "
            f"below {LEAST_KAPPA}"
        )
    return None


def _labels(number: int) -> str:
    return "1 label" if number == 1 else f"{number} labels"
