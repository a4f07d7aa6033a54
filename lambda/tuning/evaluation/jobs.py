"""Evaluation jobs: for each model one in which a judge scores it, or a program, or both.

Beside a judge's jobs stands one more, in which the judge itself is tested.

They bring a second opinion and no verdict, so none of them ends a run: one that is refused, fails,
is stopped or takes too long leaves a warning, and what the others scored.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from tuning import artifacts, clients, naming, room
from tuning.costs.judging import scored_by_program
from tuning.errors import QuotaExceeded, ServiceRefused, refusal, translated
from tuning.evaluation import requests
from tuning.evaluation.requests import Request
from tuning.evaluation.respondents import BASE, CUSTOM
from tuning.evaluation.responses import TEST
from tuning.models.judges import judge
from tuning.run.evaluation import WHOSE, Answers, EvaluationJobs, Job, Scorer, Subject
from tuning.run.plan import HostingPlan
from tuning.run.registration import Registration
from tuning.run.validation import Admission
from tuning.seals import Seal
from tuning.settings import deployed

PARTS: Final[dict[tuple[Subject, Scorer], str]] = {
    (BASE, "program"): "base",
    (CUSTOM, "program"): "custom",
    (BASE, "judge"): "j{judge}-b",
    (CUSTOM, "judge"): "j{judge}-c",
    (TEST, "judge"): "j{judge}-t",
}
"""How the names of the jobs end, with a digest of which judge; see ``naming.resource_name`` for how
long that may be. A name is a token too: another judge's job by the same token would be the first
one's."""

NO_TOXICITY: Final = (
    "Toxicity was not measured, though the recipe asks for it: that takes provisioned throughput, "
    "a base model that Bedrock's evaluation jobs can ask, and held-out prompts that fit them"
)

JUDGE_DIGEST: Final = 4
"""Hexadecimal digits by which the few judges are told apart."""


@dataclass(frozen=True, kw_only=True)
class _Begun:
    """What became of the jobs of one kind: those that began, when, and the others' reasons."""

    jobs: tuple[Job, ...] = ()
    refusals: tuple[tuple[Subject, str], ...] = ()
    at: datetime | None = None

    @property
    def warnings(self) -> tuple[str, ...]:
        """A line for each job that was refused."""
        return tuple(
            f"The evaluation job of the {WHOSE[subject]} was refused: {reason}"
            for subject, reason in self.refusals
        )


def start(
    registration: Registration, admission: Admission, plan: HostingPlan, answers: Answers
) -> EvaluationJobs:
    """Start the jobs that a run's hosting and its judge allow; asking again returns the same jobs.

    Every kind of job takes one model, so a comparison is two jobs over the same prompts. A judge
    reads the answers that were given. A program's job asks the models itself, which the service
    does for provisioned throughput and not for a deployment.

    Raises:
        ArtifactChanged: a judge would read other responses than were answered.
        Transient: the service was busy or unreachable.
    """
    judged, refused, written = _Begun(), {}, _written(answers)
    for identifier in plan.judges:
        asked = _judged(registration, identifier, written)
        judged = _begin(registration, "judge", asked, judge=identifier)
        if judged.jobs:
            break
        refused[identifier] = " / ".join(dict.fromkeys(reason for _, reason in judged.refusals))
    taken = plan.judges[len(refused)] if judged.jobs else None
    asking = _asking(registration, admission, plan, answers)
    scored = _begin(registration, "program", asking) if asking else _Begun()
    warnings = [
        f"{judge(identifier).name} could not judge: {reason}"
        for identifier, reason in refused.items()
    ]
    if judged.jobs:
        warnings += judged.warnings
    if registration.ready_recipe.evaluation.toxicity and not asking:
        warnings.append(NO_TOXICITY)
    begun = [begin.at for begin in (judged, scored) if begin.at]
    hours = timedelta(hours=deployed().evaluation_deadline_hours)
    return EvaluationJobs(
        outcome="started" if begun else "none",
        jobs=(*judged.jobs, *scored.jobs),
        judge=taken,
        judging=_judging(plan, taken, tuple(refused)),
        warnings=room.lines((*warnings, *scored.warnings)),
        look_until=clients.look_until(max(begun), hours) if begun else None,
    )


def _written(answers: Answers) -> dict[Subject, str]:
    """Return where the responses lie that a judge is given: they are what was answered."""
    written: dict[Subject, Seal | None] = {
        BASE: answers.base_responses,
        CUSTOM: answers.custom_responses,
        TEST: answers.test_responses,
    }
    for seal in filter(None, written.values()):
        artifacts.unsealed(seal)
    return {subject: seal.key for subject, seal in written.items() if seal}


def _judged(
    registration: Registration, identifier: str, written: Mapping[Subject, str]
) -> dict[Subject, Request]:
    return {
        subject: requests.judged(registration, judge(identifier), subject, key)
        for subject, key in written.items()
    }


def _asking(
    registration: Registration, admission: Admission, plan: HostingPlan, answers: Answers
) -> dict[Subject, Request]:
    if not scored_by_program(registration.ready_recipe.model, admission, plan.mode):
        return {}
    asked: dict[Subject, str] = {
        BASE: registration.ready_recipe.model.inference_id,
        CUSTOM: answers.serving,
    }
    return {
        model: requests.automated(registration, admission, identifier)
        for model, identifier in asked.items()
    }


def _judging(plan: HostingPlan, taken: str | None, refused: Sequence[str]) -> str:
    if not refused:
        return plan.judging
    names = ", ".join(judge(identifier).name for identifier in refused)
    if taken:
        return f"{judge(taken).name} judges, because Bedrock refused: {names}."
    return f"No judge was used: Bedrock refused {names}."


def part_of(subject: Subject, by: Scorer, judge: str | None) -> str:
    """Return how the name of a job ends, in which this judge scores, or a program."""
    digest = hashlib.sha256((judge or "").encode()).hexdigest()[:JUDGE_DIGEST]
    return PARTS[subject, by].format(judge=digest)


def _begin(
    registration: Registration,
    by: Scorer,
    asked: dict[Subject, Request],
    *,
    judge: str | None = None,
) -> _Begun:
    """Start the jobs of one kind; a refusal is a reason and no error."""
    jobs, refusals, moments = [], [], []
    for subject, request in asked.items():
        try:
            with translated():
                arn, at = _start(registration, part_of(subject, by, judge), request)
        except (ServiceRefused, QuotaExceeded) as error:
            refusals.append((subject, refusal(error)))
        else:
            jobs.append(Job(model=subject, by=by, arn=arn))
            moments.append(at)
    return _Begun(jobs=tuple(jobs), refusals=tuple(refusals), at=max(moments, default=None))


def _start(registration: Registration, part: str, request: Request) -> tuple[str, datetime]:
    """Start one job and return its ARN, and when that was by the service's clock."""
    settings, run = deployed(), registration.run_id
    name = naming.resource_name(settings.environment, run, part)
    tags = naming.tags(settings.environment, task=registration.task, run=run)
    answer = clients.bedrock().create_evaluation_job(
        jobName=name,
        clientRequestToken=name,
        roleArn=settings.evaluation_role_arn,
        customerEncryptionKeyId=settings.model_key_arn,
        jobTags=tags,
        applicationType="ModelEvaluation",
        evaluationConfig=request.evaluation,
        inferenceConfig=request.inference,
        outputDataConfig={"s3Uri": f"s3://{settings.artifacts_bucket}/{folder(run)}"},
    )
    return answer["jobArn"], clients.service_time(answer)


def output(run: str, job: Job, judge: str | None) -> str:
    """Return where an evaluation job of a run has written, in the artifacts bucket."""
    part = part_of(job.model, job.by, judge)
    return folder(run) + naming.resource_name(deployed().environment, run, part)


def folder(run: str) -> str:
    """Return where the evaluation jobs of a run write, in the artifacts bucket."""
    return artifacts.key_of(run, "evaluation/")
