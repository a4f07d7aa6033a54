"""The role that a job is handed is checked as the service checks it, in the service's words."""

import json
from typing import Any

import pytest

from tests.servers.bedrock.account import BASE, LENDS, Account, Requests, allow, policy
from tests.servers.bedrock.conftest import Connect, Refused, Until

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

    assert "ValidationException" == code
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

    assert "ValidationException" == code
    assert f"bedrock:InvokeModel on resource: {FOUNDATION}/{BASE}" in message


@pytest.mark.parametrize("missing", LENDS)
def test_the_role_of_a_job_needs_the_key_of_the_model_that_it_makes(
    account: Account, bedrock: Any, asks: Requests, refused: Refused, missing: str
) -> None:
    role = account.trainer(*(right for name, right in account.rights().items() if name != missing))
    request = asks.job(roleArn=role, customModelKmsKeyId=account.model_key)

    code, message = refused(bedrock.create_model_customization_job, **request)

    assert "ValidationException" == code
    assert f"not authorized to perform {missing} on resource: {account.model_key}" in message


def test_a_model_is_hosted_whose_key_lets_bedrock_use_it(
    account: Account, bedrock: Any, refused: Refused, until: Until
) -> None:
    own = Account.new(account.aws)
    request = Requests.new(own).job(customModelKmsKeyId=own.model_key)
    job = bedrock.create_model_customization_job(**request)["jobArn"]

    def done() -> Any:
        return bedrock.get_model_customization_job(jobIdentifier=job)

    model = until(done, "Completed")["outputModelArn"]
    buy = {"provisionedModelName": "faq", "modelId": model, "modelUnits": 1}
    deploy = {"modelDeploymentName": "faq", "modelArn": model}
    words = f"The policy of the key {own.model_key} does not allow Bedrock to kms:Decrypt"

    assert words == refused(bedrock.create_provisioned_model_throughput, **buy)[1]
    assert words == refused(bedrock.create_custom_model_deployment, **deploy)[1]
    # as the Nova user guide writes the statement
    context = {"kms:EncryptionContextKeys": "aws:bedrock:custom-model"}
    own.let_bedrock("kms:Decrypt", "kms:GenerateDataKey", **{"ForAnyValue:StringEquals": context})
    assert bedrock.create_provisioned_model_throughput(**buy)["provisionedModelArn"]
    assert bedrock.create_custom_model_deployment(**deploy)["customModelDeploymentArn"]


def test_an_evaluations_key_must_let_bedrock_use_it(
    account: Account, bedrock: Any, asks: Requests, refused: Refused
) -> None:
    own = Account.new(account.aws)
    key, jobs = own.model_key, f"{own.bedrock}:evaluation-job/*"
    request = asks.evaluation(BASE, customerEncryptionKeyId=key)

    def lacks() -> str:
        return refused(bedrock.create_evaluation_job, **request)[1].rpartition(" to ")[2]

    assert "kms:DescribeKey" == lacks()
    own.let_bedrock("kms:DescribeKey", ArnLike={"aws:SourceArn": jobs})
    assert "kms:Decrypt" == lacks()
    context = {"aws:SourceArn": jobs, "kms:EncryptionContext:evaluationJobArn": jobs}
    own.let_bedrock("kms:Decrypt", "kms:GenerateDataKey", ArnLike=context)

    assert bedrock.create_evaluation_job(**request)["jobArn"]


@pytest.mark.parametrize("service", ["s3", "bedrock"])
def test_who_starts_an_evaluation_uses_its_key_through_both_services(
    account: Account, asks: Requests, caller: Connect, refused: Refused, service: str
) -> None:
    through = {"StringEquals": {"kms:ViaService": f"{service}.us-east-1.amazonaws.com"}}
    uses = ["kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey"]
    key = account.model_key
    client = caller(allow(["bedrock:*", "iam:PassRole"], "*"), allow(uses, key, **through))

    code, message = refused(
        client.create_evaluation_job, **asks.evaluation(BASE, customerEncryptionKeyId=key)
    )

    assert ("AccessDeniedException", True) == (code, f"kms:Decrypt on resource: {key}" in message)
