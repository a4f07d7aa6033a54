"""Keys that a caller names: that they exist, and that caller and service may use them."""

import json
from collections.abc import Sequence
from typing import Final

from botocore.exceptions import ClientError

from rehearsal.bedrock.errors import invalid
from rehearsal.bedrock.permissions import contexts
from rehearsal.bedrock.permissions.callers import Caller
from rehearsal.bedrock.permissions.judge import Context
from rehearsal.bedrock.permissions.policies import service_may
from rehearsal.bedrock.resources.custom_model import CustomModel
from rehearsal.embedded_aws import EmbeddedAws

CUSTOM_MODEL: Final = "aws:bedrock:custom-model"
"""The key of the encryption context of a custom model's artifacts."""

USES: Final = ("kms:Decrypt", "kms:GenerateDataKey")
"""What whoever asks a custom model needs from its key (the same page of the Nova user guide)."""

LENDS: Final = (*USES, "kms:DescribeKey", "kms:CreateGrant")
"""What whoever makes or hosts a custom model needs from its key (Bedrock user guide, "Encryption of
custom models"), the role of the job that makes it included."""


def key_arn(aws: EmbeddedAws, key_id: str) -> str:
    """Return the ARN of a key that is there and enabled.

    Raises:
        ServiceError: it is not.
    """
    try:
        key = aws.client("kms").describe_key(KeyId=key_id)["KeyMetadata"]
    except ClientError as error:
        raise invalid(f"The provided KMS key {key_id} was not found") from error
    if key["KeyState"] != "Enabled":
        raise invalid(f"The provided KMS key {key_id} is {key['KeyState']}, not Enabled")
    return str(key["Arn"])


def check_service(aws: EmbeddedAws, key: str, actions: Sequence[str], context: Context) -> None:
    """Refuse a key whose policy does not let Bedrock itself use it.

    Raises:
        ServiceError: with the action that is missing.
    """
    answer = aws.client("kms").get_key_policy(KeyId=key, PolicyName="default")
    document = json.loads(answer["Policy"])
    for action in actions:
        if not service_may(document, action, key, context):
            raise invalid(f"The policy of the key {key} does not allow Bedrock to {action}")


def check_hosting(aws: EmbeddedAws, model: CustomModel) -> None:
    """Refuse to host a custom model whose key does not let Bedrock itself use it.

    The encryption context of a custom model's artifacts is in the Nova user guide, "Encryption of
    Amazon Nova model customization jobs and artifacts": PermissionsNovaProvisionedThroughput.
    """
    if model.job.key_arn:
        context: Context = {
            "kms:EncryptionContextKeys": (CUSTOM_MODEL,),
            f"kms:EncryptionContext:{CUSTOM_MODEL}": model.arn,
        }
        check_service(aws, model.job.key_arn, ("kms:Decrypt", "kms:GenerateDataKey"), context)


def demand(caller: Caller, key: str, *actions: str, service: str = "bedrock") -> None:
    """Refuse a caller who may not use a key through a service for these actions."""
    for action in actions:
        caller.demand(action, key, contexts.through(service, caller.judge.aws))
