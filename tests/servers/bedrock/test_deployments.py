"""A custom model on demand, by real clients."""

import time
from datetime import timedelta
from typing import Any

import pytest

from rehearsal.bedrock import BedrockStandIn, Fault, Faults, Held
from rehearsal.bedrock.resources.deployment import CREATION
from tests.servers.bedrock.account import Account, Requests, allow
from tests.servers.bedrock.conftest import SCALE, Connect, Refused, Until
from tests.servers.bedrock.test_walk import ask


def test_a_deployment_answers_with_the_custom_model_and_bills_tokens_alone(
    bedrock: Any, runtime: Any, stand_in: BedrockStandIn, deployment: str
) -> None:
    assert stand_in.held() == Held(provisioned_throughput=0, deployments=1)

    answer = ask(runtime, deployment, "question 3")

    assert [{"text": "answer 3"}] == answer["output"]["message"]["content"]
    metered = {charge.what: charge.quantity for charge in stand_in.bill()}
    assert metered["input_1k_tokens"] == pytest.approx(0.002)
    assert metered["output_1k_tokens"] == pytest.approx(0.002)
    assert "provisioned_unit_hour" not in metered
    bedrock.delete_custom_model_deployment(customModelDeploymentIdentifier=deployment)
    assert stand_in.held() == Held(provisioned_throughput=0, deployments=0)


def test_a_deployment_does_not_answer_before_it_is_active(
    bedrock: Any, runtime: Any, stand_in: BedrockStandIn, custom_model: str, refused: Refused
) -> None:
    stand_in.faults = Faults(Fault.DEPLOYMENT_NEVER_ACTIVE)
    arn = bedrock.create_custom_model_deployment(modelDeploymentName="faq", modelArn=custom_model)[
        "customModelDeploymentArn"
    ]
    time.sleep(2 * CREATION.total_seconds() / SCALE)

    code, _ = refused(
        runtime.converse,
        modelId=arn,
        messages=[{"role": "user", "content": [{"text": "question 3"}]}],
    )

    assert "ModelNotReadyException" == code
    found = bedrock.get_custom_model_deployment(customModelDeploymentIdentifier="faq")
    assert (found["status"], found["customModelDeploymentArn"]) == ("Creating", arn)


def test_a_deployment_fails(
    bedrock: Any, stand_in: BedrockStandIn, custom_model: str, until: Until
) -> None:
    stand_in.faults = Faults(Fault.DEPLOYMENT_FAILS)
    bedrock.create_custom_model_deployment(modelDeploymentName="faq", modelArn=custom_model)

    found = until(
        lambda: bedrock.get_custom_model_deployment(customModelDeploymentIdentifier="faq"),
        "Failed",
        "Active",
    )

    assert "Failed" == found["status"]
    assert found["failureMessage"]
    assert 1 == stand_in.held().deployments


def test_there_is_no_quota_of_deployments(
    bedrock: Any, stand_in: BedrockStandIn, custom_model: str, refused: Refused
) -> None:
    stand_in.faults = Faults(Fault.DEPLOYMENT_QUOTA_ZERO)

    code, message = refused(
        bedrock.create_custom_model_deployment, modelDeploymentName="faq", modelArn=custom_model
    )

    assert ("ServiceQuotaExceededException", 0) == (code, stand_in.held().deployments)
    assert "may have 0" in message


def test_two_deployments_may_be_in_creation(
    bedrock: Any, stand_in: BedrockStandIn, custom_model: str, refused: Refused
) -> None:
    stand_in.faults = Faults(Fault.DEPLOYMENT_NEVER_ACTIVE)
    for number in range(2):
        bedrock.create_custom_model_deployment(
            modelDeploymentName=f"faq-{number}", modelArn=custom_model
        )

    code, message = refused(
        bedrock.create_custom_model_deployment, modelDeploymentName="faq-2", modelArn=custom_model
    )

    assert "ServiceQuotaExceededException" == code
    assert "2 of them in creation" in message


def test_a_lost_reply_deploys_once(
    stand_in: BedrockStandIn, connect: Connect, custom_model: str
) -> None:
    stand_in.faults = Faults(Fault.LOST_REPLY)

    answer = connect(attempts=2).create_custom_model_deployment(
        modelDeploymentName="faq", modelArn=custom_model
    )

    assert 1 == answer["ResponseMetadata"]["RetryAttempts"]
    assert 1 == stand_in.held().deployments


def test_a_name_is_deployed_once(
    bedrock: Any, deployment: str, custom_model: str, refused: Refused
) -> None:
    code, message = refused(
        bedrock.create_custom_model_deployment, modelDeploymentName="faq", modelArn=custom_model
    )

    assert "ValidationException" == code
    assert "in use" in message


def test_a_deployed_model_cannot_be_deleted(bedrock: Any, deployment: str) -> None:
    with pytest.raises(bedrock.exceptions.ConflictException, match="delete that first"):
        bedrock.delete_custom_model(modelIdentifier="faq-model")

    bedrock.delete_custom_model_deployment(customModelDeploymentIdentifier=deployment)
    bedrock.delete_custom_model(modelIdentifier="faq-model")


def test_deployments_are_listed_with_their_models_and_filtered(
    bedrock: Any, deployment: str, custom_model: str
) -> None:
    (found,) = bedrock.list_custom_model_deployments(
        nameContains="fa", statusEquals="Active", modelArnEquals=custom_model
    )["modelDeploymentSummaries"]

    assert found["customModelDeploymentArn"] == deployment
    assert ("faq", "Active") == (found["customModelDeploymentName"], found["status"])
    for other in (
        {"nameContains": "other"},
        {"statusEquals": "Creating"},
        {"createdAfter": found["createdAt"] + timedelta(minutes=1)},
    ):
        listed = bedrock.list_custom_model_deployments(**other)
        assert [] == listed["modelDeploymentSummaries"]


def test_another_model_takes_the_place_of_the_deployed_one(
    bedrock: Any, deployment: str, custom_model: str
) -> None:
    bedrock.update_custom_model_deployment(
        customModelDeploymentIdentifier=deployment, modelArn=custom_model
    )

    found = bedrock.get_custom_model_deployment(customModelDeploymentIdentifier=deployment)
    assert found["updateDetails"] == {"modelArn": custom_model, "updateStatus": "UpdateCompleted"}


def test_only_who_owns_a_deployment_may_delete_it(
    account: Account, caller: Connect, deployment: str, refused: Refused
) -> None:
    tagged = {"StringEquals": {"aws:ResourceTag/project": "another"}}
    stranger = caller(
        allow("bedrock:DeleteCustomModelDeployment", f"{account.bedrock}:*", **tagged)
    )

    code, _ = refused(
        stranger.delete_custom_model_deployment, customModelDeploymentIdentifier=deployment
    )

    assert "AccessDeniedException" == code


def test_an_evaluation_job_cannot_name_a_deployment(
    bedrock: Any, asks: Requests, deployment: str, refused: Refused
) -> None:
    code, message = refused(bedrock.create_evaluation_job, **asks.evaluation(deployment))

    assert "ValidationException" == code
    assert "modelIdentifier' failed to satisfy constraint" in message
