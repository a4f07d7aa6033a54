"""What the deployed reaper does when it comes by: it deletes what is ours, and only that."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from rehearsal.bedrock.permissions.judge import Decision, PolicyDecider
from rehearsal.dataset import RehearsedDataset
from tests.workflow.conftest import Machine
from tuning import naming

DELETES = {
    "provisioned-model": "bedrock:DeleteProvisionedModelThroughput",
    "custom-model-deployment": "bedrock:DeleteCustomModelDeployment",
    "custom-model": "bedrock:DeleteCustomModel",
}


@pytest.fixture
def bedrock(machine: Machine) -> Any:
    """A client of Bedrock that may do anything, as the account's root user."""
    return boto3.client(
        "bedrock",
        endpoint_url=machine.sandbox.bedrock.url,
        region_name=machine.sandbox.aws.region,
        aws_access_key_id=machine.sandbox.aws.access_key,
        aws_secret_access_key=machine.sandbox.aws.secret_key,
    )


@pytest.fixture
def reaper(machine: Machine) -> dict[str, Any]:
    """The reaper's function as it is deployed."""
    functions = machine.sandbox.aws.client("lambda")
    arn = machine.deployment.settings.reaper_arn
    return dict(functions.get_function_configuration(FunctionName=arn))


@pytest.fixture
def two_days_on(machine: Machine, reaper: dict[str, Any]) -> Iterator[Machine]:
    """The machine with a reaper that takes the day after tomorrow for the end of the retention."""
    functions = machine.sandbox.aws.client("lambda")
    deployed = reaper["Environment"]["Variables"]

    def tell(variables: dict[str, str]) -> None:
        functions.update_function_configuration(
            FunctionName=reaper["FunctionName"], Environment={"Variables": variables}
        )

    tell({**deployed, "TUNING_MODEL_RETENTION_DAYS": "-2"})
    yield machine
    tell(deployed)


def sweep(machine: Machine) -> object:
    """Have the deployed reaper sweep now; its answer is None unless something failed."""
    answer = machine.sandbox.aws.client("lambda").invoke(
        FunctionName=machine.deployment.settings.reaper_arn, Payload=b"{}"
    )
    return json.loads(answer["Payload"].read())


def test_foreign_capacity_outlives_every_sweep(
    machine: Machine, bedrock: Any, few_tickets: RehearsedDataset
) -> None:
    walk = machine.ended(machine.started(few_tickets))
    arn = bedrock.create_provisioned_model_throughput(
        provisionedModelName=f"local-{walk.run_id}-serving",
        modelId=walk.document["training_status"]["model_arn"],
        modelUnits=1,
        tags=[{"key": "environment", "value": "local"}],
    )["provisionedModelArn"]

    swept = sweep(machine)

    assert swept is None
    assert bedrock.get_provisioned_model_throughput(provisionedModelId=arn)
    bedrock.delete_provisioned_model_throughput(provisionedModelId=arn)


@pytest.mark.parametrize("kind", DELETES)
def test_the_reaper_could_not_delete_what_is_not_ours(
    machine: Machine, reaper: dict[str, Any], kind: str
) -> None:
    """Asked of whom the stand-in asks before every call: the deployed policy itself."""
    arn = f"arn:aws:bedrock:us-east-1:{machine.sandbox.aws.account}:{kind}/0123456789ab"

    def may_delete(**tags: str) -> bool:
        context = {f"aws:ResourceTag/{key}": value for key, value in tags.items()}
        judged = PolicyDecider(machine.sandbox.aws).role(
            reaper["Role"], DELETES[kind], arn, context
        )
        return judged is Decision.ALLOWED

    assert may_delete(project=naming.PROJECT, environment="local")
    assert not may_delete(project=naming.PROJECT, environment="prod")
    assert not may_delete(project="another", environment="local")
    assert not may_delete()


def test_a_model_is_deleted_after_the_retention_and_its_run_says_so(
    two_days_on: Machine, bedrock: Any, few_tickets: RehearsedDataset
) -> None:
    walk = two_days_on.ended(two_days_on.started(few_tickets))
    model = walk.document["training_status"]["model_arn"]

    swept = sweep(two_days_on)

    assert swept is None
    with pytest.raises(bedrock.exceptions.ResourceNotFoundException):
        bedrock.get_custom_model(modelIdentifier=model)
    run = two_days_on.sandbox.aws.client("dynamodb").get_item(
        TableName=two_days_on.deployment.settings.runs_table, Key={"run_id": {"S": walk.run_id}}
    )["Item"]
    assert "model_deleted_at" in run
