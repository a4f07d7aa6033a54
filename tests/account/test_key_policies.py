"""A key stays manageable: its policy lets the account that makes it change the policy again.

AWS KMS refuses a key policy that does not allow the calling principal "to make a subsequent
PutKeyPolicy request on the KMS key" (CreateKey, Policy). Who deploys is not known to a template, so
it is the account itself that must be allowed, without a condition that a caller could fail.
"""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from tests.account.deployed import ACCOUNT, Deployed

ROOT = f"arn:aws:iam::{ACCOUNT}:root"
MANAGES = {"kms:*", "kms:Put*", "kms:PutKeyPolicy"}


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def unmanageable(deployed: Deployed) -> Iterator[str]:
    """Yield the keys whose policy AWS KMS would refuse."""
    for key in deployed.of("AWS::KMS::Key"):
        if not any(
            "Allow" == statement["Effect"]
            and "*" in listed(statement.get("Resource", []))
            and MANAGES & set(listed(statement.get("Action", [])))
            and ROOT in listed(statement["Principal"].get("AWS", []))
            and not statement.get("Condition")
            for statement in key.properties["KeyPolicy"]["Statement"]
        ):
            yield key.path


def test_every_key_policy_lets_the_account_change_it(environments_deployed: list[Deployed]) -> None:
    for deployed in environments_deployed:
        assert list(deployed.of("AWS::KMS::Key"))
        assert [] == list(unmanageable(deployed)), deployed.environment


def test_a_key_policy_that_locks_its_account_out_is_found() -> None:
    root = {"AWS": {"Fn::Join": ["", ["arn:aws:iam::", {"Ref": "AWS::AccountId"}, ":root"]]}}
    healthy = {"Effect": "Allow", "Principal": root, "Action": "kms:*", "Resource": "*"}
    locked: list[dict[str, Any]] = [
        {"Action": ["kms:Encrypt", "kms:Decrypt"]},
        {"Effect": "Deny"},
        {"Resource": None},
        {"Principal": {"Service": "logs.amazonaws.com"}},
        {"Condition": {"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}}},
    ]

    def judged(statement: dict[str, Any]) -> list[str]:
        policy = {"Version": "2012-10-17", "Statement": [deepcopy(statement)]}
        key = {"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy": policy}}
        return list(unmanageable(Deployed("scratch", {"Scratch": {"Resources": {"Key": key}}})))

    assert [] == judged(healthy)
    for change in locked:
        assert ["Key"] == judged(healthy | change), change
