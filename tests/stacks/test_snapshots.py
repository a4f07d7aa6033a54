"""What is trained is what was judged: who writes, locks, reads and never replaces a snapshot."""

from stacks.environments.known import environments
from stacks.rights.policy import flattened
from tests.stacks.conftest import Resources, Statement, holder, holders


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


def test_snapshots_are_written_once_and_by_their_validator_whatever_others_may(
    resources: Resources,
) -> None:
    validators = {
        role.environment.name: role.properties["Path"]
        for role in resources.of("AWS::IAM::Role")
        if role.logical_id.startswith("FunctionsValidateDatasetRole")
    }
    for policy in artifacts(resources, "AWS::S3::BucketPolicy"):
        guards = {
            statement["Sid"]: statement
            for statement in policy.properties["PolicyDocument"]["Statement"]
            if "Sid" in statement
        }
        for guard in guards.values():
            assert ("Deny", "s3:PutObject") == (guard["Effect"], guard["Action"]), policy
            assert {"AWS": "*"} == guard["Principal"], policy
            assert flattened(guard["Resource"]).endswith(".Arn>/snapshots/*"), policy
        path = validators[policy.environment.name]
        writer = guards["OneWriterOfSnapshots"]["Condition"]["ArnNotLike"]["aws:PrincipalArn"]
        assert f"arn:<AWS::Partition>:iam::<AWS::AccountId>:role{path}*" == flattened(writer)
        once = guards["SnapshotsAreWrittenOnce"]["Condition"]
        assert {"Null": {"s3:if-none-match": "true"}} == once


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
