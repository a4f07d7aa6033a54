"""The keys: enabled, rotating, and with the policy by which they can be used at all."""

import json
import shlex
from collections.abc import Iterator
from typing import Any

from tuning import clients
from tuning.cli.doctor import statements
from tuning.cli.doctor.finding import DoctorFinding, fix, ok, warn
from tuning.cli.doctor.target import Target
from tuning.key_statements import of_bedrock
from tuning.settings import deployed


def state(target: Target) -> Iterator[DoctorFinding]:
    """Look whether each key works and rotates."""
    for key in target.resources("AWS::KMS::Key"):
        metadata = clients.kms().describe_key(KeyId=key.name)["KeyMetadata"]
        what = f"key {key.name[:8]}"
        purpose = metadata.get("Description", "").rpartition(": ")[2]
        if metadata["KeyState"] == "PendingDeletion":
            yield fix(
                what,
                f"it is about to be deleted ({purpose})",
                f"aws kms cancel-key-deletion --key-id {key.name} && "
                f"aws kms enable-key --key-id {key.name}",
            )
        elif metadata["KeyState"] != "Enabled":
            problem = f"it is {metadata['KeyState']} ({purpose})"
            yield fix(what, problem, f"aws kms enable-key --key-id {key.name}")
        elif not clients.kms().get_key_rotation_status(KeyId=key.name)["KeyRotationEnabled"]:
            problem = f"it does not rotate ({purpose})"
            yield warn(what, problem, f"aws kms enable-key-rotation --key-id {key.name}")
        else:
            yield ok(what, f"enabled and rotating ({purpose})")


def policy(target: Target) -> Iterator[DoctorFinding]:
    """Look whether each key lets the account's own policies speak, and the model key Bedrock."""
    for key in target.resources("AWS::KMS::Key"):
        document = json.loads(clients.kms().get_key_policy(KeyId=key.name)["Policy"])
        missing = []
        if not any(_of_the_account(each, target) for each in document["Statement"]):
            missing.append(_account(target))
        if deployed().model_key_arn.endswith(f"/{key.name}"):
            there = [statements.normal(each) for each in document["Statement"]]
            wanted = of_bedrock(target.arn("bedrock", "evaluation-job/*"))
            missing += [each for each in wanted if statements.normal(each) not in there]
        what = f"policy of {key.name[:8]}"
        if missing:
            document["Statement"] += missing
            yield fix(
                what,
                f"it does not say {' and '.join(each['Sid'] for each in missing)}",
                f"aws kms put-key-policy --key-id {key.name} "
                f"--policy {shlex.quote(json.dumps(document))}",
            )
        else:
            yield ok(what, "the account's roles may be given it, as their own policies say")


def of_bucket(bucket: str) -> str | None:
    """Return the ARN of the key that encrypts a bucket; None without one."""
    for rule in clients.s3().get_bucket_encryption(Bucket=bucket)[
        "ServerSideEncryptionConfiguration"
    ]["Rules"]:
        key = rule.get("ApplyServerSideEncryptionByDefault", {}).get("KMSMasterKeyID")
        if key:
            return key
    return None


def _of_the_account(statement: dict[str, Any], target: Target) -> bool:
    return bool(
        statement["Effect"] == "Allow"
        and statement["Principal"] == _account(target)["Principal"]
        and "kms:*" in statement["Action"]
    )


def _account(target: Target) -> dict[str, Any]:
    """Without it no policy of a role counts, and nobody can change the key any more."""
    return {
        "Sid": "Account",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:{target.partition}:iam::{target.account}:root"},
        "Action": "kms:*",
        "Resource": "*",
    }
