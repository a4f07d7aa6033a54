"""The role that a job is handed is checked as the service checks it, in the service's words."""

import json
from typing import Any

import pytest

from tests.unit.bedrock.account import BASE, Account, Requests, allow, policy
from tests.unit.bedrock.conftest import Refused

FOUNDATION = "arn:aws:bedrock:us-east-1::foundation-model"

ASSUME = "Could not assume provided IAM role"
READ = "Could not validate GetObject permissions to access Amazon S3 bucket: {bucket} at key {key}"
WRITE = (
    "Amazon S3 perms missing (PutObject): Could not validate PutObject permissions to access S3 "
    "bucket: {bucket} at key {folder}/training/.write_access_check_file.tmp"
)


@pytest.mark.parametrize(
    ("missing", "message"),
    [("read", READ), ("list", READ), ("decrypt", READ), ("write", WRITE), ("encrypt", WRITE)],
)
def test_a_role_that_lacks_one_right_is_refused_in_the_services_words(
    account: Account, bedrock: Any, asks: Requests, refused: Refused, missing: str, message: str
) -> None:
    role = account.trainer(*(right for name, right in account.rights().items() if name != missing))
    key = asks.training.removeprefix(f"s3://{account.bucket}/")

    error = refused(bedrock.create_model_customization_job, **asks.job(roleArn=role))

    words = message.format(bucket=account.bucket, key=key, folder=asks.folder)
    assert error == ("ValidationException", words)


@pytest.mark.parametrize("job", ["evaluation-job", "custom-model"])
def test_a_role_that_does_not_trust_bedrock_with_this_job_is_refused(
    account: Account, bedrock: Any, asks: Requests, refused: Refused, job: str
) -> None:
    role = account.role(account.trust(job), *account.rights().values())

    code, message = refused(bedrock.create_model_customization_job, **asks.job(roleArn=role))

    assert code == "ValidationException"
    assert message.startswith(ASSUME)


def test_a_role_that_is_not_there_is_refused(
    bedrock: Any, asks: Requests, refused: Refused
) -> None:
    request = asks.job(roleArn="arn:aws:iam::123456789012:role/none")

    _, message = refused(bedrock.create_model_customization_job, **request)

    assert message.startswith(ASSUME)


def test_a_bucket_policy_binds_the_role_too(
    account: Account, bedrock: Any, refused: Refused
) -> None:
    other = Account.new(account.aws)
    asks = Requests.new(other)
    objects = f"arn:aws:s3:::{other.bucket}/*"
    deny = {**allow("s3:PutObject", objects), "Effect": "Deny", "Principal": "*"}
    other.aws.client("s3").put_bucket_policy(Bucket=other.bucket, Policy=json.dumps(policy(deny)))

    _, message = refused(bedrock.create_model_customization_job, **asks.job())

    assert message == WRITE.format(bucket=other.bucket, folder=asks.folder)


def test_an_evaluation_role_must_be_able_to_ask_the_model(
    account: Account, bedrock: Any, asks: Requests, refused: Refused
) -> None:
    role = account.evaluator(*account.rights().values())

    code, message = refused(bedrock.create_evaluation_job, **asks.evaluation(BASE, roleArn=role))

    assert code == "ValidationException"
    assert f"bedrock:InvokeModel on resource: {FOUNDATION}/{BASE}" in message


def test_an_evaluations_key_must_let_bedrock_use_it(
    account: Account, bedrock: Any, asks: Requests, refused: Refused
) -> None:
    key, kms = account.model_key, account.aws.client("kms")
    request = asks.evaluation(BASE, customerEncryptionKeyId=key)
    _, message = refused(bedrock.create_evaluation_job, **request)
    assert message == f"The policy of the key {key} does not allow Bedrock to kms:Decrypt"
    jobs = f"{account.bedrock}:evaluation-job/*"
    lends = {
        **allow(["kms:Decrypt", "kms:GenerateDataKey"], "*"),
        "Principal": {"Service": "bedrock.amazonaws.com"},
        "Condition": {"ArnLike": {"kms:EncryptionContext:evaluationJobArn": jobs}},
    }
    document = json.loads(kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"])
    document["Statement"].append(lends)
    kms.put_key_policy(KeyId=key, PolicyName="default", Policy=json.dumps(document))

    assert bedrock.create_evaluation_job(**request)["jobArn"]
