"""Keys that a caller names: that they exist, and that caller and service may use them."""

from botocore.exceptions import ClientError

from rehearsal.bedrock.errors import invalid
from rehearsal.bedrock.permissions import contexts
from rehearsal.bedrock.permissions.callers import Caller
from rehearsal.bedrock.permissions.judge import Judge


def key_arn(judge: Judge, key_id: str) -> str:
    """Return the ARN of a key that is there and enabled.

    Raises:
        ServiceError: it is not.
    """
    try:
        key = judge.aws.client("kms").describe_key(KeyId=key_id)["KeyMetadata"]
    except ClientError as error:
        raise invalid(f"The provided KMS key {key_id} was not found") from error
    if key["KeyState"] != "Enabled":
        raise invalid(f"The provided KMS key {key_id} is {key['KeyState']}, not Enabled")
    return str(key["Arn"])


def demand(caller: Caller, key: str, *actions: str) -> None:
    """Refuse a caller who may not use a key through Bedrock for these actions."""
    for action in actions:
        caller.demand(action, key, contexts.through("bedrock", caller.judge.aws))
