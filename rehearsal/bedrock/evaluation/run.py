"""An evaluation job at work, in a thread of its own."""

import json
import logging
import uuid
from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal

from botocore.exceptions import BotoCoreError, ClientError

from rehearsal.bedrock import inference
from rehearsal.bedrock.account import Account
from rehearsal.bedrock.errors import ServiceError
from rehearsal.bedrock.evaluation import prompts, stand_in_judge
from rehearsal.bedrock.evaluation.approximate_accuracy import METRIC, scorer
from rehearsal.bedrock.faults import Fault
from rehearsal.bedrock.model import Conversation, Turn
from rehearsal.bedrock.resources.evaluation_job import EvaluationJob
from rehearsal.bedrock.resources.names import id_of
from rehearsal.bedrock.s3 import S3Uri
from rehearsal.bedrock.workers import Stopped

LOG = logging.getLogger(__name__)

SHORTEST: Final = 600.0
"""The least simulated seconds that a job takes; asking the model may take longer."""

UNEXPECTED: Final = "The evaluation job failed because of an internal error. Please try again."


def run(account: Account, job: EvaluationJob, *, max_tokens: int) -> None:
    """Ask the model every prompt, score the answers and write them down."""
    try:
        asked_to_stop = account.clock.wait(SHORTEST, until=job.stopping)
        if asked_to_stop or account.faults.strikes(Fault.EVALUATION_STOPS, job.name):
            raise Stopped
        if account.faults.strikes(Fault.EVALUATION_NEVER_ENDS, job.name):
            job.stopping.wait()
            raise Stopped
        if account.faults.strikes(Fault.EVALUATION_FAILS, job.name):
            raise prompts.RejectedDataset(UNEXPECTED)
        for dataset in job.datasets:
            _evaluate(account, job, dataset, max_tokens)
        _complete(account, job)
    except Stopped:
        _end(account, job, "Stopped")
    except prompts.RejectedDataset as error:
        _end(account, job, "Failed", str(error))
    except ServiceError as error:
        _end(account, job, "Failed", f"Could not ask the model: {error}")
    except (BotoCoreError, ClientError) as error:
        _end(account, job, "Failed", f"Could not access the job's data: {error}")
    except Exception:
        # the end of a thread: whatever broke must show as a failed job, not as one that hangs
        LOG.exception("evaluation job %s broke", job.arn)
        _end(account, job, "Failed", UNEXPECTED)


def _evaluate(
    account: Account, job: EvaluationJob, dataset: Mapping[str, Any], max_tokens: int
) -> None:
    s3 = account.aws.client("s3")
    place = S3Uri.parse(dataset["dataset"]["datasetLocation"]["s3Uri"])
    answer = s3.get_object(Bucket=place.bucket, Key=place.key)
    source = job.model_identifier if job.judge else None
    records = prompts.parse(answer["Body"].read(), place, source=source)
    lines = (
        _judged(account, job, records, metrics=dataset["metricNames"])
        if job.judge
        else _answers(account, job, records, task=dataset["taskType"], max_tokens=max_tokens)
    )
    content = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    output = _output(job, dataset)
    s3.put_object(Bucket=output.bucket, Key=output.key, Body=content.encode())


def _answers(
    account: Account,
    job: EvaluationJob,
    records: tuple[dict[str, Any], ...],
    *,
    task: str,
    max_tokens: int,
) -> Iterator[dict[str, Any]]:
    target = inference.target(account, job.model_identifier)
    score = scorer(task, [record["referenceResponse"] for record in records])
    for record in records:
        if job.stopping.is_set():
            raise Stopped
        question = Conversation(turns=(Turn(role="user", text=record["prompt"]),))
        answer = inference.ask(account, target, question, max_tokens=max_tokens)
        result = score(answer.text, record["referenceResponse"])
        yield {
            "automatedEvaluationResult": {"scores": [{"metricName": METRIC, "result": result}]},
            "inputRecord": record,
            "modelResponses": [{"modelIdentifier": job.model_identifier, "response": answer.text}],
        }


def _judged(
    account: Account, job: EvaluationJob, records: tuple[dict[str, Any], ...], *, metrics: list[str]
) -> Iterator[dict[str, Any]]:
    judge = job.judge or ""
    kind = account.faults.strikes(Fault.JUDGE_PASSES_ALL, job.name)
    for record in records:
        if job.stopping.is_set():
            raise Stopped
        account.meter.add(judge, "judged_response", len(metrics))
        yield {
            "automatedEvaluationResult": {
                "scores": [stand_in_judge.score(metric, record, kind=kind) for metric in metrics]
            },
            "inputRecord": record,
            "modelResponses": record[prompts.RESPONSES],
        }


def _output(job: EvaluationJob, dataset: Mapping[str, Any]) -> S3Uri:
    """Return where the service writes the answers to one dataset."""
    return (
        S3Uri.parse(job.request["outputDataConfig"]["s3Uri"])
        / job.name
        / str(uuid.uuid4())
        / "models"
        / id_of(job.model_identifier)
        / "taskTypes"
        / str(dataset["taskType"])
        / "datasets"
        / str(dataset["dataset"]["name"])
        / f"{uuid.uuid4()}_output.jsonl"
    )


def _complete(account: Account, job: EvaluationJob) -> None:
    with account.lock:
        if job.stopping.is_set():
            raise Stopped
        job.end("Completed", account.clock.now())


def _end(
    account: Account, job: EvaluationJob, status: Literal["Failed", "Stopped"], *failures: str
) -> None:
    with account.lock:
        job.failures = failures
        job.end(status, account.clock.now())
