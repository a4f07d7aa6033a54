import pytest

from stacks.rights.policy import flattened
from tests.stacks.conftest import Resource, Resources
from tuning.ledger import items


def is_access_log(bucket: Resource) -> bool:
    return bucket.logical_id.startswith("BucketsAccessLogs")


def test_every_key_rotates(resources: Resources) -> None:
    for key in resources.of("AWS::KMS::Key"):
        assert key.properties["EnableKeyRotation"] is True, key


def test_no_service_uses_a_key_without_a_condition(resources: Resources) -> None:
    for key in resources.of("AWS::KMS::Key"):
        for statement in key.properties["KeyPolicy"]["Statement"]:
            if "Service" in statement["Principal"]:
                assert statement["Condition"], f"{key}: {statement['Sid']}"


def test_every_bucket_with_data_is_encrypted_with_a_key_of_ours(resources: Resources) -> None:
    for bucket in resources.of("AWS::S3::Bucket"):
        rule = bucket.properties["BucketEncryption"]["ServerSideEncryptionConfiguration"][0]
        default = rule["ServerSideEncryptionByDefault"]
        if is_access_log(bucket):  # S3 cannot deliver access logs under a customer managed key
            assert {"SSEAlgorithm": "AES256"} == default, bucket
        else:
            assert "aws:kms" == default["SSEAlgorithm"], bucket
            assert "KeysData" in str(default["KMSMasterKeyID"]), bucket
            assert rule["BucketKeyEnabled"] is True, bucket


def test_every_bucket_is_private_and_versioned_and_forgets(resources: Resources) -> None:
    for bucket in resources.of("AWS::S3::Bucket"):
        assert {True} == set(bucket.properties["PublicAccessBlockConfiguration"].values()), bucket
        assert {"Status": "Enabled"} == bucket.properties["VersioningConfiguration"], bucket
        rules = bucket.properties["LifecycleConfiguration"]["Rules"]
        assert any("NoncurrentVersionExpiration" in rule for rule in rules), bucket


def test_every_bucket_with_data_logs_who_looked(resources: Resources) -> None:
    for bucket in resources.of("AWS::S3::Bucket"):
        logged = "LoggingConfiguration" in bucket.properties
        assert logged is not is_access_log(bucket), bucket


def test_every_bucket_refuses_plain_http_old_tls_and_other_accounts(resources: Resources) -> None:
    denials = {
        (policy.environment.name, flattened(policy.properties["Bucket"])): {
            (operator, key): value
            for statement in policy.properties["PolicyDocument"]["Statement"]
            if (statement["Effect"], statement["Action"]) == ("Deny", "s3:*")
            for operator, condition in statement["Condition"].items()
            for key, value in condition.items()
        }
        for policy in resources.of("AWS::S3::BucketPolicy")
    }
    for bucket in resources.of("AWS::S3::Bucket"):
        assert {
            ("Bool", "aws:SecureTransport"): "false",
            ("NumericLessThan", "s3:TlsVersion"): 1.2,
            ("StringNotEquals", "aws:PrincipalAccount"): {"Ref": "AWS::AccountId"},
            ("BoolIfExists", "aws:PrincipalIsAWSService"): "false",
        } == denials[bucket.environment.name, f"<{bucket.logical_id}>"], bucket


def test_pieces_of_datasets_are_forgotten_first(resources: Resources) -> None:
    buckets = resources.of("AWS::S3::Bucket")
    for bucket in (one for one in buckets if one.logical_id.startswith("BucketsArtifacts")):
        (rule,) = (
            rule
            for rule in bucket.properties["LifecycleConfiguration"]["Rules"]
            if rule.get("Prefix") == "pieces/"
        )
        days = rule["ExpirationInDays"], rule["NoncurrentVersionExpiration"]["NoncurrentDays"]
        assert (1, 1) == days, bucket


def test_only_the_datasets_bucket_tells_event_bridge(resources: Resources) -> None:
    telling = {
        bucket.logical_id.removeprefix("Buckets")[:8]
        for bucket in resources.of("AWS::S3::Bucket")
        if "EventBridgeConfiguration" in bucket.properties.get("NotificationConfiguration", {})
    }

    assert {"Datasets"} == telling


def test_the_ledger_is_encrypted_recoverable_and_billed_by_use(resources: Resources) -> None:
    tables = [one for one in resources.of("AWS::DynamoDB::Table") if one.stack == "Foundation"]
    assert tables
    for table in tables:
        assert table.properties["KeySchema"] == [{"AttributeName": items.KEY, "KeyType": "HASH"}]
        assert "PAY_PER_REQUEST" == table.properties["BillingMode"], table
        recovery = table.properties["PointInTimeRecoverySpecification"]
        assert recovery["PointInTimeRecoveryEnabled"] is True, table
        assert "KeysData" in str(table.properties["SSESpecification"]["KMSMasterKeyId"]), table
        assert table.properties["DeletionProtectionEnabled"] is table.environment.retain, table


def test_what_callers_are_counted_by_is_encrypted_and_forgotten(resources: Resources) -> None:
    tables = [one for one in resources.of("AWS::DynamoDB::Table") if one.stack == "Api"]
    assert tables
    for table in tables:
        key = str(table.properties["SSESpecification"]["KMSMasterKeyId"])
        assert "KeysOperations" in key, table
        expires = {"AttributeName": "expires", "Enabled": True}
        assert expires == table.properties["TimeToLiveSpecification"], table
        assert "Delete" == table.attributes["DeletionPolicy"], table


@pytest.mark.parametrize(
    ("type_", "key"),
    [
        ("AWS::SNS::Topic", "KmsMasterKeyId"),
        ("AWS::SQS::Queue", "KmsMasterKeyId"),
        ("AWS::Logs::LogGroup", "KmsKeyId"),
    ],
)
def test_what_the_operation_writes_is_encrypted_with_its_key(
    resources: Resources, type_: str, key: str
) -> None:
    for resource in resources.of(type_):
        assert "KeysOperations" in str(resource.properties[key]), resource


def test_the_operations_key_knows_every_log_group_by_name(resources: Resources) -> None:
    """A log group whose name the key's policy does not match cannot be created in an account."""
    for group in resources.of("AWS::Logs::LogGroup"):
        named = group.properties.get("LogGroupName")
        stem = f"bedrock-finetune-{group.environment.name}"
        start = f"/aws/vendedlogs/states/{stem}-"
        assert named is None or named["Fn::Join"][1][0] == start, group
        patterns = next(
            str(statement["Condition"]["ArnLike"]["kms:EncryptionContext:aws:logs:arn"])
            for key in resources.of("AWS::KMS::Key")
            if key.environment == group.environment
            for statement in key.properties["KeyPolicy"]["Statement"]
            if statement.get("Sid") == "LogGroups"
        )
        assert f"log-group:{stem}-*" in patterns
        assert f"log-group:/aws/vendedlogs/states/{stem}-*" in patterns


def test_every_log_is_kept_as_long_as_the_environment_says(resources: Resources) -> None:
    for group in resources.of("AWS::Logs::LogGroup"):
        expected = group.environment.log_retention_days
        assert expected == group.properties["RetentionInDays"], group


@pytest.mark.parametrize(
    "type_", ["AWS::KMS::Key", "AWS::S3::Bucket", "AWS::DynamoDB::Table", "AWS::Logs::LogGroup"]
)
def test_data_outlives_its_stack_where_the_environment_says_so(
    resources: Resources, type_: str
) -> None:
    for resource in resources.of(type_):
        if (resource.stack, type_) == ("Api", "AWS::DynamoDB::Table"):
            continue  # a day of counts is no data
        deleted, replaced = (
            resource.attributes["DeletionPolicy"],
            resource.attributes["UpdateReplacePolicy"],
        )
        expected = (
            ("RetainExceptOnCreate", "Retain")
            if resource.environment.retain
            else ("Delete", "Delete")
        )
        assert expected == (deleted, replaced), resource
