"""Provisioned throughput: buy it under a lease, and wait until it serves."""

from datetime import datetime, timedelta
from typing import Any

from tuning import clients
from tuning.errors import ServiceRefused
from tuning.hosting import serving
from tuning.run.approval import Approval
from tuning.run.hosting import Serving, ServingStatus
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
    earlier: Serving | None = None,
) -> Serving:
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
    recipe = registration.ready_recipe
    units = hosting_plan.units
    serves = hosting_plan.purpose == "serve"  # the recipe speaks of its run alone
    own = None if serves else recipe.limits.max_model_units
    ceilings = (own, deployed().max_model_units)
    ceiling = min(each for each in ceilings if each is not None)
    approved = approval is not None and approval.outcome == "approved"
    if units > ceiling and not approved:
        raise ServiceRefused(f"{units} model units were requested, and at most {ceiling} may be")

    def create(lease: Lease, model_arn: str) -> tuple[str, datetime]:
        request: dict[str, Any] = {
            "provisionedModelName": lease.name,
            "clientRequestToken": lease.token,
            "modelId": model_arn,
            "modelUnits": lease.units,
            "tags": lease.tags(registration.task),
            **({} if serves else _commitment(recipe.hosting)),
        }
        answer = clients.bedrock().create_provisioned_model_throughput(**request)
        return answer["provisionedModelArn"], clients.service_time(answer)

    return serving.hold(
        registration,
        training_status,
        hosting_plan,
        kind="throughput",
        serves_within=_deadline(),
        create=create,
        earlier=earlier,
    )


def _commitment(hosting: Hosting) -> dict[str, str]:
    """Return the term that was asked for twice; committed throughput outlives every release."""
    if hosting.commitment and hosting.commitment_binds_until_term:
        return {"commitmentDuration": hosting.commitment}
    return {}


def _deadline() -> timedelta:
    return timedelta(minutes=deployed().throughput_deadline_minutes)


def check(throughput: Serving) -> ServingStatus:
    """Read its status and say what comes next."""
    answer = clients.bedrock().get_provisioned_model_throughput(provisionedModelId=throughput.arn)
    created = answer["creationTime"]
    return serving.stands(answer, serves="InService", created=created, within=_deadline())
