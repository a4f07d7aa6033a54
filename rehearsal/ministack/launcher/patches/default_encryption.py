"""A bucket that a template gives a default key encrypts with it.

MiniStack's CloudFormation leaves ``BucketEncryption`` out, so that every object would be encrypted
by S3 alone, and nobody would ever be asked for a right to the key. A bucket that names no key uses
the account's aws/s3 key, which S3 itself may use for everybody; MiniStack has none.
"""

from functools import wraps
from typing import Any, Final
from xml.sax.saxutils import escape

from ministack.services import s3
from ministack.services.cloudformation import provisioners

RULE: Final = (
    "<Rule>"
    "<ApplyServerSideEncryptionByDefault>"
    "<SSEAlgorithm>{algorithm}</SSEAlgorithm><KMSMasterKeyID>{key}</KMSMasterKeyID>"
    "</ApplyServerSideEncryptionByDefault>"
    "<BucketKeyEnabled>{bucket_key}</BucketKeyEnabled>"
    "</Rule>"
)


def apply() -> None:
    """Set the default encryption with the bucket, as PutBucketEncryption does."""
    bucket = provisioners._RESOURCE_HANDLERS["AWS::S3::Bucket"]
    create = bucket["create"]

    @wraps(create)
    def create_bucket(logical_id: str, properties: dict[str, Any], stack: str) -> Any:
        name, attributes = create(logical_id, properties, stack)
        requested = properties.get("BucketEncryption", {}).get(
            "ServerSideEncryptionConfiguration", ()
        )
        defaults = [(rule, rule["ServerSideEncryptionByDefault"]) for rule in requested]
        rules = "".join(_rule(rule) for rule, default in defaults if default.get("KMSMasterKeyID"))
        if rules:
            s3._bucket_encryption[name] = (
                f'<ServerSideEncryptionConfiguration xmlns="{s3.S3_NS}">{rules}'
                "</ServerSideEncryptionConfiguration>"
            )
        return name, attributes

    bucket["create"] = create_bucket


def _rule(rule: dict[str, Any]) -> str:
    default = rule["ServerSideEncryptionByDefault"]
    return RULE.format(
        algorithm=default["SSEAlgorithm"],
        key=escape(default["KMSMasterKeyID"]),
        # Properties of a template are text.
        bucket_key=str(rule.get("BucketKeyEnabled", False)).lower(),
    )
