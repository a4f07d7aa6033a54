"""Provisioned throughput: buy, get, list, delete."""

from collections.abc import Mapping
from typing import Any

from rehearsal.bedrock.account import Account, Call
from rehearsal.bedrock.collection import listed
from rehearsal.bedrock.errors import invalid, over_quota
from rehearsal.bedrock.faults import Fault
from rehearsal.bedrock.operations import tags
from rehearsal.bedrock.operations.registry import serves
from rehearsal.bedrock.permissions import keys
from rehearsal.bedrock.resources.throughput import Fate, Throughput


@serves("CreateProvisionedModelThroughput")
def create_provisioned_model_throughput(account: Account, call: Call) -> Mapping[str, Any]:
    """Buy model units for a custom model, without commitment."""
    return account.once(call, lambda: _buy(account, call))


def _buy(account: Account, call: Call) -> Mapping[str, Any]:
    request = call.request
    if "commitmentDuration" in request:
        raise invalid("This stand-in for Bedrock sells model units without commitment only")
    if ":foundation-model/" in request["modelId"] or "." in request["modelId"].partition(":")[0]:
        raise invalid("This stand-in for Bedrock sells model units for custom models only")
    model = account.models.find(request["modelId"])
    requested = tags.read(request.get("tags"))
    call.demand(model.arn, requested=requested, has=account.tags[model.arn])
    call.demand(model.arn, action="bedrock:GetCustomModel", has=account.tags[model.arn])
    if model.job.key_arn:
        keys.demand(call.caller, model.job.key_arn, *keys.LENDS)
    keys.check_hosting(account.aws, model)
    units = request["modelUnits"]
    quota = account.quotas.model_units
    if units + sum(held.units for held in account.throughputs.all()) > quota:
        raise over_quota(
            f"The account's quota of {quota} model units without commitment for {model.base.name} "
            "would be exceeded; ask AWS Support for an increase"
        )
    throughput = Throughput(
        arn=account.arns.new("provisioned-model"),
        name=request["provisionedModelName"],
        model=model,
        units=units,
        created=account.clock.now(),
        fate=_fate(account, request["provisionedModelName"]),
    )
    tags.give(account, call, throughput.arn, requested)
    account.throughputs.add(throughput)
    return {"provisionedModelArn": throughput.arn}


def _fate(account: Account, name: str) -> Fate:
    if account.faults.strikes(Fault.THROUGHPUT_FAILS, name):
        return "Failed"
    return (
        "Creating" if account.faults.strikes(Fault.THROUGHPUT_NEVER_SERVES, name) else "InService"
    )


@serves("GetProvisionedModelThroughput")
def get_provisioned_model_throughput(account: Account, call: Call) -> Mapping[str, Any]:
    """Return throughput by ARN or name."""
    return _found(account, call).detail(account.clock.now())


@serves("ListProvisionedModelThroughputs")
def list_provisioned_model_throughputs(account: Account, call: Call) -> Mapping[str, Any]:
    """Return what the account holds."""
    call.demand("*")
    now = account.clock.now()
    model_arn = call.request.get("modelArnEquals")
    page, token = listed(
        (held for held in account.throughputs.all() if model_arn in (None, held.model.arn)),
        call.request,
        status=lambda held: held.status(now),
        longest_page=call.longest_page,
    )
    return {
        "provisionedModelSummaries": [held.summary(now) for held in page],
        "nextToken": token,
    }


@serves("DeleteProvisionedModelThroughput")
def delete_provisioned_model_throughput(account: Account, call: Call) -> Mapping[str, Any]:
    """Delete throughput; it stops billing now."""
    throughput = _found(account, call)
    hours = throughput.unit_hours(account.clock.now())
    account.meter.add(throughput.model.base.id, "provisioned_unit_hour", hours)
    account.throughputs.remove(throughput)
    del account.tags[throughput.arn]
    return {}


def _found(account: Account, call: Call) -> Throughput:
    return account.find(call, account.throughputs, call.request["provisionedModelId"])
