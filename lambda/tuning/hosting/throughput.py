"""Provisioned throughput: buy it under a lease, and wait until it serves."""

from datetime import datetime, timedelta
from typing import Any

from tuning import clients
from tuning.errors import ServiceRefused
from tuning.hosting import purchase, quota_wait
from tuning.run.approval import Approval
from tuning.run.hosting import Throughput, ThroughputStatus
from tuning.run.lease import Lease
from tuning.run.plan import HostingPlan
from tuning.run.recipe import Hosting
from tuning.run.registration import Registration
from tuning.run.training import TrainingStatus
from tuning.settings import deployed


def buy(
    registration: Registration,
    training_status: TrainingStatus,
    hosting_plan: HostingPlan,
    approval: Approval | None = None,
    earlier: Throughput | None = None,
) -> Throughput:
    """Buy throughput for the custom model; asking again returns what was bought.

    The units are held against their ceiling here once more, because no policy can do it: IAM knows
    no condition for them, nor for a commitment, which is asked for only where the recipe says twice
    that it is meant.

    Args:
        registration: the run.
        training_status: names its custom model.
        hosting_plan: how many units, at which price and for how long.
        approval: what a person said to a plan over a ceiling.
        earlier: what the run was told when it asked last.

    Raises:
        ServiceRefused: more units than may be held, and no person has approved them.
        LeaseRefused: the run has ended, or the lease of what it holds.
    """
    model_arn = training_status.model_arn
    if model_arn is None:
        raise ValueError(f"run {registration.run_id} has no custom model to host")
    plan = registration.plan
    units = hosting_plan.units
    ceilings = (plan.limits.max_model_units, int(deployed().max_model_units))
    ceiling = min(each for each in ceilings if each is not None)
    approved = approval is not None and approval.outcome == "approved"
    if units > ceiling and not approved:
        raise ServiceRefused(f"{units} model units were asked for, and at most {ceiling} may be")

    def create(lease: Lease) -> tuple[str, datetime]:
        request: dict[str, Any] = {
            "provisionedModelName": lease.name,
            "clientRequestToken": lease.token,
            "modelId": model_arn,
            "modelUnits": lease.units,
            "tags": [
                {"key": key, "value": value} for key, value in lease.tags(registration.task).items()
            ],
            **_commitment(plan.hosting),
        }
        answer = clients.bedrock().create_provisioned_model_throughput(**request)
        return answer["provisionedModelArn"], clients.service_time(answer)

    since = earlier.waiting_since if earlier else None
    try:
        lease = purchase.under_lease(
            registration,
            kind="throughput",
            units=units,
            unit_hour_usd=hosting_plan.unit_hour_usd,
            hours=hosting_plan.hours,
            create=create,
        )
    except purchase.OverQuota as refused:
        wait = quota_wait.after(refused, "throughput", model_arn=model_arn, since=since)
        return Throughput(
            outcome=wait.outcome,
            units=units,
            unit_hour_usd=hosting_plan.unit_hour_usd,
            waiting_since=wait.since,
            message=wait.message,
        )
    if lease.arn is None or lease.since is None:
        raise ValueError(f"the lease of run {registration.run_id} names nothing")
    serves_within = timedelta(minutes=float(deployed().throughput_deadline_minutes))
    return Throughput(
        name=lease.name,
        arn=lease.arn,
        units=lease.units,
        unit_hour_usd=lease.unit_hour_usd,
        bought_at=lease.since,
        lease_ends=lease.expires_at,
        waiting_since=since,
        look_until=clients.look_until(datetime.fromisoformat(lease.since), serves_within),
    )


def _commitment(hosting: Hosting) -> dict[str, str]:
    """Return the term that was asked for twice; committed throughput outlives every release."""
    if hosting.commitment and hosting.commitment_binds_until_term:
        return {"commitmentDuration": hosting.commitment}
    return {}


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
