"""A customization job at work, in a thread of its own."""

import logging
from dataclasses import dataclass
from typing import Final, Literal

from botocore.exceptions import BotoCoreError, ClientError

from rehearsal.bedrock.account import Account
from rehearsal.bedrock.faults import Fault
from rehearsal.bedrock.model import Conversation, Step, Training
from rehearsal.bedrock.resources.custom_model import CustomModel
from rehearsal.bedrock.resources.customization_job import CustomizationJob, Phase
from rehearsal.bedrock.s3 import S3Uri
from rehearsal.bedrock.training import records
from rehearsal.bedrock.training.artifacts import artifacts, manifest
from rehearsal.bedrock.workers import Stopped

LOG = logging.getLogger(__name__)

SHORTEST: Final = {Phase.VALIDATION: 180.0, Phase.DATA_PROCESSING: 120.0, Phase.TRAINING: 1200.0}
"""The least simulated seconds that a phase takes; the training itself may take longer.

Three minutes of validation are what users of the service report; its training takes hours.
"""

STALL: Final = 6 * 3600.0
"""Simulated seconds for which a stalled job waits for its training: the least that people report,
who have waited up to 74 hours."""

UNEXPECTED: Final = "Encountered an unexpected error when processing the request, please try again."


@dataclass(frozen=True, kw_only=True)
class Files:
    """What a job trains on."""

    training: tuple[Conversation, ...]
    validation: tuple[Conversation, ...]


def run(account: Account, job: CustomizationJob) -> None:
    """Take a job through its phases to its end, whatever that is."""
    try:
        _enter(account, job, Phase.VALIDATION)
        files = _read(account, job)
        _enter(account, job, Phase.DATA_PROCESSING)
        if account.faults.strikes(Fault.JOB_STOPS, job.name):
            raise Stopped
        _train(account, job, files)
    except Stopped:
        _end(account, job, "Stopped")
    except records.RejectedFile as error:
        _end(account, job, "Failed", str(error))
    except (BotoCoreError, ClientError) as error:
        _end(account, job, "Failed", f"Could not access the job's data: {error}")
    except Exception:
        # the end of a thread: whatever broke must show as a failed job, not as one that hangs
        LOG.exception("customization job %s broke", job.arn)
        _end(account, job, "Failed", UNEXPECTED)


def _enter(account: Account, job: CustomizationJob, phase: Phase) -> None:
    with account.lock:
        if job.stopping.is_set():
            raise Stopped
        job.enter(phase, account.clock.now())


def _rest(account: Account, job: CustomizationJob, seconds: float) -> None:
    """Wait so many simulated seconds, unless the job is asked to stop."""
    if account.clock.wait(seconds, until=job.stopping):
        raise Stopped


def _read(account: Account, job: CustomizationJob) -> Files:
    _rest(account, job, SHORTEST[Phase.VALIDATION])
    request = job.request
    validators = request.get("validationDataConfig", {}).get("validators", ())
    training = _file(account, job, request["trainingDataConfig"]["s3Uri"])
    validation = [_file(account, job, validator["s3Uri"]) for validator in validators]
    output = S3Uri.parse(request["outputDataConfig"]["s3Uri"])
    place, counts = manifest([training, *validation], output=output, job_arn=job.arn)
    account.aws.client("s3").put_object(Bucket=place.bucket, Key=place.key, Body=counts)
    for rejection in (*training.rejections, *(r for file in validation for r in file.rejections)):
        raise rejection
    files = Files(
        training=training.records,
        validation=tuple(record for file in validation for record in file.records),
    )
    records.check_counts(len(files.training), len(files.validation), model=job.base)
    return files


def _file(account: Account, job: CustomizationJob, uri: str) -> records.ReadFile:
    place = S3Uri.parse(uri)
    answer = account.aws.client("s3").get_object(Bucket=place.bucket, Key=place.key)
    return records.read(answer["Body"].read(), place=place, model=job.base)


def _queue(account: Account, job: CustomizationJob) -> None:
    """Let a job that has read its data wait for its training, when it shall stall."""
    never = account.faults.strikes(Fault.JOB_NEVER_STARTS, job.name)
    if not (never or account.faults.strikes(Fault.JOB_STALLS, "the first job", times=1)):
        return
    with account.lock:
        job.complete(account.clock.now())
    if never:
        job.stopping.wait()
    _rest(account, job, STALL)


def _train(account: Account, job: CustomizationJob, files: Files) -> None:
    _rest(account, job, SHORTEST[Phase.DATA_PROCESSING])
    _queue(account, job)
    _enter(account, job, Phase.TRAINING)
    began = account.clock.now()
    if account.faults.strikes(Fault.JOB_FAILS, job.name):
        _end(account, job, "Failed", UNEXPECTED)
        return
    if account.faults.strikes(Fault.JOB_NEVER_ENDS, job.name):
        job.stopping.wait()
        raise Stopped
    training = account.base(job.base.id).fine_tune(
        files.training,
        files.validation,
        hyperparameters=job.hyperparameters,
        on_step=lambda step: _goes_on(job, step),
    )
    account.meter.add(job.base.id, "training_1k_tokens", training.tokens / 1000)
    taken = (account.clock.now() - began).total_seconds()
    _rest(account, job, max(0.0, SHORTEST[Phase.TRAINING] - taken))
    _complete(account, job, training)


def _goes_on(job: CustomizationJob, step: Step) -> bool:
    job.latest = step
    return not job.stopping.is_set()


def _complete(account: Account, job: CustomizationJob, training: Training) -> None:
    s3 = account.aws.client("s3")
    output = S3Uri.parse(job.request["outputDataConfig"]["s3Uri"])
    for place, content in artifacts(training, output=output, job_arn=job.arn):
        s3.put_object(Bucket=place.bucket, Key=place.key, Body=content)
    language_model = account.base(job.base.id).with_adapter(training.adapter)
    with account.lock:
        if job.stopping.is_set():
            raise Stopped
        now = account.clock.now()
        job.training, job.model_arn = training, job.next_model_arn
        account.models.add(
            CustomModel(
                arn=job.next_model_arn,
                name=job.model_name,
                job=job,
                language_model=language_model,
                created=now,
            )
        )
        account.tags[job.next_model_arn] = job.model_tags
        job.end("Completed", now)


def _end(
    account: Account,
    job: CustomizationJob,
    status: Literal["Failed", "Stopped"],
    failure: str | None = None,
) -> None:
    with account.lock:
        job.failure = failure
        job.end(status, account.clock.now())
