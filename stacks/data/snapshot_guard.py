"""What the artifacts bucket itself refuses, whatever anybody's own policies allow."""

from aws_cdk import Aws
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3

from stacks.environments.environment import Environment
from stacks.rights.storage import SNAPSHOTS
from tuning import naming
from tuning.handlers.validate_dataset import validate_dataset


def guards(bucket: s3.IBucket, environment: Environment) -> tuple[iam.PolicyStatement, ...]:
    """Keep snapshots what they were when they were judged: one writer, and nothing is overwritten.

    A customization job names its files by key and never by version, so whoever replaced an object
    would choose what is trained. The writer's role belongs to another stack, which is made later:
    it is known by its path.
    """
    writer = (
        f"arn:{Aws.PARTITION}:iam::{Aws.ACCOUNT_ID}:role"
        f"{naming.role_path(environment.name, validate_dataset.name)}*"
    )
    return (
        _denies(bucket, "OneWriterOfSnapshots", {"ArnNotLike": {"aws:PrincipalArn": writer}}),
        # Uploads in parts begin without the header and are refused with it: snapshots are written
        # in one piece, of which S3 takes up to 5 GB.
        _denies(bucket, "SnapshotsAreWrittenOnce", {"Null": {"s3:if-none-match": "true"}}),
    )


def _denies(
    bucket: s3.IBucket, sid: str, conditions: dict[str, dict[str, str]]
) -> iam.PolicyStatement:
    return iam.PolicyStatement(
        sid=sid,
        effect=iam.Effect.DENY,
        principals=[iam.AnyPrincipal()],
        actions=["s3:PutObject"],
        resources=[bucket.arn_for_objects(SNAPSHOTS)],
        conditions=conditions,
    )
