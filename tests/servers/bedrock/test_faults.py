"""Bedrock lets the pipeline down when it is told to, and only then."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from rehearsal.bedrock import BedrockStandIn, Fault, Faults, Strike
from rehearsal.bedrock.dispatch import OUTAGE_CALLS
from rehearsal.bedrock.resources.throughput import CREATION
from rehearsal.bedrock.training.run import STALL, UNEXPECTED
from tests.servers.bedrock.account import BASE, JUDGE, TRAINABLE, Account, Requests, jsonl
from tests.servers.bedrock.conftest import SCALE, Connect, Refused, Until
from tuning.clients import service_time

Read = Callable[..., Any]


@pytest.fixture
def ended(bedrock: Any, asks: Requests, until: Until) -> Read:
    def read(*statuses: str) -> Any:
        arn = bedrock.create_model_customization_job(**asks.job())["jobArn"]
        return until(lambda: bedrock.get_model_customization_job(jobIdentifier=arn), *statuses)

    return read


@pytest.fixture
def evaluated(bedrock: Any, asks: Requests, until: Until) -> Read:
    def read(*statuses: str) -> Any:
        arn = bedrock.create_evaluation_job(**asks.evaluation(BASE))["jobArn"]
        return until(lambda: bedrock.get_evaluation_job(jobIdentifier=arn), *statuses)

    return read


@pytest.fixture
def bought(bedrock: Any, until: Until) -> Read:
    def read(*statuses: str) -> Any:
        arn = bedrock.create_provisioned_model_throughput(
            provisionedModelName="faq", modelId="faq-model", modelUnits=1
        )["provisionedModelArn"]
        return until(
            lambda: bedrock.get_provisioned_model_throughput(provisionedModelId=arn), *statuses
        )

    return read


def test_every_fault_says_what_it_does() -> None:
    for fault in Fault:
        assert fault.value == fault.name.lower()
        assert 20 < len(fault.description) < 80


def test_a_job_fails(ended: Read, stand_in: BedrockStandIn) -> None:
    stand_in.faults = Faults(Fault.JOB_FAILS)

    job = ended("Failed", "Completed")

    assert (job["status"], job["failureMessage"]) == ("Failed", UNEXPECTED)
    assert "Failed" == job["statusDetails"]["trainingDetails"]["status"]


def test_a_job_is_stopped_by_somebody(ended: Read, stand_in: BedrockStandIn) -> None:
    stand_in.faults = Faults(Fault.JOB_STOPS)

    assert "Stopped" == ended("Stopped", "Completed")["status"]


def test_a_job_that_never_ends_can_be_stopped(
    bedrock: Any, stand_in: BedrockStandIn, asks: Requests, until: Until
) -> None:
    stand_in.faults = Faults(Fault.JOB_NEVER_ENDS)
    arn = bedrock.create_model_customization_job(**asks.job())["jobArn"]

    def job() -> Any:
        return bedrock.get_model_customization_job(jobIdentifier=arn)

    until(lambda: {"status": job()["statusDetails"]["trainingDetails"]["status"]}, "InProgress")
    assert "InProgress" == job()["status"]
    bedrock.stop_model_customization_job(jobIdentifier=arn)

    assert "Stopped" == until(job, "Stopped")["statusDetails"]["trainingDetails"]["status"]
    with pytest.raises(bedrock.exceptions.ConflictException):
        bedrock.stop_model_customization_job(jobIdentifier=arn)


def test_throughput_fails(bought: Read, stand_in: BedrockStandIn, custom_model: str) -> None:
    stand_in.faults = Faults(Fault.THROUGHPUT_FAILS)

    throughput = bought("Failed", "InService")

    assert "Failed" == throughput["status"]
    assert throughput["failureMessage"]
    assert 1 == stand_in.held().provisioned_throughput


def test_throughput_never_serves(
    bedrock: Any, bought: Read, stand_in: BedrockStandIn, custom_model: str
) -> None:
    stand_in.faults = Faults(Fault.THROUGHPUT_NEVER_SERVES)
    throughput = bought("Creating")
    time.sleep(2 * CREATION.total_seconds() / SCALE)

    later = bedrock.get_provisioned_model_throughput(
        provisionedModelId=throughput["provisionedModelArn"]
    )

    assert "Creating" == later["status"]
    assert service_time(later) - later["creationTime"] > CREATION


def test_there_is_no_quota(
    bedrock: Any, bought: Read, stand_in: BedrockStandIn, custom_model: str
) -> None:
    stand_in.faults = Faults(Fault.THROUGHPUT_QUOTA_ZERO)

    with pytest.raises(bedrock.exceptions.ServiceQuotaExceededException, match="quota of 0"):
        bought()

    assert 0 == stand_in.held().provisioned_throughput


@pytest.mark.parametrize(
    ("fault", "status"),
    [(Fault.EVALUATION_FAILS, "Failed"), (Fault.EVALUATION_STOPS, "Stopped")],
)
def test_an_evaluation_ends_badly(
    evaluated: Read, stand_in: BedrockStandIn, fault: Fault, status: str
) -> None:
    stand_in.faults = Faults(fault)

    assert evaluated("Failed", "Stopped", "Completed")["status"] == status


def test_an_evaluation_that_never_ends_can_be_stopped(
    bedrock: Any, evaluated: Read, stand_in: BedrockStandIn, until: Until
) -> None:
    stand_in.faults = Faults(Fault.EVALUATION_NEVER_ENDS)
    arn = evaluated("InProgress")["jobArn"]

    bedrock.stop_evaluation_job(jobIdentifier=arn)

    job = until(lambda: bedrock.get_evaluation_job(jobIdentifier=arn), "Stopped")
    assert "failureMessages" not in job


def test_the_first_call_of_each_operation_is_throttled(
    bedrock: Any, stand_in: BedrockStandIn, connect: Connect
) -> None:
    stand_in.faults = Faults(Fault.THROTTLE_ONCE)

    for call in (bedrock.list_custom_models, bedrock.list_evaluation_jobs):
        with pytest.raises(ClientError) as raised:
            call()
        assert "ThrottlingException" == raised.value.response["Error"]["Code"]
        assert 429 == raised.value.response["ResponseMetadata"]["HTTPStatusCode"]
        assert 200 == call()["ResponseMetadata"]["HTTPStatusCode"]
    answer = connect(attempts=2).list_model_customization_jobs()
    assert 1 == answer["ResponseMetadata"]["RetryAttempts"]


def test_a_lost_reply_buys_once(
    stand_in: BedrockStandIn, connect: Connect, custom_model: str
) -> None:
    stand_in.faults = Faults(Fault.LOST_REPLY)
    patient = connect(attempts=2)

    answer = patient.create_provisioned_model_throughput(
        provisionedModelName="faq", modelId=custom_model, modelUnits=1
    )

    assert 1 == answer["ResponseMetadata"]["RetryAttempts"]
    assert 1 == stand_in.held().provisioned_throughput


def test_closing_ends_every_job_at_once(
    stand_in: BedrockStandIn, bedrock: Any, asks: Requests, caplog: pytest.LogCaptureFixture
) -> None:
    stand_in.faults = Faults(Fault.JOB_NEVER_ENDS)
    bedrock.create_model_customization_job(**asks.job())

    stand_in.__exit__(None, None, None)

    (thread,) = stand_in._account.workers._threads
    assert not thread.is_alive()
    assert [] == caplog.records


def phases(job: Any) -> dict[str, str]:
    """The status of each phase of a job, by its name."""
    return {
        name.removesuffix("Details"): phase["status"]
        for name, phase in job["statusDetails"].items()
    }


def test_the_first_job_stalls_for_hours_and_then_trains(
    bedrock: Any, stand_in: BedrockStandIn, asks: Requests, until: Until
) -> None:
    stand_in.faults = Faults(Fault.JOB_STALLS)
    arn = bedrock.create_model_customization_job(**asks.job())["jobArn"]

    def job() -> Any:
        return bedrock.get_model_customization_job(jobIdentifier=arn)

    until(lambda: {"status": phases(job())["dataProcessing"]}, "Completed")
    waiting = job()
    done = until(job, "Completed")

    assert {"validation": "Completed", "dataProcessing": "Completed", "training": "NotStarted"} == (
        phases(waiting)
    )
    assert "InProgress" == waiting["status"]
    trains = done["statusDetails"]["trainingDetails"]["creationTime"]
    assert (trains - waiting["creationTime"]).total_seconds() > STALL
    second = asks.job(jobName="two", customModelName="two", clientRequestToken="two")
    arn = bedrock.create_model_customization_job(**second)["jobArn"]
    done = until(job, "Completed")
    trains = done["statusDetails"]["trainingDetails"]["creationTime"]
    assert (trains - done["creationTime"]).total_seconds() < STALL


def test_a_job_that_never_starts_can_be_stopped(
    bedrock: Any, stand_in: BedrockStandIn, asks: Requests, until: Until
) -> None:
    stand_in.faults = Faults(Fault.JOB_NEVER_STARTS)
    arn = bedrock.create_model_customization_job(**asks.job())["jobArn"]

    def job() -> Any:
        return bedrock.get_model_customization_job(jobIdentifier=arn)

    until(lambda: {"status": phases(job())["dataProcessing"]}, "Completed")
    time.sleep(2 * STALL / SCALE)
    assert "NotStarted" == phases(job())["training"]
    bedrock.stop_model_customization_job(jobIdentifier=arn)

    assert "NotStarted" == phases(until(job, "Stopped"))["training"]
    assert () == stand_in.bill()


def test_a_base_model_turns_legacy_between_the_question_and_the_job(
    bedrock: Any, stand_in: BedrockStandIn, asks: Requests, refused: Refused
) -> None:
    stand_in.faults = Faults(Fault.LEGACY_BASE)

    def lifecycle() -> Any:
        details = bedrock.get_foundation_model(modelIdentifier=TRAINABLE)["modelDetails"]
        return details["modelLifecycle"]["status"]

    before = lifecycle()
    code, _ = refused(bedrock.create_model_customization_job, **asks.job())

    assert ("ACTIVE", "InternalServerException", "LEGACY") == (before, code, lifecycle())


def test_a_new_account_has_amazons_models_only(
    bedrock: Any, stand_in: BedrockStandIn, refused: Refused
) -> None:
    stand_in.faults = Faults(Fault.NEW_ACCOUNT)

    def status(model: str) -> Any:
        told = bedrock.get_foundation_model_availability(modelId=model)
        return told["agreementAvailability"]["status"]

    assert "AVAILABLE" == status("amazon.nova-pro-v1:0")
    assert "NOT_AVAILABLE" == status(JUDGE.removeprefix("us."))
    assert "ResourceNotFoundException" == refused(bedrock.get_use_case_for_model_access)[0]
    stand_in.faults = Faults()
    assert "AVAILABLE" == status(JUDGE.removeprefix("us."))
    assert bedrock.get_use_case_for_model_access()["formData"]


@pytest.mark.parametrize(
    ("fault", "judge"),
    [
        (Fault.NEW_ACCOUNT, JUDGE),
        (Fault.JUDGE_DENIED, JUDGE),
        (Fault.JUDGE_DENIED, "amazon.nova-pro-v1:0"),
    ],
)
def test_an_account_without_access_to_a_judge_has_no_job_of_his(
    bedrock: Any,
    account: Account,
    stand_in: BedrockStandIn,
    asks: Requests,
    refused: Refused,
    fault: Fault,
    judge: str,
) -> None:
    stand_in.faults = Faults(fault)
    responses = account.put(jsonl("{}"), "responses.jsonl")

    code, message = refused(bedrock.create_evaluation_job, **asks.judgement(responses, judge=judge))

    assert ("AccessDeniedException", "You don't have access to the model") == (code, message[:34])


def test_a_new_account_asks_ten_times_a_minute(
    runtime: Any, stand_in: BedrockStandIn, refused: Refused
) -> None:
    stand_in.faults = Faults(Fault.NEW_ACCOUNT)
    request = {"modelId": BASE, "messages": [{"role": "user", "content": [{"text": "hello"}]}]}

    for _ in range(10):
        runtime.converse(**request)

    assert "ThrottlingException" == refused(runtime.converse, **request)[0]


def test_looks_are_answered_503_for_a_while(
    stand_in: BedrockStandIn, bedrock: Any, asks: Requests
) -> None:
    arn = bedrock.create_model_customization_job(**asks.job())["jobArn"]
    stand_in.faults = Faults(Fault.SLOW_BEDROCK)

    for _ in range(OUTAGE_CALLS):
        with pytest.raises(ClientError) as raised:
            bedrock.get_model_customization_job(jobIdentifier=arn)
        assert 503 == raised.value.response["ResponseMetadata"]["HTTPStatusCode"]

    assert arn == bedrock.get_model_customization_job(jobIdentifier=arn)["jobArn"]
    assert bedrock.list_model_customization_jobs()["modelCustomizationJobSummaries"]


def test_what_struck_is_remembered_when_the_faults_change(
    stand_in: BedrockStandIn, bedrock: Any
) -> None:
    stand_in.faults = Faults(Fault.THROTTLE_ONCE)
    for call in (bedrock.list_custom_models, bedrock.list_evaluation_jobs):
        with pytest.raises(ClientError):
            call()
    stand_in.faults = Faults()
    bedrock.list_custom_models()

    assert [
        Strike(fault=Fault.THROTTLE_ONCE, target="ListCustomModels", times=1),
        Strike(fault=Fault.THROTTLE_ONCE, target="ListEvaluationJobs", times=1),
    ] == list(stand_in.struck)
