"""The ARNs by which policies name what Bedrock holds."""

from typing import Final

from aws_cdk import Aws

from tuning.training.catalogue import BaseModel, catalogue

GEOGRAPHIES: Final = ("us.", "eu.", "apac.", "global.")
"""What the id of a cross-region inference profile begins with."""


def owned(kind: str) -> str:
    """Return the pattern of everything of one kind that the account has in this region.

    Bedrock mints the ids of jobs, custom models and throughput when it makes them.
    """
    return f"arn:{Aws.PARTITION}:bedrock:{Aws.REGION}:{Aws.ACCOUNT_ID}:{kind}/*"


def customizable_models() -> tuple[str, ...]:
    """Return the base models of the catalogue, as customization jobs name them."""
    return tuple(_foundation_model(model.id) for model in catalogue().models)


def base_models() -> tuple[str, ...]:
    """Return the base models that are asked directly, without an inference profile."""
    return tuple(
        _foundation_model(model.inference_id)
        for model in catalogue().models
        if not _by_profile(model)
    )


def inference_profiles() -> tuple[str, ...]:
    """Return the inference profiles through which the other base models are asked."""
    return tuple(
        f"arn:{Aws.PARTITION}:bedrock:{Aws.REGION}:{Aws.ACCOUNT_ID}:inference-profile/"
        f"{model.inference_id}"
        for model in catalogue().models
        if _by_profile(model)
    )


def profiled_models() -> tuple[str, ...]:
    """Return the base models behind those profiles, in whichever region a profile picks."""
    return tuple(
        _foundation_model(model.inference_id.partition(".")[2], region="*")
        for model in catalogue().models
        if _by_profile(model)
    )


def _by_profile(model: BaseModel) -> bool:
    return model.inference_id.startswith(GEOGRAPHIES)


def _foundation_model(identifier: str, *, region: str = Aws.REGION) -> str:
    return f"arn:{Aws.PARTITION}:bedrock:{region}::foundation-model/{identifier}"
