"""What is trained is what was judged, on the deployed machine."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from rehearsal.bedrock import Fault
from rehearsal.dataset import RehearsedDataset
from tests.servers.ministack.account import ANYTHING, Account
from tests.workflow.conftest import Machine, cut, trained

ANOTHER = json.dumps(
    {
        "messages": [
            {"role": "user", "content": [{"text": "Who may spend?"}]},
            {"role": "assistant", "content": [{"text": "Everybody."}]},
        ]
    }
).encode()
"""A record that nobody has judged, though it can be read."""


@pytest.fixture
def judged(tmp_path: Path) -> RehearsedDataset:
    """A dataset that no other test drops, because its snapshot will be spoiled."""
    return cut(tmp_path / "judged-tickets", training=25, evaluation=10)


def administrator(machine: Machine) -> Any:
    """The S3 client of a role that may do everything, for as far as its own policy goes."""
    account = Account(machine.sandbox.aws)
    return account.client(account.session(ANYTHING), "s3")


def test_a_snapshot_that_was_changed_after_it_was_judged_is_never_trained_on(
    faulty: Callable[[Fault], Machine], judged: RehearsedDataset
) -> None:
    machine = faulty(Fault.JOB_FAILS)
    admission = machine.ended(machine.started(judged)).document["admission"]
    bucket, key = machine.deployment.settings.artifacts_bucket, admission["training"]["key"]
    root = machine.sandbox.aws.client("s3")
    held = root.head_object(Bucket=bucket, Key=key)
    manifest = json.loads(machine.artifact(f"{admission['snapshot']}manifest.json"))

    assert ("GOVERNANCE", "123456789012") == (
        held["ObjectLockMode"],
        manifest["origins"][0]["source"]["uploader"],
    )
    for write in ({}, {"IfNoneMatch": "*"}):
        with pytest.raises(ClientError, match="AccessDenied"):
            administrator(machine).put_object(Bucket=bucket, Key=key, Body=b"{}\n", **write)
    with pytest.raises(ClientError, match="object lock"):
        root.delete_object(Bucket=bucket, Key=key, VersionId=held["VersionId"])

    # The embedded AWS lets the account's root user pass where a bucket's policy denies.
    root.put_object(Bucket=bucket, Key=key, Body=ANOTHER)
    paid = machine.sandbox.bedrock.bill()
    walk = machine.ended(machine.started(judged))
    report = machine.report(walk)

    assert walk.document["admission"]["snapshot"] == admission["snapshot"]
    assert "SnapshotChanged" == walk.document["failure"]["Error"]
    assert f"{key} is not what was judged; the bucket's access log " in report["reason"]
    # The nearest training prompt is a baseline: who reads it first finds the change.
    assert ["MeasureBaselines", "ReleaseThroughput", "PublishReport"] == list(walk.visits)[-3:]
    assert trained(machine.sandbox.bedrock.bill()) == trained(paid)
