"""A quota that is used up: hosting waits for it and holds nothing while it waits."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from tuning import clients
from tuning.account import quotas
from tuning.hosting.purchase import OverQuota
from tuning.run.hosting import Serving
from tuning.run.lease import Kind
from tuning.settings import deployed

QUOTAS: Final[dict[Kind, tuple[str, str]]] = {
    "throughput": (quotas.MODEL_UNITS, "L-BE77399C"),
    "deployment": ("In-progress custom model deployments", "L-430C95DD"),
}
"""Which quota a purchase meets first, by its name and code in Service Quotas: units are 0 and
deployments in progress 2 in a new account (AWS General Reference, Amazon Bedrock)."""


def after(refused: OverQuota, asked: Serving, *, model_arn: str) -> Serving:
    """Say whether what met a quota is waited for, and in words for what.

    Args:
        refused: what the service said, and when.
        asked: what could not be had; ``waiting_since`` is None if the quota first refused it now.
        model_arn: the custom model that waits to be hosted.
    """
    began = datetime.fromisoformat(asked.waiting_since) if asked.waiting_since else refused.at
    deadline = began + timedelta(hours=deployed().hosting_quota_deadline_hours)
    late = refused.at >= deadline
    name, code = QUOTAS[asked.kind]
    region = clients.bedrock().meta.region_name
    raised = quotas.request_at(region, code)
    then = (
        f"The run has waited since {_moment(began)}, for as long as hosting_quota_deadline_hours "
        f"allows. The custom model {model_arn} is trained and stored: it is kept for "
        f"{deployed().model_retention_days} days, and can be hosted without training again."
        if late
        else f"The run tries again by itself until {_moment(deadline)}; the custom model is "
        "trained and stored meanwhile, and nothing is held."
    )
    return replace(
        asked,
        outcome="timed_out" if late else "no_quota",
        waiting_since=began.isoformat(),
        message=(
            f'The account\'s quota is used up: {_in_use(asked.kind)}. See "{name}" and raise it at '
            f"{raised}, or release what is not needed. {then} Bedrock said: {refused}"
        ),
    )


def _in_use(kind: Kind) -> str:
    """Count what takes up the quota, whoever has it."""
    bedrock = clients.bedrock()
    if kind == "throughput":
        units = sum(
            each["modelUnits"]
            for page in bedrock.get_paginator("list_provisioned_model_throughputs").paginate()
            for each in page["provisionedModelSummaries"]
        )
        return f"{units} model units of provisioned throughput are held in this account and region"
    statuses = [
        each["status"]
        for page in bedrock.get_paginator("list_custom_model_deployments").paginate()
        for each in page.get("modelDeploymentSummaries", ())
    ]
    return (
        f"{len(statuses)} custom model deployments are held in this account and region, "
        f"{statuses.count('Creating')} of them in creation"
    )


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
