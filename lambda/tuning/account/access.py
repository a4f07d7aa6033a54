"""Access: whether this account may use a model, asked of Bedrock before money is spent."""

from collections.abc import Iterator
from typing import Final

from botocore.exceptions import ClientError

from tuning import clients
from tuning.errors import code_of

GEOGRAPHIES: Final = frozenset({"us", "us-gov", "eu", "apac", "jp", "au", "ca", "global"})
"""What an inference profile's identifier begins with, before that of its model."""

ASKS_FOR_A_FORM: Final = "anthropic."
"""Whose models ask once an account what they are to be used for."""

UNKNOWN_MODEL: Final = frozenset({"ResourceNotFoundException", "ValidationException"})
DENIED: Final = frozenset({"AccessDenied", "AccessDeniedException"})


def foundation_model(identifier: str) -> str:
    """Return the model behind an inference profile: availability is a model's, not a profile's."""
    geography, _, model = identifier.partition(".")
    return model if geography in GEOGRAPHIES else identifier


def lacking(identifier: str) -> tuple[str, ...]:
    """Say what is missing for this account to use a model; nothing when it may, as far as is known.

    Args:
        identifier: of a foundation model, or of an inference profile that leads to one.
    """
    model = foundation_model(identifier)
    return (*_unavailable(model), *_formless(model))


def _unavailable(model: str) -> Iterator[str]:
    try:
        availability = clients.bedrock().get_foundation_model_availability(modelId=model)
    except ClientError as error:
        if code_of(error) in UNKNOWN_MODEL:
            yield "not offered in this region"
        elif code_of(error) not in DENIED:
            raise
        return
    if availability["authorizationStatus"] != "AUTHORIZED":
        yield "not authorized"
    if availability["entitlementAvailability"] != "AVAILABLE":
        yield "not entitled"
    if availability["agreementAvailability"]["status"] != "AVAILABLE":
        yield "its agreement is not signed"
    if availability["regionAvailability"] != "AVAILABLE":
        yield "not in this region"


def _formless(model: str) -> Iterator[str]:
    if not model.startswith(ASKS_FOR_A_FORM):
        return
    try:
        clients.bedrock().get_use_case_for_model_access()
    except ClientError as error:
        if code_of(error) == "ResourceNotFoundException":
            yield "the form about its use was not sent"
        elif code_of(error) not in DENIED:
            raise
