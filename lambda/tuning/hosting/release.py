"""Release: stop what still runs and delete what still bills, and say what that cost."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from tuning import clients, naming
from tuning.errors import Transient, code_of
from tuning.hosting.throughput import THROUGHPUT
from tuning.ledger import runs
from tuning.settings import deployed
from tuning.training.jobs import JOB

if TYPE_CHECKING:
    from tuning.ledger.run import Run

GONE: Final = "ResourceNotFoundException"
BUSY: Final = "ConflictException"
SETTLED: Final = frozenset({GONE, BUSY})
"""What stopping a job answers when it has just ended by itself."""


@dataclass(frozen=True, kw_only=True)
class Release:
    """What was released.

    Attributes:
        stopped: jobs that were stopped.
        deleted: provisioned throughput that was deleted.
        unit_hours: model-unit hours that it billed, by the service's clock.
        hosting_usd: their price; None when no price is known.
    """

    stopped: tuple[str, ...]
    deleted: tuple[str, ...]
    unit_hours: float
    hosting_usd: float | None


def release(run_id: str) -> Release:
    """Stop every job and delete all throughput of a run.

    They are found by the names that the run's id gives them, not by what the run remembers: a
    purchase whose reply was lost is released too. Releasing again is harmless.
    """
    run = runs.get(run_id)
    stopped = (*_stop_customization(run_id), *_stop_evaluations(run_id))
    deleted, hours = _delete_throughput(run)
    price = run.throughput.unit_hour_usd if run.throughput else None
    return Release(
        stopped=stopped,
        deleted=deleted,
        unit_hours=hours,
        hosting_usd=0.0 if hours == 0 else price * hours if price is not None else None,
    )


def _stop_customization(run_id: str) -> Iterator[str]:
    bedrock = clients.bedrock()
    name = naming.resource_name(deployed().environment, run_id, JOB)
    try:
        job = bedrock.get_model_customization_job(jobIdentifier=name)
        if job["status"] == "InProgress":
            bedrock.stop_model_customization_job(jobIdentifier=job["jobArn"])
            yield job["jobArn"]
    except ClientError as error:
        if code_of(error) not in SETTLED:
            raise


def _stop_evaluations(run_id: str) -> Iterator[str]:
    bedrock = clients.bedrock()
    pages = bedrock.get_paginator("list_evaluation_jobs").paginate(
        nameContains=f"{deployed().environment}-{run_id}", statusEquals="InProgress"
    )
    for page in pages:
        for job in page.get("jobSummaries", ()):
            try:
                bedrock.stop_evaluation_job(jobIdentifier=job["jobArn"])
                yield job["jobArn"]
            except ClientError as error:
                if code_of(error) not in SETTLED:
                    raise


def _delete_throughput(run: "Run") -> tuple[tuple[str, ...], float]:
    bedrock = clients.bedrock()
    name = naming.resource_name(deployed().environment, run.run_id, THROUGHPUT)
    pages = bedrock.get_paginator("list_provisioned_model_throughputs").paginate(nameContains=name)
    deleted: list[str] = []
    hours = run.release.unit_hours if run.release else 0.0
    for page in pages:
        for held in page["provisionedModelSummaries"]:
            arn = held["provisionedModelArn"]
            try:
                answer = bedrock.delete_provisioned_model_throughput(provisionedModelId=arn)
            except ClientError as error:
                if code_of(error) == BUSY:
                    raise Transient(f"{arn} cannot be deleted yet: {error}") from error
                if code_of(error) != GONE:
                    raise
                continue
            deleted.append(arn)
            age = clients.service_time(answer) - held["creationTime"]
            hours += held["modelUnits"] * age.total_seconds() / 3600
    if not deleted and run.throughput and not run.release:
        # An earlier attempt deleted it and its reply was lost: what it billed ends now at the
        # latest, so the bill is overstated rather than forgotten.
        seen = bedrock.list_provisioned_model_throughputs(nameContains=name)
        age = clients.service_time(seen) - datetime.fromisoformat(run.throughput.bought_at)
        hours = run.throughput.units * age.total_seconds() / 3600
    return tuple(deleted), hours
