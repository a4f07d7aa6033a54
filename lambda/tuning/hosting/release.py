"""Release: stop what still runs and delete what still bills, and say what that cost."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from tuning import clients, naming
from tuning.costs import prices
from tuning.errors import Transient, code_of
from tuning.hosting.throughput import THROUGHPUT, Throughput
from tuning.settings import deployed
from tuning.training.jobs import JOB

if TYPE_CHECKING:
    from tuning.ledger.registration import Registration

HOUR: Final = timedelta(hours=1)
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


def release(
    registration: "Registration",
    *,
    throughput: Throughput | None = None,
    earlier: Release | None = None,
) -> Release:
    """Stop every job and delete all throughput of a run.

    They are found by the names that the run's id gives them, not by what the run remembers: a
    purchase whose reply was lost is released too. Releasing again is harmless.

    Args:
        registration: the run.
        throughput: what the run knows to have bought, for its bill.
        earlier: what an earlier release has billed already.
    """
    run = registration.run_id
    stopped = (*_stop_customization(run), *_stop_evaluations(run))
    deleted, hours = _delete_throughput(run)
    if earlier:
        hours += earlier.unit_hours
    elif throughput and not deleted:
        # An earlier attempt deleted it and its reply was lost: what it billed ends now at the
        # latest, so the bill is overstated rather than forgotten.
        hours = _hours_until_now(throughput)
    return Release(
        stopped=stopped, deleted=deleted, unit_hours=hours, hosting_usd=_usd(registration, hours)
    )


def _usd(registration: "Registration", hours: float) -> float | None:
    if hours == 0:
        return 0.0
    price = prices.usd(registration.plan.base_model, "provisioned_unit_hour")
    return None if price is None else price * hours


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


def _delete_throughput(run_id: str) -> tuple[tuple[str, ...], float]:
    bedrock = clients.bedrock()
    name = naming.resource_name(deployed().environment, run_id, THROUGHPUT)
    pages = bedrock.get_paginator("list_provisioned_model_throughputs").paginate(nameContains=name)
    deleted: list[str] = []
    hours = 0.0
    for page in pages:
        for held in page["provisionedModelSummaries"]:
            if held["provisionedModelName"] != name:
                continue  # the service looks for names that contain ours, and these are another's
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
            hours += held["modelUnits"] * (age / HOUR)
    return tuple(deleted), hours


def _hours_until_now(throughput: Throughput) -> float:
    answer = clients.bedrock().list_provisioned_model_throughputs(nameContains=throughput.name)
    age = clients.service_time(answer) - datetime.fromisoformat(throughput.bought_at)
    return throughput.units * (age / HOUR)
