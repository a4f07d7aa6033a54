"""Rights to buckets, keys and the ledger, in the words of what is done with them."""

from typing import Final

from aws_cdk import Aws

from stacks.rights.policy import Right
from tuning import naming
from tuning.key_statements import LENDS, USES
from tuning.ledger.items import OPEN_INDEX
from tuning.ledger.queue import LINE_INDEX
from tuning.registration.files import ANSWER

INCOMING: Final = f"{naming.INCOMING}/*"
ANSWERS: Final = f"{naming.INCOMING}/*{ANSWER}"
SNAPSHOTS: Final = f"{naming.SNAPSHOTS}/*"
RUNS: Final = f"{naming.RUNS}/*"
PIECES: Final = f"{naming.PIECES}/*"
TOKENS: Final = f"{naming.APPROVALS}/*"
REJECTED: Final = f"{naming.REJECTED}/*"

OPEN_NAMES: Final = (
    "Names under this prefix are not known when the policy is written: people choose tasks and "
    "files, and runs and snapshots are named by what they hold. The bucket belongs to the pipeline "
    "alone."
)


def of_runs(name: str) -> str:
    """Return the pattern of what has one name, or lies in one folder, of every run of every task.

    A wildcard of IAM takes slashes too. No task's or run's name has one, so nothing else matches.
    """
    return f"{naming.RUNS}/*/*/{name}"


def reads(bucket_arn: str, prefix: str) -> Right:
    """Read objects under a prefix, as they are now."""
    return _objects(bucket_arn, prefix, "s3:GetObject")


def reads_versions(bucket_arn: str, prefix: str) -> Right:
    """Read objects under a prefix, in any version."""
    return _objects(bucket_arn, prefix, "s3:GetObject", "s3:GetObjectVersion")


def writes(bucket_arn: str, prefix: str) -> Right:
    """Write objects under a prefix; never delete one."""
    return _objects(bucket_arn, prefix, "s3:PutObject")


def writes_in_parts(bucket_arn: str, prefix: str) -> Right:
    """Write objects under a prefix, and take back the parts of one that broke off."""
    return _objects(bucket_arn, prefix, "s3:PutObject", "s3:AbortMultipartUpload")


def seals(bucket_arn: str, prefix: str) -> tuple[Right, ...]:
    """Write objects once, and read what a first attempt wrote."""
    return (reads(bucket_arn, prefix), writes(bucket_arn, prefix))


def deletes(bucket_arn: str, prefix: str) -> Right:
    """Delete objects under a prefix; their versions stay."""
    return _objects(bucket_arn, prefix, "s3:DeleteObject")


def locks(bucket_arn: str, prefix: str) -> Right:
    """Write objects with a time before which they cannot be deleted; never shorten it."""
    return _objects(bucket_arn, prefix, "s3:PutObjectRetention")


def _objects(bucket_arn: str, prefix: str, *actions: str) -> Right:
    return Right(actions=actions, resources=(f"{bucket_arn}/{prefix}",), because=OPEN_NAMES)


def lists(bucket_arn: str) -> Right:
    """List a bucket.

    Without this right S3 answers AccessDenied for an object that is not there. It judges that, and
    whether the bucket is there, without a prefix: who must tell "absent" from "forbidden" lists all
    of it.
    """
    return Right(actions=("s3:ListBucket",), resources=(bucket_arn,))


def decrypts(key_arn: str, *services: str) -> Right:
    """Read through services that encrypt with a key; the key cannot be used directly."""
    return Right(actions=("kms:Decrypt",), resources=(key_arn,), conditions=_through(services))


def encrypts(key_arn: str, *services: str) -> Right:
    """Read and write through services that encrypt with a key; it cannot be used directly."""
    return Right(
        actions=USES,
        resources=(key_arn,),
        conditions=_through(services),
    )


def lends(key_arn: str, service: str) -> Right:
    """Let a service keep using a key for what it makes, for as long as that lives."""
    return Right(
        actions=LENDS,
        resources=(key_arn,),
        conditions=_through((service,)),
    )


def _through(services: tuple[str, ...]) -> dict[str, dict[str, list[str]]]:
    return {
        "StringEquals": {
            "kms:ViaService": [f"{service}.{Aws.REGION}.amazonaws.com" for service in services]
        }
    }


def recalls(table_arn: str) -> Right:
    """Read a run."""
    return Right(actions=("dynamodb:GetItem",), resources=(table_arn,))


def scans(table_arn: str) -> Right:
    """Read every run."""
    return Right(actions=("dynamodb:Scan",), resources=(table_arn,))


def finds_open(table_arn: str) -> Right:
    """Find the runs that somebody may have to look after."""
    return Right(actions=("dynamodb:Query",), resources=(f"{table_arn}/index/{OPEN_INDEX}",))


def reads_line(table_arn: str) -> Right:
    """Read who stands in line for a training slot."""
    return Right(actions=("dynamodb:Query",), resources=(f"{table_arn}/index/{LINE_INDEX}",))
