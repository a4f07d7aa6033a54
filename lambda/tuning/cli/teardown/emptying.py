"""Emptying a versioned bucket: every version of every object, and every delete marker."""

from datetime import datetime
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from tuning import clients
from tuning.errors import ABSENT_CODES, code_of

if TYPE_CHECKING:
    from mypy_boto3_s3.type_defs import ErrorTypeDef, ObjectIdentifierTypeDef

UNLOCKED: Final = "ObjectLockConfigurationNotFoundError"
GONE: Final = ABSENT_CODES | {"NoSuchBucket"}


def empty(bucket: str) -> str | None:
    """Delete all that a bucket holds; return why something stays, None when nothing does.

    A lock in governance mode is passed by with the right to; without it, what is locked stays.
    """
    s3, locks = clients.s3(), _lockable(bucket)
    kept: list[ErrorTypeDef] = []
    try:
        for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
            found = [*page.get("Versions", ()), *page.get("DeleteMarkers", ())]
            # A page has at most a thousand entries, which is what one deletion takes.
            doomed: list[ObjectIdentifierTypeDef] = [
                {"Key": each["Key"], "VersionId": each["VersionId"]} for each in found
            ]
            if doomed:
                answer = s3.delete_objects(
                    Bucket=bucket,
                    Delete={"Objects": doomed, "Quiet": True},
                    BypassGovernanceRetention=locks,
                )
                kept += answer.get("Errors", ())
    except ClientError as error:
        if code_of(error) not in GONE:
            raise
    if not kept:
        return None
    first = kept[0]
    until = _locked_until(bucket, first)
    why = (
        f"locked until {until:%Y-%m-%d}, which takes the right s3:BypassGovernanceRetention"
        if until
        else f"{first.get('Code')}: {first.get('Message')}"
    )
    return f"{len(kept)} objects of bucket {bucket} stay, {first.get('Key')} first: {why}"


def _lockable(bucket: str) -> bool:
    try:
        clients.s3().get_object_lock_configuration(Bucket=bucket)
    except ClientError as error:
        if code_of(error) not in {UNLOCKED, *GONE}:
            raise
        return False
    return True


def _locked_until(bucket: str, kept: "ErrorTypeDef") -> datetime | None:
    try:
        answer = clients.s3().get_object_retention(
            Bucket=bucket, Key=kept["Key"], VersionId=kept["VersionId"]
        )
    except (ClientError, KeyError):
        return None  # it is not locked, or that may not be read: the error itself is told
    return answer.get("Retention", {}).get("RetainUntilDate")
