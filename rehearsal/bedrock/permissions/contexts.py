"""What IAM knows of a request, as context keys."""

from collections.abc import Mapping

from rehearsal.bedrock.permissions.judge import Context
from rehearsal.embedded_aws import EmbeddedAws

Tags = Mapping[str, str]


def asking(tags: Tags) -> Context:
    """Return the keys of a request that gives tags."""
    keys = {"aws:TagKeys": tuple(tags)} if tags else {}
    return {**keys, **{f"aws:RequestTag/{key}": value for key, value in tags.items()}}


def tagged(tags: Tags) -> Context:
    """Return the keys of a resource that has tags."""
    return {f"aws:ResourceTag/{key}": value for key, value in tags.items()}


def through(service: str, aws: EmbeddedAws) -> Context:
    """Return the keys of a KMS key that is used through a service, for example ``s3``."""
    return {
        "kms:ViaService": f"{service}.{aws.region}.amazonaws.com",
        "kms:CallerAccount": aws.account,
        "kms:GrantIsForAWSResource": "true",
    }
