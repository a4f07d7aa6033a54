"""An embedded AWS in memory: the few operations of S3, IAM and KMS that the stand-in calls."""

import json
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from botocore.exceptions import ClientError

from rehearsal.embedded_aws import EmbeddedAws

ACCOUNT = "123456789012"
BUCKET = "artifacts"
DATA_KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/11111111-2222-3333-4444-555555555555"
MODEL_KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/66666666-7777-8888-9999-000000000000"
TRAINER = f"arn:aws:iam::{ACCOUNT}:role/trainer"
EVALUATOR = f"arn:aws:iam::{ACCOUNT}:role/evaluator"

Policy = dict[str, Any]


def policy(*statements: Policy) -> Policy:
    """A policy document."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(action: str | list[str], resource: str | list[str], **conditions: Policy) -> Policy:
    """A statement that allows; each keyword is a condition operator."""
    return {"Effect": "Allow", "Action": action, "Resource": resource, "Condition": conditions}


def trust(job: str) -> Policy:
    """The trust of a role that Bedrock may use for one kind of job."""
    return policy(
        {
            "Effect": "Allow",
            "Principal": {"Service": "bedrock.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {
                "StringEquals": {"aws:SourceAccount": ACCOUNT},
                "ArnLike": {"aws:SourceArn": f"arn:aws:bedrock:us-east-1:{ACCOUNT}:{job}/*"},
            },
        }
    )


def delegating_to_account() -> Policy:
    """The policy that a new key has."""
    root = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    return policy({"Effect": "Allow", "Principal": root, "Action": "kms:*", "Resource": "*"})


def missing(code: str, operation: str) -> ClientError:
    """The error of a service that does not have what was asked for."""
    return ClientError({"Error": {"Code": code, "Message": code}}, operation)


@dataclass
class Role:
    """A role with one inline and one attached policy."""

    trust: Policy
    inline: Policy
    attached: Policy = field(default_factory=policy)


@dataclass(frozen=True, kw_only=True)
class FakeAws(EmbeddedAws):
    """What is in the account; tests change it in place."""

    endpoint_url: str = "http://127.0.0.1:1"
    objects: dict[str, bytes] = field(default_factory=dict)
    roles: dict[str, Role] = field(default_factory=dict)
    keys: dict[str, Policy] = field(default_factory=dict)
    bucket_policy: Policy = field(default_factory=policy)

    def client(self, service: str) -> Any:
        return {"s3": S3, "iam": Iam, "kms": Kms}[service](self)


class S3:
    def __init__(self, aws: FakeAws) -> None:
        self.aws = aws

    def get_object(self, *, Bucket: str, Key: str) -> Policy:  # noqa: N803  botocore's names
        return {"Body": BytesIO(self._content(Bucket, Key, "GetObject"))}

    def head_object(self, *, Bucket: str, Key: str) -> Policy:  # noqa: N803  botocore's names
        return {"ContentLength": len(self._content(Bucket, Key, "HeadObject"))}

    def put_object(self, *, Bucket: str, Key: str, Body: bytes) -> None:  # noqa: N803  botocore's names
        assert Bucket == BUCKET
        self.aws.objects[Key] = Body

    def get_bucket_encryption(self, *, Bucket: str) -> Policy:  # noqa: N803  botocore's names
        default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": DATA_KEY}
        rule = {"ApplyServerSideEncryptionByDefault": default, "BucketKeyEnabled": True}
        return {"ServerSideEncryptionConfiguration": {"Rules": [rule]}}

    def get_bucket_policy(self, *, Bucket: str) -> Policy:  # noqa: N803  botocore's names
        if Bucket != BUCKET:
            raise missing("NoSuchBucket", "GetBucketPolicy")
        if not self.aws.bucket_policy["Statement"]:
            raise missing("NoSuchBucketPolicy", "GetBucketPolicy")
        return {"Policy": json.dumps(self.aws.bucket_policy)}

    def _content(self, bucket: str, key: str, operation: str) -> bytes:
        if bucket != BUCKET or key not in self.aws.objects:
            raise missing("NoSuchKey", operation)
        return self.aws.objects[key]


class Iam:
    def __init__(self, aws: FakeAws) -> None:
        self.aws = aws

    def get_role(self, *, RoleName: str) -> Policy:  # noqa: N803  botocore's names
        if RoleName not in self.aws.roles:
            raise missing("NoSuchEntity", "GetRole")
        role = self.aws.roles[RoleName]
        arn = f"arn:aws:iam::{ACCOUNT}:role/{RoleName}"
        return {"Role": {"Arn": arn, "AssumeRolePolicyDocument": role.trust}}

    def list_role_policies(self, *, RoleName: str) -> Policy:  # noqa: N803  botocore's names
        return {"PolicyNames": ["inline"]}

    def get_role_policy(self, *, RoleName: str, PolicyName: str) -> Policy:  # noqa: N803  botocore's names
        return {"PolicyDocument": self.aws.roles[RoleName].inline}

    def list_attached_role_policies(self, *, RoleName: str) -> Policy:  # noqa: N803  botocore's names
        return {"AttachedPolicies": [{"PolicyArn": RoleName}]}

    def get_policy(self, *, PolicyArn: str) -> Policy:  # noqa: N803  botocore's names
        return {"Policy": {"DefaultVersionId": "v1"}}

    def get_policy_version(self, *, PolicyArn: str, VersionId: str) -> Policy:  # noqa: N803  botocore's names
        return {"PolicyVersion": {"Document": self.aws.roles[PolicyArn].attached}}


class Kms:
    def __init__(self, aws: FakeAws) -> None:
        self.aws = aws

    def describe_key(self, *, KeyId: str) -> Policy:  # noqa: N803  botocore's names
        if KeyId not in self.aws.keys:
            raise missing("NotFoundException", "DescribeKey")
        return {"KeyMetadata": {"Arn": KeyId, "KeyState": "Enabled"}}

    def get_key_policy(self, *, KeyId: str, PolicyName: str) -> Policy:  # noqa: N803  botocore's names
        return {"Policy": json.dumps(self.aws.keys[KeyId])}
