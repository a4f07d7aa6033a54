"""Custom models: get, list, delete."""

from collections.abc import Mapping
from typing import Any

from rehearsal.bedrock.account import Account, Call
from rehearsal.bedrock.collection import listed
from rehearsal.bedrock.errors import conflict
from rehearsal.bedrock.operations.registry import serves


@serves("GetCustomModel")
def get_custom_model(account: Account, call: Call) -> Mapping[str, Any]:
    """Return a custom model by ARN or name."""
    model = account.models.find(call.request["modelIdentifier"])
    call.demand(model.arn, has=account.tags[model.arn])
    return model.detail()


@serves("ListCustomModels")
def list_custom_models(account: Account, call: Call) -> Mapping[str, Any]:
    """Return the custom models of the account, which owns all that are here."""
    call.demand("*")
    request = call.request
    bases = [request[key] for key in ("baseModelArnEquals", "foundationModelArnEquals") if key in request]
    page, token = listed(
        (model for model in account.models.all() if all(model.job.base_arn == arn for arn in bases)),
        request,
        status=lambda model: model.status,
        longest_page=call.longest_page,
    )
    return {"modelSummaries": [model.summary() for model in page], "nextToken": token}


@serves("DeleteCustomModel")
def delete_custom_model(account: Account, call: Call) -> Mapping[str, Any]:
    """Delete a custom model that nothing serves any more."""
    model = account.models.find(call.request["modelIdentifier"])
    call.demand(model.arn, has=account.tags[model.arn])
    for throughput in account.throughputs.all():
        if throughput.model is model:
            raise conflict(
                f"The custom model {model.arn} is used by the provisioned model {throughput.arn}; "
                "delete that first"
            )
    account.models.remove(model)
    del account.tags[model.arn]
    return {}
