"""A bucket that a template asks Object Lock for has it, and locking an object takes a right.

MiniStack's CloudFormation leaves ``ObjectLockEnabled`` out, so that every write with a retention is
refused, and its S3 does not ask for s3:PutObjectRetention, as AWS does beside s3:PutObject.
"""

from functools import wraps
from typing import Any, Final

from ministack.core import iam_actions
from ministack.services import s3
from ministack.services.cloudformation import provisioners

MODE: Final = "x-amz-object-lock-mode"


def apply() -> None:
    """Enable the lock with the bucket, and ask for the right with the write."""
    bucket = provisioners._RESOURCE_HANDLERS["AWS::S3::Bucket"]
    create, checks_of = bucket["create"], iam_actions.s3_additional_checks

    @wraps(create)
    def create_bucket(logical_id: str, properties: dict[str, Any], stack: str) -> Any:
        name, attributes = create(logical_id, properties, stack)
        # Properties of a template are text.
        if str(properties.get("ObjectLockEnabled", "")).lower() == "true":
            s3._bucket_object_lock[name] = {"enabled": True, "default_retention": None}
        return name, attributes

    @wraps(checks_of)
    def s3_additional_checks(
        method: str, path: str, headers: dict[str, str], *rest: Any
    ) -> list[tuple[str, str]]:
        checks: list[tuple[str, str]] = checks_of(method, path, headers, *rest)
        if method == "PUT" and MODE in headers:
            return [*checks, ("s3:PutObjectRetention", f"arn:aws:s3:::{path.lstrip('/')}")]
        return checks

    bucket["create"] = create_bucket
    iam_actions.s3_additional_checks = s3_additional_checks
