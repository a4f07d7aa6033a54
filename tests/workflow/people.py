"""People with some of the policies that the pipeline has for them, and with no other."""

import json
from collections.abc import Mapping, Sequence
from functools import cache

import boto3

from rehearsal.embedded_aws import EmbeddedAws
from tuning import naming

STACKS = ("bedrock-finetune-local-pipeline", "bedrock-finetune-local-api")
"""Whose outputs name policies."""


@cache
def credentials(
    aws: EmbeddedAws, policies: Sequence[str], *, task: str | None = None
) -> Mapping[str, str]:
    """Return the variables by which a child process is somebody who has these policies.

    The root user assumes no role, so a user does who may do nothing else.

    Args:
        aws: the embedded AWS.
        policies: the outputs of the stacks that name them.
        task: that their tag names, if one does.
    """
    iam, name = aws.client("iam"), "-".join((*policies, *filter(None, (task,))))
    outputs = outputs_of(aws)
    user = iam.create_user(UserName=name)["User"]
    tags = {naming.uploader_tag("local"): naming.UPLOADER} if "UploaderPolicy" in policies else {}
    if task:
        tags[naming.TASK_TAG] = task
    role = iam.create_role(
        RoleName=name,
        AssumeRolePolicyDocument=_allows({"Principal": {"AWS": user["Arn"]}}),
        Tags=[{"Key": key, "Value": value} for key, value in tags.items()],
    )["Role"]
    iam.put_user_policy(
        UserName=name, PolicyName="assume", PolicyDocument=_allows({"Resource": role["Arn"]})
    )
    for policy in policies:
        iam.attach_role_policy(RoleName=name, PolicyArn=outputs[policy])
    key = iam.create_access_key(UserName=name)["AccessKey"]
    sts = boto3.client(
        "sts",
        aws_access_key_id=key["AccessKeyId"],
        aws_secret_access_key=key["SecretAccessKey"],
        region_name=aws.region,
        endpoint_url=aws.endpoint_url,
        verify=str(aws.ca_bundle),
    )
    given = sts.assume_role(RoleArn=role["Arn"], RoleSessionName="person")["Credentials"]
    return {
        "AWS_ACCESS_KEY_ID": given["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": given["SecretAccessKey"],
        "AWS_SESSION_TOKEN": given["SessionToken"],
    }


def outputs_of(aws: EmbeddedAws) -> dict[str, str]:
    """Return the outputs of the stacks that name policies."""
    cloudformation = aws.client("cloudformation")
    return {
        output["OutputKey"]: output["OutputValue"]
        for name in STACKS
        for stack in cloudformation.describe_stacks(StackName=name)["Stacks"]
        for output in stack["Outputs"]
    }


def _allows(who_or_what: Mapping[str, object]) -> str:
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", **who_or_what}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})
