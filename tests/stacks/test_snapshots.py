"""What is trained is what was judged: who writes, locks, reads and never replaces a snapshot."""

import re
from typing import Any

import pytest

from stacks.environments.known import environments
from stacks.rights.policy import flattened
from tests.stacks.conftest import Resource, Resources, Statement, holder, holders


def artifacts(resources: Resources, type_: str) -> Resources:
    return Resources(
        one for one in resources.of(type_) if one.logical_id.startswith("BucketsArtifacts")
    )


def test_artifacts_can_be_locked_where_the_environment_locks_snapshots(
    resources: Resources,
) -> None:
    """A default retention would lock what a run writes for itself and must be able to replace."""
    for bucket in artifacts(resources, "AWS::S3::Bucket"):
        lockable = bucket.properties.get("ObjectLockEnabled", False)
        assert lockable is (bucket.environment.snapshot_lock_days > 0), bucket
        assert "ObjectLockConfiguration" not in bucket.properties, bucket


def guards_of(policy: Resource) -> dict[str, Any]:
    return {
        statement["Sid"]: statement
        for statement in policy.properties["PolicyDocument"]["Statement"]
        if "Sid" in statement
    }


def patterns(guard: Any) -> set[str]:
    listed = guard["Resource"] if isinstance(guard["Resource"], list) else [guard["Resource"]]
    return {flattened(one).partition("/")[2] for one in listed}


WRITERS = {
    "OneWriterOfDatasets": ({"snapshots/*", "rejected/*"}, {"ValidateDataset"}),
    "OneWriterOfPromotions": ({"runs/*/*/promotion.json"}, {"RegisterRun"}),
    "OneWriterOfPieces": ({"pieces/*"}, {"ValidateSegment"}),
    "OneWriterOfCurves": ({"runs/*/*/curves.json"}, {"JudgeTraining"}),
    "OneWriterOfAnswers": (
        {"runs/*/*/answers.jsonl", "runs/*/*/evaluation/responses/*"},
        {"AskModels"},
    ),
    "OneWriterOfReplies": ({"runs/*/*/answers/*"}, {"AskModels", "MeasureBaselines"}),
    "OneWriterOfTraining": ({"runs/*/*/training/*"}, {"BedrockRoles/Customization"}),
    "OneWriterOfJudgements": (
        {"runs/*/*/evaluation/*"},
        {"BedrockRoles/Evaluation", "AskModels"},
    ),
}


@pytest.mark.parametrize("name", WRITERS)
def test_what_decides_has_one_writer_whatever_others_may(resources: Resources, name: str) -> None:
    some, writers = WRITERS[name]
    for policy in artifacts(resources, "AWS::S3::BucketPolicy"):
        guard = guards_of(policy)[name]
        assert ("Deny", "s3:PutObject", {"AWS": "*"}) == (
            guard["Effect"],
            guard["Action"],
            guard["Principal"],
        )
        assert some <= patterns(guard), policy
        found = guard["Condition"]["ArnNotLike"]["aws:PrincipalArn"]
        named = [flattened(one) for one in (found if isinstance(found, list) else [found])]
        roles = "arn:<AWS::Partition>:iam::<AWS::AccountId>:role/bedrock-finetune/"
        ours = f"{roles}{policy.environment.name}/"
        assert writers == {
            re.sub(r"^<BedrockRoles(\w+)[0-9A-F]{8}\.Arn>$", r"BedrockRoles/\1", one)
            .removeprefix(ours)
            .removesuffix("/*")
            for one in named
        }


def test_what_decides_is_written_once_whoever_writes_it(resources: Resources) -> None:
    for policy in artifacts(resources, "AWS::S3::BucketPolicy"):
        guard = guards_of(policy)["WrittenOnce"]
        assert {"Null": {"s3:if-none-match": "true"}} == guard["Condition"]
        assert {
            "snapshots/*",
            "runs/*/*/dataset.json",
            "runs/*/*/samples.json",
            "runs/*/*/promotion.json",
            "runs/*/*/curves.json",
            "runs/*/*/answers.jsonl",
            "runs/*/*/answers/probes.jsonl",
            "runs/*/*/guardrail.jsonl",
            "runs/*/*/evaluation/responses/*",
        } == patterns(guard)


def test_snapshots_are_written_by_their_validator_alone(statements: list[Statement]) -> None:
    assert {"ValidateDataset"} == holders(statements, "s3:PutObject", "*/snapshots/*")


def test_a_job_reads_nothing_but_snapshots_and_what_it_wrote_itself(
    statements: list[Statement],
) -> None:
    read = {
        one.partition("/")[2]
        for statement in statements
        if holder(statement) == "BedrockRoles/CustomizationPolicy"
        for action in statement.actions
        if action.startswith("s3:GetObject")
        for one in statement.resources
    }

    assert {"snapshots/*", "runs/*/*/training/*"} == read


def test_snapshots_are_locked_by_who_writes_them_where_the_environment_locks_them(
    statements: list[Statement],
) -> None:
    locking = {
        (statement.policy.environment.name, holder(statement))
        for statement in statements
        if "s3:PutObjectRetention" in statement.actions
    }

    assert {
        (row.name, "ValidateDataset") for row in environments() if row.snapshot_lock_days
    } == locking


def test_nobody_may_take_a_lock_off(statements: list[Statement]) -> None:
    assert set() == holders(statements, "s3:BypassGovernanceRetention")
    assert set() == holders(statements, "s3:PutBucketObjectLockConfiguration")
