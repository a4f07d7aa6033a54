"""Which actions of IAM a call needs, and which it may need besides."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from botocore import xform_name
from botocore.session import Session

from tests.account.calls.made import Made

PREFIXES: Final = {
    "bedrock-runtime": "bedrock",
    "service-quotas": "servicequotas",
    "stepfunctions": "states",
}
"""The prefix of a service's actions, where it is not what boto3 calls the service."""

INSTEAD: Final[Mapping[str, tuple[str, ...]]] = {
    "bedrock:Converse": ("bedrock:InvokeModel",),
    "bedrock:ConverseStream": ("bedrock:InvokeModelWithResponseStream",),
    "s3:CompleteMultipartUpload": ("s3:PutObject",),
    "s3:CreateMultipartUpload": ("s3:PutObject",),
    "s3:DeleteObjects": ("s3:DeleteObject", "s3:DeleteObjectVersion"),
    "s3:GetBucketEncryption": ("s3:GetEncryptionConfiguration",),
    "s3:GetObjectLockConfiguration": ("s3:GetBucketObjectLockConfiguration",),
    "s3:GetPublicAccessBlock": ("s3:GetBucketPublicAccessBlock",),
    "s3:HeadBucket": ("s3:ListBucket",),
    "s3:HeadObject": ("s3:GetObject",),
    "s3:ListObjectVersions": ("s3:ListBucketVersions",),
    "s3:ListObjectsV2": ("s3:ListBucket",),
    "s3:UploadPart": ("s3:PutObject",),
    "sts:GetCallerIdentity": (),
}
"""Operations that are not authorised by an action of their own name (the API references of Amazon
S3, Bedrock Runtime and STS, "Permissions")."""


@dataclass(frozen=True, kw_only=True)
class Beside:
    """An action that a call needs beside its own.

    Attributes:
        needed: without it the call is refused; else it may be, or says less.
        word: only where the calling function uses this word.
    """

    action: str
    why: str
    needed: bool = True
    word: str = ""


TAGS: Final = Beside(action="bedrock:TagResource", why="what it makes is tagged")
ROLE: Final = Beside(action="iam:PassRole", why="it works under a role that is handed to it")
LOOKS: Final = "a prerequisite of inference by AWS's documentation; some models ask for it"
MODEL: Final = Beside(action="bedrock:GetCustomModel", why=LOOKS, needed=False)
INFERENCE: Final = (
    MODEL,
    Beside(action="bedrock:ApplyGuardrail", why="a guardrail may go along", needed=False),
    Beside(action="bedrock:GetInferenceProfile", why=LOOKS, needed=False),
    Beside(action="bedrock:GetProvisionedModelThroughput", why=LOOKS, needed=False),
)
VERSION: Final = Beside(
    action="s3:GetObjectVersion", why="a version is asked for", word="VersionId"
)

BESIDES: Final[Mapping[str, tuple[Beside, ...]]] = {
    "bedrock:CreateCustomModelDeployment": (TAGS, MODEL),
    "bedrock:CreateEvaluationJob": (TAGS, ROLE),
    "bedrock:CreateModelCustomizationJob": (TAGS, ROLE),
    "bedrock:CreateProvisionedModelThroughput": (TAGS, MODEL),
    "bedrock:InvokeModel": INFERENCE,
    "bedrock:InvokeModelWithResponseStream": INFERENCE,
    "s3:GetObject": (
        VERSION,
        Beside(
            action="s3:ListBucket",
            why="what is absent is answered as absent, not as forbidden",
            needed=False,
        ),
    ),
    "s3:PutObject": (
        Beside(action="s3:PutObjectRetention", why="a snapshot can be locked", needed=False),
    ),
    "scheduler:CreateSchedule": (ROLE,),
    "scheduler:UpdateSchedule": (ROLE,),
    "ssm:PutParameter": (
        Beside(
            action="ssm:AddTagsToResource", why="a new one is tagged", needed=False, word="Tags"
        ),
    ),
}

KEYED: Final[Mapping[str, frozenset[str]]] = {
    "bedrock": frozenset(
        {
            "bedrock:CreateCustomModelDeployment",
            "bedrock:CreateEvaluationJob",
            "bedrock:CreateModelCustomizationJob",
            "bedrock:CreateProvisionedModelThroughput",
            "bedrock:InvokeModel",
            "bedrock:InvokeModelWithResponseStream",
        }
    ),
    "dynamodb": frozenset(
        f"dynamodb:{each}" for each in ("GetItem", "PutItem", "Query", "Scan", "UpdateItem")
    ),
    "s3": frozenset({"s3:GetObject", "s3:PutObject"}),
    "sns": frozenset({"sns:Publish"}),
    "sqs": frozenset({"sqs:ReceiveMessage", "sqs:SendMessage"}),
}
"""Actions for which a service uses the environment's keys in the caller's name, by the service."""


@dataclass(frozen=True, kw_only=True)
class Needed:
    """An action that a call needs.

    Attributes:
        needed: as of ``Beside``; what stands in the call's own name always is.
        why: empty for the call's own.
    """

    action: str
    call: Made
    needed: bool = True
    why: str = ""


def needed(call: Made) -> Iterator[Needed]:
    """Yield the actions of a call; nothing for what asks no service, such as a client's region."""
    operation = _operations(call.service).get(call.method)
    if operation is None:
        return
    own = f"{PREFIXES.get(call.service, call.service)}:{operation}"
    for action in INSTEAD.get(own, (own,)):
        yield Needed(action=action, call=call)
        for beside in BESIDES.get(action, ()):
            if not beside.word or beside.word in call.words:
                yield Needed(action=beside.action, call=call, needed=beside.needed, why=beside.why)


@cache
def _operations(service: str) -> Mapping[str, str]:
    names = Session().get_service_model(service).operation_names
    return {xform_name(name): name for name in names}
