"""The judge: reads the policies of the embedded AWS and decides by them."""

import json
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

from botocore.exceptions import ClientError

from rehearsal.bedrock.permissions.conditions import Context
from rehearsal.bedrock.permissions.policies import (
    Decision,
    Principal,
    Request,
    Statement,
    decide,
    statements,
)
from rehearsal.embedded_aws import EmbeddedAws

SERVICE: Final = "bedrock.amazonaws.com"
FRESH_SECONDS: Final = 5.0
"""How long documents that were read are taken to be unchanged, in real time."""


class Judge:
    """Decides what a role or the Bedrock service itself may do in the embedded AWS."""

    def __init__(self, aws: EmbeddedAws) -> None:
        self.aws = aws
        self._read: dict[object, tuple[float, tuple[Statement, ...]]] = {}

    def role(
        self, role_arn: str, action: str, resource: str, context: Context | None = None
    ) -> Decision:
        """Decide what a role may do by its own policies and by those of the bucket or the key."""
        known = {
            "aws:PrincipalArn": role_arn,
            "aws:PrincipalAccount": self.aws.account,
            "aws:ResourceAccount": self.aws.account,
            "aws:RequestedRegion": self.aws.region,
            "aws:SecureTransport": "true",
            **(context or {}),
        }
        return decide(
            Request(
                principal=Principal(kind="AWS", name=role_arn, account=self.aws.account),
                action=action,
                resource=resource,
                context=known,
            ),
            identity=self._of_role(role_arn.rpartition("/")[2]),
            resource=self._of_resource(action, resource),
            must_delegate=action.startswith("kms:"),
        )

    def service(self, action: str, resource: str, context: Context) -> Decision:
        """Decide what the service itself may do, by the policy of the key that it would use."""
        principal = Principal(kind="Service", name=SERVICE, account=self.aws.account)
        request = Request(principal=principal, action=action, resource=resource, context=context)
        return decide(request, resource=self._of_resource(action, resource))

    def assume(self, trust: Mapping[str, Any], role_arn: str, context: Context) -> Decision:
        """Decide whether the service may assume a role, by the role's trust policy."""
        request = Request(
            principal=Principal(kind="Service", name=SERVICE, account=self.aws.account),
            action="sts:AssumeRole",
            resource=role_arn,
            context=context,
        )
        return decide(request, resource=statements(trust))

    def _of_resource(self, action: str, resource: str) -> tuple[Statement, ...]:
        if action.startswith("kms:"):
            return self._fresh(("key", resource), lambda: self._of_key(resource))
        if action.startswith("s3:"):
            bucket = resource.removeprefix("arn:aws:s3:::").partition("/")[0]
            return self._fresh(("bucket", bucket), lambda: self._of_bucket(bucket))
        return ()

    def _of_role(self, name: str) -> tuple[Statement, ...]:
        return self._fresh(("role", name), lambda: self._read_role(name))

    def _read_role(self, name: str) -> tuple[Statement, ...]:
        iam = self.aws.client("iam")
        inline = [
            iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
            for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]
        ]
        attached = []
        for policy in iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]:
            arn = policy["PolicyArn"]
            version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
            answer = iam.get_policy_version(PolicyArn=arn, VersionId=version)
            attached.append(answer["PolicyVersion"]["Document"])
        return statements(*inline, *attached)

    def _of_key(self, key: str) -> tuple[Statement, ...]:
        answer = self.aws.client("kms").get_key_policy(KeyId=key, PolicyName="default")
        return statements(json.loads(answer["Policy"]))

    def _of_bucket(self, bucket: str) -> tuple[Statement, ...]:
        try:
            answer = self.aws.client("s3").get_bucket_policy(Bucket=bucket)
        except ClientError as error:
            if error.response["Error"]["Code"] == "NoSuchBucketPolicy":
                return ()
            raise
        return statements(json.loads(answer["Policy"]))

    def _fresh(
        self, key: object, read: Callable[[], tuple[Statement, ...]]
    ) -> tuple[Statement, ...]:
        held = self._read.get(key)
        if held is None or time.monotonic() - held[0] > FRESH_SECONDS:
            held = (time.monotonic(), read())
            self._read[key] = held
        return held[1]
