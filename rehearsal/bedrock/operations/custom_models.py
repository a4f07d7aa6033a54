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
    return account.find(call, account.models, call.request["modelIdentifier"]).detail()


@serves("ListCustomModels")
def list_custom_models(account: Account, call: Call) -> Mapping[str, Any]:
    """Return the custom models of the account, which owns all that are here."""
    call.demand("*")
    request = call.request
    wanted = {request.get("baseModelArnEquals"), request.get("foundationModelArnEquals")} - {None}
    page, token = listed(
        (model for model in account.models.all() if wanted <= {model.job.base_arn}),
        request,
        status=lambda model: model.status,
        longest_page=call.longest_page,
    )
    return {"modelSummaries": [model.summary() for model in page], "nextToken": token}


@serves("DeleteCustomModel")
def delete_custom_model(account: Account, call: Call) -> Mapping[str, Any]:
    """Delete a custom model that nothing serves any more."""
    model = account.find(call, account.models, call.request["modelIdentifier"])
    bought = (held.arn for held in account.throughputs.all() if held.model is model)
    deployed = (held.arn for held in account.deployments.all() if held.model is model)
    for serving in (*bought, *deployed):
        raise conflict(f"The custom model {model.arn} is served by {serving}; delete that first")
    account.models.remove(model)
    del account.tags[model.arn]
    return {}
