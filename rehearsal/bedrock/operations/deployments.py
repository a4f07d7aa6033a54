"""Custom model deployments: create, get, list, update, delete."""

from collections.abc import Mapping
from typing import Any

from rehearsal.bedrock.account import Account, Call
from rehearsal.bedrock.collection import listed
from rehearsal.bedrock.errors import invalid, over_quota
from rehearsal.bedrock.faults import Fault
from rehearsal.bedrock.limits import limits
from rehearsal.bedrock.operations import tags
from rehearsal.bedrock.operations.registry import serves
from rehearsal.bedrock.permissions import keys
from rehearsal.bedrock.resources.custom_model import CustomModel
from rehearsal.bedrock.resources.deployment import Deployment, Fate


@serves("CreateCustomModelDeployment")
def create_custom_model_deployment(account: Account, call: Call) -> Mapping[str, Any]:
    """Deploy a custom model for use on demand."""
    return account.once(call, lambda: _create(account, call))


def _create(account: Account, call: Call) -> Mapping[str, Any]:
    request, now = call.request, account.clock.now()
    model = account.models.find(request["modelArn"])
    requested = tags.read(request.get("tags"))
    call.demand(model.arn, requested=requested, has=account.tags[model.arn])
    call.demand(model.arn, action="bedrock:GetCustomModel", has=account.tags[model.arn])
    _check_deployable(call, model)
    keys.check_hosting(account.aws, model)
    name = request["modelDeploymentName"]
    if account.deployments.called(name):
        raise invalid(f"The deployment name {name} is in use")
    _check_quotas(account)
    deployment = Deployment(
        arn=account.arns.new("custom-model-deployment"),
        name=name,
        model=model,
        created=now,
        fate=_fate(account, name),
        description=request.get("description"),
    )
    tags.give(account, call, deployment.arn, requested)
    account.deployments.add(deployment)
    return {"customModelDeploymentArn": deployment.arn}


def _check_deployable(call: Call, model: CustomModel) -> None:
    if not model.base.on_demand:
        able = ", ".join(row.name for row in limits().models.values() if row.on_demand)
        raise invalid(
            f"Custom models of {model.base.name} cannot be deployed on demand; those of {able} can"
        )
    if model.job.key_arn:
        keys.demand(call.caller, model.job.key_arn, *keys.LENDS)


def _check_quotas(account: Account) -> None:
    now, held = account.clock.now(), account.deployments.all()
    quotas = account.quotas
    most, most_in_creation = quotas.deployments, quotas.deployments_in_creation
    creating = sum(deployment.status(now) == "Creating" for deployment in held)
    if len(held) >= most or creating >= most_in_creation:
        raise over_quota(
            f"The account may have {most} custom model deployments, {most_in_creation} of them in "
            f"creation; it has {len(held)}, {creating} of them in creation"
        )


def _fate(account: Account, name: str) -> Fate:
    if account.faults.strikes(Fault.DEPLOYMENT_FAILS, name):
        return "Failed"
    return "Creating" if account.faults.strikes(Fault.DEPLOYMENT_NEVER_ACTIVE, name) else "Active"


@serves("GetCustomModelDeployment")
def get_custom_model_deployment(account: Account, call: Call) -> Mapping[str, Any]:
    """Return a deployment by ARN or name."""
    return _found(account, call).detail(account.clock.now())


@serves("ListCustomModelDeployments")
def list_custom_model_deployments(account: Account, call: Call) -> Mapping[str, Any]:
    """Return the deployments of the account."""
    call.demand("*")
    now, request = account.clock.now(), call.request
    model_arn = request.get("modelArnEquals")
    page, token = listed(
        (held for held in account.deployments.all() if model_arn in (None, held.model.arn)),
        {
            **request,
            "creationTimeAfter": request.get("createdAfter"),
            "creationTimeBefore": request.get("createdBefore"),
        },
        status=lambda held: held.status(now),
        longest_page=call.longest_page,
    )
    return {
        "modelDeploymentSummaries": [held.summary(now) for held in page],
        "nextToken": token,
    }


@serves("UpdateCustomModelDeployment")
def update_custom_model_deployment(account: Account, call: Call) -> Mapping[str, Any]:
    """Put another custom model of the same base model in the place of the deployed one."""
    deployment = _found(account, call)
    model = account.models.find(call.request["modelArn"])
    call.demand(model.arn, has=account.tags[model.arn])
    if deployment.status(account.clock.now()) != "Active":
        raise invalid(f"The deployment {deployment.arn} is not Active")
    if model.base.id != deployment.model.base.id:
        raise invalid("A deployment can be updated to a custom model of the same base model only")
    deployment.model, deployment.updated = model, account.clock.now()
    return {"customModelDeploymentArn": deployment.arn}


@serves("DeleteCustomModelDeployment")
def delete_custom_model_deployment(account: Account, call: Call) -> Mapping[str, Any]:
    """Delete a deployment; the custom model stays."""
    deployment = _found(account, call)
    account.deployments.remove(deployment)
    del account.tags[deployment.arn]
    return {}


def _found(account: Account, call: Call) -> Deployment:
    return account.find(call, account.deployments, call.request["customModelDeploymentIdentifier"])
