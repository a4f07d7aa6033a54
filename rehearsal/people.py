"""People of the account: they have some of the policies that the pipeline has for them."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import boto3

from rehearsal.embedded_aws import EmbeddedAws


def credentials(
    aws: EmbeddedAws, name: str, *, policies: Sequence[str], tags: Mapping[str, str]
) -> Mapping[str, str]:
    """Return the variables by which a client or a child process is somebody new.

    The root user assumes no role, so a user does who may do nothing else.

    Args:
        aws: the embedded AWS.
        name: of the user and of the role.
        policies: the ARNs of the role's.
        tags: the role's.
    """
    iam = aws.client("iam")
    user = iam.create_user(UserName=name)["User"]
    role = iam.create_role(
        RoleName=name,
        AssumeRolePolicyDocument=_assumes(Principal={"AWS": user["Arn"]}),
        Tags=[{"Key": key, "Value": value} for key, value in tags.items()],
    )["Role"]
    iam.put_user_policy(
        UserName=name, PolicyName="assume", PolicyDocument=_assumes(Resource=role["Arn"])
    )
    for policy in policies:
        iam.attach_role_policy(RoleName=name, PolicyArn=policy)
    key = iam.create_access_key(UserName=name)["AccessKey"]
    user_keys = {
        "AWS_ACCESS_KEY_ID": key["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"],
    }
    sts = client(aws, "sts", user_keys)
    given = sts.assume_role(RoleArn=role["Arn"], RoleSessionName="person")["Credentials"]
    return {
        "AWS_ACCESS_KEY_ID": given["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": given["SecretAccessKey"],
        "AWS_SESSION_TOKEN": given["SessionToken"],
    }


def client(aws: EmbeddedAws, service: str, keys: Mapping[str, str]) -> Any:
    """Return the client of a service that somebody with these credentials has."""
    own: dict[str, Any] = {name.lower(): value for name, value in keys.items()}
    return boto3.client(
        service,
        **own,
        region_name=aws.region,
        endpoint_url=aws.endpoint_url,
        verify=str(aws.ca_bundle),
    )


def _assumes(**who_or_what: object) -> str:
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", **who_or_what}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})
