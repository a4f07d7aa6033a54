"""The ARNs by which policies name what Bedrock holds."""

from collections.abc import Sequence
from typing import Final

from aws_cdk import Aws

from tuning.models.catalogue import catalogue
from tuning.models.judges import judges

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


def asked() -> tuple[str, ...]:
    """Return the identifiers by which the base models of the catalogue are asked."""
    return tuple(model.inference_id for model in catalogue().models)


def judging() -> tuple[str, ...]:
    """Return the identifiers by which evaluation jobs ask their judges."""
    return tuple(judge.id for judge in judges())


def evaluating() -> tuple[str, ...]:
    """Return whatever an evaluation job may ask: models under test and judges, each once."""
    return tuple(dict.fromkeys((*asked(), *judging())))


def foundation_models(identifiers: Sequence[str]) -> tuple[str, ...]:
    """Return those of the models that are asked directly, without an inference profile."""
    return tuple(
        _foundation_model(identifier) for identifier in identifiers if not _by_profile(identifier)
    )


def inference_profiles(identifiers: Sequence[str]) -> tuple[str, ...]:
    """Return the inference profiles through which the others are asked."""
    return tuple(
        f"arn:{Aws.PARTITION}:bedrock:{Aws.REGION}:{Aws.ACCOUNT_ID}:inference-profile/{identifier}"
        for identifier in identifiers
        if _by_profile(identifier)
    )


def profiled_models(identifiers: Sequence[str]) -> tuple[str, ...]:
    """Return the models behind those profiles, in whichever region a profile picks."""
    return tuple(
        _foundation_model(identifier.partition(".")[2], region="*")
        for identifier in identifiers
        if _by_profile(identifier)
    )


def _by_profile(identifier: str) -> bool:
    return identifier.startswith(GEOGRAPHIES)


def _foundation_model(identifier: str, *, region: str = Aws.REGION) -> str:
    return f"arn:{Aws.PARTITION}:bedrock:{region}::foundation-model/{identifier}"
