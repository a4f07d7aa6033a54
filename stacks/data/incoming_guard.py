"""Who may drop a dataset, whatever anybody's own policies allow."""

from typing import Any

from aws_cdk import Aws
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3

from stacks.environments.environment import Environment
from stacks.rights.storage import INCOMING
from tuning import naming
from tuning.handlers.register_run import register_run


def uploaders_only(bucket: s3.IBucket, environment: Environment) -> iam.PolicyStatement:
    """Refuse every write under the prefix of drops that is not an uploader's.

    A drop starts what costs money. An uploader carries the environment's tag, on the principal or
    on its session, or is one of those that the environment names. The state that answers drops is
    let through here, and its own policy lets it write nothing but answers.
    """
    tag = f"aws:PrincipalTag/{naming.uploader_tag(environment.name)}"
    answers = f"role{naming.role_path(environment.name, register_run.name)}*"
    account = f"arn:{Aws.PARTITION}:iam::{Aws.ACCOUNT_ID}"
    named = [f"{account}:{who}" for who in (*environment.uploaders, answers)]
    conditions: dict[str, dict[str, Any]] = {
        "StringNotEquals": {tag: naming.UPLOADER},
        "ArnNotLike": {"aws:PrincipalArn": named},
    }
    return iam.PolicyStatement(
        sid="OnlyUploadersDrop",
        effect=iam.Effect.DENY,
        principals=[iam.AnyPrincipal()],
        actions=["s3:PutObject"],
        resources=[bucket.arn_for_objects(INCOMING)],
        conditions=conditions,
    )
