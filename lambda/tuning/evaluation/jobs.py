"""Evaluation jobs: one for the base model, one for the custom model, over the same prompts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from tuning import clients, naming
from tuning.evaluation import requests, scores
from tuning.evaluation.judges import Judge, judge_of
from tuning.evaluation.responses import BASE, CUSTOM, Model
from tuning.settings import deployed

if TYPE_CHECKING:
    from tuning.dataset.admission import Admission
    from tuning.evaluation.asking import Answers
    from tuning.ledger.registration import Registration


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """The two evaluation jobs that were started; ``judge`` scores in them, None where none does.

    ``look_until`` is when their deadline has passed, ISO 8601.
    """

    base_job_arn: str
    custom_job_arn: str
    judge: str | None = None
    look_until: str | None = None


@dataclass(frozen=True, kw_only=True)
class EvaluationStatus:
    """Where the two jobs stand together; the statuses are the service's own words.

    ``base_scores`` and ``custom_scores`` are the service's averages by metric, once completed.
    """

    outcome: Literal["running", "completed", "failed", "stopped", "timed_out"]
    base_status: str
    custom_status: str
    base_scores: dict[str, float] | None = None
    custom_scores: dict[str, float] | None = None
    message: str | None = None


def start(registration: "Registration", admission: "Admission", answers: "Answers") -> Evaluation:
    """Start both jobs; asking again returns the jobs that were started.

    Both kinds of job take one model, so a comparison is two jobs over the same prompts. Where there
    are responses to judge, a judge reads those; else the jobs ask the models themselves.
    """
    judge = _judge(registration, answers)
    keys: dict[Model, str | None] = {
        BASE: answers.base_responses_key,
        CUSTOM: answers.custom_responses_key,
    }
    asked = {BASE: registration.plan.model.inference_id, CUSTOM: answers.serving}
    started = {
        model: _start(
            registration,
            model,
            requests.judged(registration, judge, model, key)
            if judge and key
            else requests.automated(registration, admission, asked[model]),
        )
        for model, key in keys.items()
    }
    (base, _), (custom, at) = started[BASE], started[CUSTOM]
    hours = float(deployed().evaluation_deadline_hours)
    return Evaluation(
        base_job_arn=base,
        custom_job_arn=custom,
        judge=judge.id if judge else None,
        look_until=clients.look_until(at, timedelta(hours=hours)),
    )


def _judge(registration: "Registration", answers: "Answers") -> Judge | None:
    if answers.base_responses_key is None:
        return None
    return judge_of(registration.plan.model, registration.plan.evaluation.judge)


def _start(
    registration: "Registration", model: Model, request: requests.Request
) -> tuple[str, datetime]:
    """Start one job and return its ARN, and when that was by the service's clock."""
    settings, run = deployed(), registration.run_id
    name = naming.resource_name(settings.environment, run, model)
    tags = naming.tags(settings.environment, task=registration.task, run=run)
    answer = clients.bedrock().create_evaluation_job(
        jobName=name,
        clientRequestToken=name,
        roleArn=settings.evaluation_role_arn,
        customerEncryptionKeyId=settings.model_key_arn,
        jobTags=[{"key": key, "value": value} for key, value in tags.items()],
        applicationType="ModelEvaluation",
        evaluationConfig=request.evaluation,
        inferenceConfig=request.inference,
        outputDataConfig={"s3Uri": f"s3://{settings.artifacts_bucket}/{folder(run)}"},
    )
    return answer["jobArn"], clients.service_time(answer)


def folder(run: str) -> str:
    """Return where the evaluation jobs of a run write, in the artifacts bucket."""
    return f"{naming.RUNS}/{run}/evaluation/"


def check(registration: "Registration", evaluation: Evaluation) -> EvaluationStatus:
    """Read both jobs, stop what is past its deadline, and say what comes next."""
    bedrock = clients.bedrock()
    base = bedrock.get_evaluation_job(jobIdentifier=evaluation.base_job_arn)
    custom = bedrock.get_evaluation_job(jobIdentifier=evaluation.custom_job_arn)
    deadline = timedelta(hours=float(deployed().evaluation_deadline_hours))
    late = clients.service_time(custom) - custom["creationTime"] >= deadline
    outcome = _outcome({base["status"], custom["status"]}, late=late)
    if outcome == "timed_out":
        for job in (base, custom):
            if job["status"] == "InProgress":
                bedrock.stop_evaluation_job(jobIdentifier=job["jobArn"])
    done = outcome == "completed"
    where = {
        model: folder(registration.run_id)
        + naming.resource_name(deployed().environment, registration.run_id, model)
        for model in (BASE, CUSTOM)
    }
    return EvaluationStatus(
        outcome=outcome,
        base_status=base["status"],
        custom_status=custom["status"],
        base_scores=scores.averages(where[BASE]) if done else None,
        custom_scores=scores.averages(where[CUSTOM]) if done else None,
        message=_message(outcome, base, custom, deadline),
    )


Outcome = Literal["running", "completed", "failed", "stopped", "timed_out"]


def _outcome(statuses: set[str], *, late: bool) -> Outcome:
    """Join two statuses; one that this code does not know counts as running until the deadline."""
    if "Failed" in statuses:
        return "failed"
    if statuses & {"Stopped", "Deleting"}:
        return "stopped"
    if statuses == {"Completed"}:
        return "completed"
    return "timed_out" if late else "running"


def _message(outcome: Outcome, base: Any, custom: Any, deadline: timedelta) -> str | None:
    if outcome == "timed_out":
        return f"not done within {deadline}; both jobs were stopped"
    if outcome == "stopped":
        return "somebody stopped the job"
    reasons = [*base.get("failureMessages", ()), *custom.get("failureMessages", ())]
    return "; ".join(reasons) or None
