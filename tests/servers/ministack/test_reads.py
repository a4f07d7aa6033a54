"""What S3 answers when a part of one version of an object is asked for."""

from typing import Any

from tests.servers.ministack.account import Account, name


def asked(account: Account) -> Any:
    """Ask for the end of the first of two versions."""
    s3, bucket = account.aws.client("s3"), name("bucket")
    s3.create_bucket(Bucket=bucket)
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    version = s3.put_object(Bucket=bucket, Key="k", Body=b"0123456789")["VersionId"]
    s3.put_object(Bucket=bucket, Key="k", Body=b"later")
    return s3.get_object(Bucket=bucket, Key="k", VersionId=version, Range="bytes=7-")


def test_a_range_of_a_version_is_that_range(patched: Account) -> None:
    answer = asked(patched)

    assert ("bytes 7-9/10", b"789") == (answer["ContentRange"], answer["Body"].read())


def test_the_mend_of_the_range_is_needed(published: Account) -> None:
    answer = asked(published)

    assert b"0123456789" == answer["Body"].read()
    assert "ContentRange" not in answer
