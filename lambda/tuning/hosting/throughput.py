"""Provisioned throughput: buy it, wait until it serves, decide to keep it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Literal

from tuning import clients, naming
from tuning.costs import prices
from tuning.settings import deployed

if TYPE_CHECKING:
    from tuning.ledger.registration import Registration
    from tuning.training.jobs import TrainingStatus

THROUGHPUT: Final = "throughput"


@dataclass(frozen=True, kw_only=True)
class Throughput:
    """Provisioned throughput that was bought; it bills from now until it is deleted.

    ``bought_at`` and ``lease_ends`` are ISO 8601 in UTC, by the service's clock.
    """

    name: str
    arn: str
    units: int
    unit_hour_usd: float | None
    bought_at: str
    lease_ends: str


@dataclass(frozen=True, kw_only=True)
class ThroughputStatus:
    """Where provisioned throughput stands; ``status`` is the service's own word."""

    outcome: Literal["creating", "in_service", "failed", "timed_out"]
    status: str
    message: str | None = None


@dataclass(frozen=True, kw_only=True)
class Promotion:
    """The recorded decision to keep: what is held, what it costs and until when."""

    throughput_arn: str
    units: int
    unit_hour_usd: float | None
    lease_ends: str


def buy(registration: "Registration", training_status: "TrainingStatus") -> Throughput:
    """Buy throughput for the custom model; asking again returns what was bought.

    No commitment is ever asked for: a committed throughput cannot be deleted before its term.

    Raises:
        QuotaExceeded: the account may hold no (more) model units; the default quota is zero.
    """
    if training_status.model_arn is None:
        raise ValueError(f"run {registration.run_id} has no custom model to host")
    plan, environment = registration.plan, deployed().environment
    name = naming.resource_name(environment, registration.run_id, THROUGHPUT)
    tags = naming.tags(environment, task=registration.task, run=registration.run_id)
    answer = clients.bedrock().create_provisioned_model_throughput(
        provisionedModelName=name,
        clientRequestToken=name,
        modelId=training_status.model_arn,
        modelUnits=plan.hosting.units,
        tags=[{"key": key, "value": value} for key, value in tags.items()],
    )
    bought = clients.service_time(answer)
    return Throughput(
        name=name,
        arn=answer["provisionedModelArn"],
        units=plan.hosting.units,
        unit_hour_usd=prices.usd(plan.base_model, "provisioned_unit_hour"),
        bought_at=bought.isoformat(),
        lease_ends=(bought + timedelta(hours=plan.hosting.lease_hours)).isoformat(),
    )


def check(throughput: Throughput) -> ThroughputStatus:
    """Read its status and say what comes next; an unknown status counts as creating."""
    answer = clients.bedrock().get_provisioned_model_throughput(provisionedModelId=throughput.arn)
    status = answer["status"]
    deadline = timedelta(minutes=float(deployed().throughput_deadline_minutes))
    if status == "InService":
        return ThroughputStatus(outcome="in_service", status=status)
    if status == "Failed":
        return ThroughputStatus(
            outcome="failed", status=status, message=answer.get("failureMessage")
        )
    if clients.service_time(answer) - answer["creationTime"] >= deadline:
        return ThroughputStatus(
            outcome="timed_out", status=status, message=f"not in service within {deadline}"
        )
    return ThroughputStatus(outcome="creating", status=status)


def keep(throughput: Throughput) -> Promotion:
    """Decide to keep what was bought, until its lease ends."""
    return Promotion(
        throughput_arn=throughput.arn,
        units=throughput.units,
        unit_hour_usd=throughput.unit_hour_usd,
        lease_ends=throughput.lease_ends,
    )
