"""Hear the judge: read what its jobs wrote, and whether it stood its own test."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from tuning import artifacts
from tuning.errors import ServiceRefused, refusal, translated
from tuning.evaluation import judge_check, labels, opinion, scores
from tuning.evaluation.answers import Answered
from tuning.evaluation.evidence import FEWEST_PROMPTS
from tuning.evaluation.jobs import output
from tuning.evaluation.judge_check import Case
from tuning.evaluation.opinion import NOBODYS, Opinion
from tuning.evaluation.scores import Judged
from tuning.models.judges import judge
from tuning.run.evaluation import EvaluationJobs, EvaluationStatus, Subject
from tuning.run.judging import BUILT_IN
from tuning.run.recipe import EvaluationSettings
from tuning.run.registration import Registration
from tuning.run.validation import Admission

COMPLETED: Final = "Completed"
"""The status of a job that has written all that it will."""


def hear(
    registration: Registration,
    admission: Admission,
    evaluation: EvaluationJobs | None,
    status: EvaluationStatus | None,
    answered: Sequence[Answered],
) -> Opinion:
    """Return what the judge of a run said of the answers that were put to both models.

    Jobs that did not complete said nothing. What cannot be read of the others is told, and the rest
    counts.

    Raises:
        ArtifactChanged: what a job wrote was changed since it ended.
    """
    if evaluation is None or evaluation.judge is None:
        return NOBODYS
    name, settings = judge(evaluation.judge).name, registration.ready_recipe.evaluation
    tested = judge_check.cases(answered, labels.read(admission))
    heard = {
        subject: _read(registration, evaluation, status, subject, metrics=metrics, prompts=prompts)
        for subject, metrics, prompts in _subjects(settings, answered, tested)
    }
    given = [
        opinion.paired(
            answered,
            metric,
            heard["base"].by_metric.get(metric, {}),
            heard["custom"].by_metric.get(metric, {}),
        )
        for metric in settings.judged_by
    ]
    enough = tuple(each for each in given if each and len(each.base) >= FEWEST_PROMPTS)
    return Opinion(
        judge=name,
        paired=enough,
        test=judge_check.judged(
            tested,
            heard["test"].by_metric.get(settings.tested_by, {}),
            decides=settings.judge_decides,
        ),
        warnings=(
            *(fault for each in heard.values() for fault in each.faults),
            *_missing(name, settings.judged_by, enough),
        ),
    )


def _subjects(
    settings: EvaluationSettings, answered: Sequence[Answered], tested: Sequence[Case]
) -> Iterator[tuple[Subject, Sequence[str], Iterable[str]]]:
    prompts = [record.question for record in answered]
    yield "base", settings.judged_by, prompts
    yield "custom", settings.judged_by, prompts
    yield "test", (settings.tested_by,), [case.prompt for case in tested]


def _read(
    registration: Registration,
    evaluation: EvaluationJobs,
    status: EvaluationStatus | None,
    subject: Subject,
    *,
    metrics: Sequence[str],
    prompts: Iterable[str],
) -> Judged:
    jobs = (job for job in evaluation.jobs if (job.model, job.by) == (subject, "judge"))
    job = next(jobs, None)
    if job is None or status is None or status.statuses.get(job.title) != COMPLETED:
        return Judged(by_metric={})
    try:
        with translated():
            prefix = output(registration.run_id, job, evaluation.judge)
            outputs = (each for each in status.outputs if each.key.startswith(f"{prefix}/"))
            files = [artifacts.unsealed(each) or b"" for each in outputs]
            read = scores.judged(files, subject, metrics=metrics, prompts=prompts)
    except ServiceRefused as error:
        told = f"What the {job.title} wrote cannot be read: {refusal(error)}"
        return Judged(by_metric={}, faults=(told,))
    faults = tuple(
        f"Of what the {job.title} wrote, {fault}; the rest counts" for fault in read.faults
    )
    return Judged(by_metric=read.by_metric, faults=faults)


def _missing(name: str, metrics: Iterable[str], enough: Iterable[opinion.Paired]) -> Iterator[str]:
    """Say of each metric what the judge did not judge."""
    judged = {each.metric: each for each in enough}
    for metric in metrics:
        what = metric.removeprefix(BUILT_IN)
        if metric not in judged:
            yield (
                f"{name} did not judge both answers to {FEWEST_PROMPTS} distinct prompts by "
                f"{what}, so it has no score"
            )
        elif missing := judged[metric].missing:
            prompts = missing + len(judged[metric].base)
            yield (
                f"{name} did not judge both answers to {missing} of {prompts} distinct prompts by "
                f"{what}; they are missing and count in no mean"
            )
