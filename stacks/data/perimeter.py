"""What every bucket refuses: other accounts, and keys that are not the environment's."""

from collections.abc import Iterator

from aws_cdk import Aws
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3

KEY_OF_WRITE = "s3:x-amz-server-side-encryption-aws-kms-key-id"
KEY_OF_CALLER = "s3:x-amz-server-side-encryption-customer-algorithm"


def own_account_only(bucket: s3.IBucket) -> iam.PolicyStatement:
    """Refuse everybody of another account, whoever allows it; AWS's own services have none.

    A request that nobody signed has none either, and is refused.
    """
    return _denies(
        bucket,
        "OwnAccountOnly",
        "s3:*",
        {
            "StringNotEquals": {"aws:PrincipalAccount": Aws.ACCOUNT_ID},
            "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
        },
    )


def own_key_only(bucket: s3.IBucket, key: kms.IKey) -> Iterator[iam.PolicyStatement]:
    """Refuse what is written under a key that somebody may take away, and the evidence with it.

    A write that names no key is encrypted under the bucket's.
    """
    yield _denies(
        bucket,
        "NoForeignKey",
        "s3:PutObject",
        {"Null": {KEY_OF_WRITE: "false"}, "ArnNotEquals": {KEY_OF_WRITE: key.key_arn}},
    )
    yield _denies(bucket, "NoKeyOfTheCaller", "s3:PutObject", {"Null": {KEY_OF_CALLER: "false"}})


def _denies(
    bucket: s3.IBucket, sid: str, action: str, conditions: dict[str, dict[str, str]]
) -> iam.PolicyStatement:
    return iam.PolicyStatement(
        sid=sid,
        effect=iam.Effect.DENY,
        principals=[iam.AnyPrincipal()],
        actions=[action],
        resources=[bucket.bucket_arn, bucket.arn_for_objects("*")]
        if action == "s3:*"
        else [bucket.arn_for_objects("*")],
        conditions=conditions,
    )
