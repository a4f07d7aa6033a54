"""The buckets: reachable, encrypted and versioned."""

from collections.abc import Iterator
from typing import Final

from botocore.exceptions import ClientError

from tuning import clients
from tuning.cli.doctor.finding import DoctorFinding, fix, ok
from tuning.cli.doctor.target import Target
from tuning.errors import ABSENT_CODES, code_of
from tuning.settings import deployed

GONE: Final = ABSENT_CODES | {"NoSuchBucket"}

KMS: Final = "aws:kms"


def state(target: Target) -> Iterator[DoctorFinding]:
    """Look at each bucket."""
    for bucket in target.resources("AWS::S3::Bucket"):
        yield _look(bucket.name, target)


def _look(bucket: str, target: Target) -> DoctorFinding:
    s3, what = clients.s3(), "bucket"
    try:
        s3.head_bucket(Bucket=bucket)
        rules = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]
        versioning = s3.get_bucket_versioning(Bucket=bucket).get("Status")
        closed = s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
    except ClientError as error:
        if code_of(error) not in GONE:
            raise
        return fix(what, f"{bucket} is gone: somebody deleted it by hand", target.drift)
    if versioning != "Enabled":
        return fix(
            what,
            f"{bucket} keeps no versions: a replaced file would be lost",
            f"aws s3api put-bucket-versioning --bucket {bucket} "
            "--versioning-configuration Status=Enabled",
        )
    if not all(closed.values()):
        return fix(
            what,
            f"{bucket} could be made public",
            f"aws s3api put-public-access-block --bucket {bucket} "
            "--public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,"
            "BlockPublicPolicy=true,RestrictPublicBuckets=true",
        )
    algorithm = rules["Rules"][0]["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"]
    if bucket in (deployed().datasets_bucket, deployed().artifacts_bucket) and algorithm != KMS:
        return fix(what, f"{bucket} is not encrypted with the environment's key", target.drift)
    return ok(what, f"{bucket}: reachable, {algorithm}, versioned, not public")
