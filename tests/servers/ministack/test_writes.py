"""What a bucket itself says about writes: who, only once, and not to be deleted before its time."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.servers.ministack.account import Account, Statements, name

WRITES: Statements = [
    {"Effect": "Allow", "Action": ["s3:PutObject", "s3:DeleteObjectVersion"], "Resource": "*"}
]
LOCKS: Statements = [
    *WRITES,
    {"Effect": "Allow", "Action": "s3:PutObjectRetention", "Resource": "*"},
]


def refusal(call: Any, **request: Any) -> str:
    """The code with which a call is refused; empty when it is served."""
    try:
        call(**request)
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return ""


def templated(account: Account, **properties: Any) -> str:
    """A bucket that a template makes."""
    stack, bucket = name("stack"), name("bucket")
    properties = {"BucketName": bucket, **properties}
    template = {"Resources": {"B": {"Type": "AWS::S3::Bucket", "Properties": properties}}}
    account.aws.client("cloudformation").create_stack(
        StackName=stack, TemplateBody=json.dumps(template)
    )
    account.aws.client("cloudformation").get_waiter("stack_create_complete").wait(
        StackName=stack, WaiterConfig={"Delay": 1, "MaxAttempts": 20}
    )
    return bucket


class TestDefaultEncryption:
    def algorithm(self, account: Account, **default: str) -> str:
        """What an object of a bucket with this default is encrypted by."""
        rule = {"BucketKeyEnabled": True, "ServerSideEncryptionByDefault": default}
        encryption = {"ServerSideEncryptionConfiguration": [rule]}
        bucket = templated(account, BucketEncryption=encryption)
        said = account.aws.client("s3").put_object(Bucket=bucket, Key="k", Body=b"1")
        return str(said.get("ServerSideEncryption", "AES256"))

    def key(self, account: Account) -> str:
        return str(account.aws.client("kms").create_key()["KeyMetadata"]["Arn"])

    def test_an_object_is_encrypted_by_the_key_of_its_buckets_template(
        self, patched: Account
    ) -> None:
        key = self.key(patched)

        assert "aws:kms" == self.algorithm(patched, SSEAlgorithm="aws:kms", KMSMasterKeyID=key)

    def test_a_bucket_whose_template_names_no_key_takes_objects(self, patched: Account) -> None:
        assert "AES256" == self.algorithm(patched, SSEAlgorithm="aws:kms")

    def test_the_mend_is_needed(self, published: Account) -> None:
        key = self.key(published)

        assert "AES256" == self.algorithm(published, SSEAlgorithm="aws:kms", KMSMasterKeyID=key)


class TestObjectLock:
    def bucket(self, account: Account) -> str:
        """A bucket that a template makes."""
        versioning = {"Status": "Enabled"}
        return templated(account, ObjectLockEnabled=True, VersioningConfiguration=versioning)

    def locked(self, account: Account, session: boto3.Session, bucket: str) -> Any:
        return account.client(session, "s3").put_object(
            Bucket=bucket,
            Key="k",
            Body=b"1",
            ObjectLockMode="GOVERNANCE",
            ObjectLockRetainUntilDate=datetime.now(UTC) + timedelta(days=1),
        )

    def test_a_locked_version_cannot_be_deleted(self, patched: Account) -> None:
        session, bucket = patched.session(LOCKS), self.bucket(patched)
        version = self.locked(patched, session, bucket)["VersionId"]
        delete = patched.client(session, "s3").delete_object

        assert "AccessDenied" == refusal(delete, Bucket=bucket, Key="k", VersionId=version)

    def test_what_is_written_without_a_lock_can_be_deleted(self, patched: Account) -> None:
        session, bucket = patched.session(LOCKS), self.bucket(patched)
        s3 = patched.client(session, "s3")
        version = s3.put_object(Bucket=bucket, Key="k", Body=b"1")["VersionId"]

        assert "" == refusal(s3.delete_object, Bucket=bucket, Key="k", VersionId=version)

    def test_locking_takes_a_right_of_its_own(self, patched: Account) -> None:
        with pytest.raises(ClientError, match="s3:PutObjectRetention"):
            self.locked(patched, patched.session(WRITES), self.bucket(patched))

    def test_the_mend_of_the_bucket_is_needed(self, published: Account) -> None:
        with pytest.raises(ClientError, match="missing ObjectLockConfiguration"):
            self.locked(published, published.session(LOCKS), self.bucket(published))

    def test_the_mend_of_the_right_is_needed(self, published: Account) -> None:
        bucket = name("bucket")
        published.aws.client("s3").create_bucket(Bucket=bucket, ObjectLockEnabledForBucket=True)

        assert self.locked(published, published.session(WRITES), bucket)["VersionId"]


class TestWriteGuards:
    def bucket(self, account: Account, **condition: Any) -> str:
        """A bucket that refuses writes under a condition."""
        bucket = name("bucket")
        account.aws.client("s3").create_bucket(Bucket=bucket)
        denial = {
            "Effect": "Deny",
            "Principal": {"AWS": "*"},
            "Action": "s3:PutObject",
            "Resource": f"arn:aws:s3:::{bucket}/*",
            "Condition": condition,
        }
        account.aws.client("s3").put_bucket_policy(
            Bucket=bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": [denial]})
        )
        return bucket

    def of_one_writer(self, account: Account) -> str:
        writer = f"arn:aws:iam::{account.aws.account}:role/project/writer/*"
        return self.bucket(account, ArnNotLike={"aws:PrincipalArn": writer})

    def written_once(self, account: Account) -> str:
        return self.bucket(account, Null={"s3:if-none-match": "true"})

    @pytest.mark.parametrize(
        ("path", "code"), [("/project/writer/", ""), ("/project/reader/", "AccessDenied")]
    )
    def test_a_writer_is_known_by_the_path_of_its_role(
        self, patched: Account, path: str, code: str
    ) -> None:
        s3 = patched.client(patched.session(WRITES, path=path), "s3")

        assert code == refusal(
            s3.put_object, Bucket=self.of_one_writer(patched), Key="k", Body=b"1"
        )

    def test_the_mend_of_the_writer_is_needed(self, published: Account) -> None:
        s3 = published.client(published.session(WRITES, path="/project/writer/"), "s3")

        assert "AccessDenied" == refusal(
            s3.put_object, Bucket=self.of_one_writer(published), Key="k", Body=b"1"
        )

    def test_a_write_that_could_replace_something_is_refused(self, patched: Account) -> None:
        s3, bucket = patched.client(patched.session(WRITES), "s3"), self.written_once(patched)
        write = {"Bucket": bucket, "Key": "k", "Body": b"1"}

        assert "AccessDenied" == refusal(s3.put_object, **write)
        assert "" == refusal(s3.put_object, **write, IfNoneMatch="*")
        assert "PreconditionFailed" == refusal(s3.put_object, **write, IfNoneMatch="*")

    def test_the_mend_of_the_condition_is_needed(self, published: Account) -> None:
        s3, bucket = published.client(published.session(WRITES), "s3"), self.written_once(published)

        assert "AccessDenied" == refusal(
            s3.put_object, Bucket=bucket, Key="k", Body=b"1", IfNoneMatch="*"
        )
