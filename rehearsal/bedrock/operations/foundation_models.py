"""Foundation models: whether they are live."""

from collections.abc import Mapping
from typing import Any

from rehearsal.bedrock.account import Account, Call
from rehearsal.bedrock.errors import not_found
from rehearsal.bedrock.inference import CONTEXT_SUFFIX, FOUNDATION_MODEL
from rehearsal.bedrock.operations.registry import serves
from tuning.training.catalogue import BaseModel, RetiredModel, catalogue

LONGEST_NAME = 20
"""FoundationModelDetails.modelName, in the service model."""


@serves("GetFoundationModel")
def get_foundation_model(account: Account, call: Call) -> Mapping[str, Any]:
    """Return a model's details; one past its end of life is no longer there."""
    identifier = call.request["modelIdentifier"]
    named = FOUNDATION_MODEL.fullmatch(identifier)
    model_id = named[1] if named else identifier
    arn = account.arns.foundation_model(model_id)
    call.demand(arn)
    model = _find(model_id)
    live = isinstance(model, BaseModel)
    return {
        "modelDetails": {
            "modelArn": arn,
            "modelId": model_id,
            "modelName": model.name[:LONGEST_NAME],
            "providerName": model_id.partition(".")[0].capitalize(),
            "inputModalities": ["TEXT"],
            "outputModalities": ["TEXT"],
            "responseStreamingSupported": True,
            "customizationsSupported": ["FINE_TUNING"] if live else [],
            "inferenceTypesSupported": ["ON_DEMAND", "PROVISIONED"],
            "modelLifecycle": {"status": "ACTIVE" if live else "LEGACY"},
        }
    }


@serves("GetFoundationModelAvailability")
def get_foundation_model_availability(account: Account, call: Call) -> Mapping[str, Any]:
    """Return that this account may use a model: every one that is not past its end of life."""
    model_id = call.request["modelId"]
    call.demand("*")
    _find(model_id)
    return {
        "modelId": model_id,
        "agreementAvailability": {"status": "AVAILABLE"},
        "authorizationStatus": "AUTHORIZED",
        "entitlementAvailability": "AVAILABLE",
        "regionAvailability": "AVAILABLE",
    }


def _find(model_id: str) -> BaseModel | RetiredModel:
    known: tuple[BaseModel | RetiredModel, ...] = (*catalogue().models, *catalogue().retired)
    for model in known:
        over = isinstance(model, RetiredModel) and model.lifecycle == "EOL"
        if not over and model_id in (model.id, CONTEXT_SUFFIX.sub("", model.id)):
            return model
    raise not_found("The provided model identifier is invalid.")
