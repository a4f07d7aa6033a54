"""Foundation models: whether they are live, and whether the account may use them."""

from base64 import b64encode
from collections.abc import Mapping
from typing import Any, Final

from rehearsal.bedrock import access
from rehearsal.bedrock.account import Account, Call
from rehearsal.bedrock.errors import not_found
from rehearsal.bedrock.faults import Fault
from rehearsal.bedrock.inference import CONTEXT_SUFFIX, FOUNDATION_MODEL
from rehearsal.bedrock.limits import limits
from rehearsal.bedrock.operations.registry import serves

LONGEST_NAME: Final = 20
"""FoundationModelDetails.modelName, in the service model."""

FORM: Final = b'{"companyName": "Rehearsal"}'
"""What an account has told Anthropic about its use."""


@serves("GetFoundationModel")
def get_foundation_model(account: Account, call: Call) -> Mapping[str, Any]:
    """Return a model's details; one past its end of life is no longer there."""
    identifier = call.request["modelIdentifier"]
    named = FOUNDATION_MODEL.fullmatch(identifier)
    model_id = named[1] if named else identifier
    arn = account.arns.foundation_model(model_id)
    call.demand(arn)
    live = _is_live(model_id)
    # the fault lets a model become Legacy between this question and the job that follows it
    turned = any(strike.fault is Fault.LEGACY_BASE for strike in account.faults.struck)
    return {
        "modelDetails": {
            "modelArn": arn,
            "modelId": model_id,
            "modelName": _name(model_id)[:LONGEST_NAME],
            "providerName": model_id.partition(".")[0].capitalize(),
            "inputModalities": ["TEXT"],
            "outputModalities": ["TEXT"],
            "responseStreamingSupported": True,
            "customizationsSupported": ["FINE_TUNING"] if live and not turned else [],
            "inferenceTypesSupported": ["ON_DEMAND", "PROVISIONED"],
            "modelLifecycle": {"status": "ACTIVE" if live and not turned else "LEGACY"},
        }
    }


@serves("GetFoundationModelAvailability")
def get_foundation_model_availability(account: Account, call: Call) -> Mapping[str, Any]:
    """Return whether the account may use a model; a profile's identifier names none."""
    model_id = call.request["modelId"]
    call.demand("*")
    if model_id not in map(_model_of, limits().judges):
        _name(model_id)
    status = "AVAILABLE" if access.available(model_id, account.faults) else "NOT_AVAILABLE"
    return {
        "modelId": model_id,
        "agreementAvailability": {"status": status},
        "authorizationStatus": "AUTHORIZED" if status == "AVAILABLE" else "NOT_AUTHORIZED",
        "entitlementAvailability": status,
        "regionAvailability": "AVAILABLE",
    }


@serves("GetUseCaseForModelAccess")
def get_use_case_for_model_access(account: Account, call: Call) -> Mapping[str, Any]:
    """Return what the account has told Anthropic about its use, if it has."""
    call.demand("*")
    if not access.has_form(account.faults):
        raise not_found("No use case has been submitted for this account.")
    return {"formData": b64encode(FORM).decode()}


def _is_live(model_id: str) -> bool:
    """Say whether a model takes jobs.

    Raises:
        ServiceError: there is no such model, or no longer.
    """
    _name(model_id)
    return any(model_id in (id_, CONTEXT_SUFFIX.sub("", id_)) for id_ in limits().models)


def _name(model_id: str) -> str:
    names = {**limits().legacy, **{id_: row.name for id_, row in limits().models.items()}}
    for id_, name in names.items():
        if model_id in (id_, CONTEXT_SUFFIX.sub("", id_)):
            return name
    raise not_found("The provided model identifier is invalid.")


def _model_of(asked_as: str) -> str:
    return asked_as.removeprefix("us.")
