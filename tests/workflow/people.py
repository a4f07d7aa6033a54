"""People with some of the policies that the pipeline has for them, and with no other."""

import json
from collections.abc import Mapping, Sequence
from functools import cache

import boto3

from rehearsal.embedded_aws import EmbeddedAws
from tuning import naming

PIPELINE = "bedrock-finetune-local-pipeline"


@cache
def credentials(aws: EmbeddedAws, policies: Sequence[str]) -> Mapping[str, str]:
    """Return the variables by which a child process is somebody who has these policies.

    The root user assumes no role, so a user does who may do nothing else.

    Args:
        aws: the embedded AWS.
        policies: the outputs of the pipeline stack that name them.
    """
    iam, name = aws.client("iam"), "-".join(policies)
    stacks = aws.client("cloudformation").describe_stacks(StackName=PIPELINE)["Stacks"]
    outputs = {each["OutputKey"]: each["OutputValue"] for each in stacks[0]["Outputs"]}
    user = iam.create_user(UserName=name)["User"]
    drops = "UploaderPolicy" in policies
    role = iam.create_role(
        RoleName=name,
        AssumeRolePolicyDocument=_allows({"Principal": {"AWS": user["Arn"]}}),
        Tags=[{"Key": naming.uploader_tag("local"), "Value": naming.UPLOADER}] if drops else [],
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


def _allows(who_or_what: Mapping[str, object]) -> str:
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", **who_or_what}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})
