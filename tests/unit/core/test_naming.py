import re

import pytest
from botocore.session import get_session
from hypothesis import given
from hypothesis import strategies as st

from tuning import naming
from tuning.hosting.leases import SERVING
from tuning.training.jobs import JOB, MODEL

ENVIRONMENTS = ("dev", "staging", "prod", "local")
PARTS = ("job", "model", "throughput", "base", "custom")


def service_pattern(operation: str, member: str) -> re.Pattern[str]:
    """The pattern that the service model itself gives for a member of a request."""
    model = get_session().get_service_model("bedrock").operation_model(operation)
    assert model.input_shape is not None
    return re.compile(model.input_shape.members[member].metadata["pattern"])


@pytest.mark.parametrize(
    ("operation", "member", "ours"),
    [
        ("CreateModelCustomizationJob", "jobName", naming.JOB_NAME),
        ("CreateModelCustomizationJob", "customModelName", naming.CUSTOM_MODEL_NAME),
        ("CreateProvisionedModelThroughput", "provisionedModelName", naming.PROVISIONED_MODEL_NAME),
        ("CreateEvaluationJob", "jobName", naming.EVALUATION_JOB_NAME),
        ("CreateEvaluationJob", "clientRequestToken", naming.CLIENT_REQUEST_TOKEN),
    ],
)
def test_our_patterns_are_those_of_the_service_model(
    operation: str, member: str, ours: re.Pattern[str]
) -> None:
    assert service_pattern(operation, member).pattern == ours.pattern


@given(task=st.text(), bucket=st.text(), key=st.text(), version=st.text())
def test_whatever_was_dropped_its_run_can_name_everything_that_it_makes(
    task: str, bucket: str, key: str, version: str
) -> None:
    run = naming.run_id(task=task, bucket=bucket, key=key, version=version)

    for environment in ENVIRONMENTS:
        for part in PARTS:
            name = naming.resource_name(environment, run, part)
            assert naming.CLIENT_REQUEST_TOKEN.fullmatch(name)


def test_one_version_is_one_run_and_another_version_another() -> None:
    first = naming.run_id(task="faq", bucket="b", key="incoming/faq/train.jsonl", version="1")
    again = naming.run_id(task="faq", bucket="b", key="incoming/faq/train.jsonl", version="1")
    second = naming.run_id(task="faq", bucket="b", key="incoming/faq/train.jsonl", version="2")

    assert first == again
    assert first != second
    assert first.startswith("faq-")


def test_a_name_that_bedrock_would_refuse_is_never_sent() -> None:
    with pytest.raises(ValueError, match="not a name"):
        naming.resource_name("dev", "no_underscores", "job")


@pytest.mark.parametrize("part", [JOB, MODEL, SERVING])
@pytest.mark.parametrize("environment", ["dev", "staging", "prod", "local"])
def test_the_longest_task_has_names_in_every_environment(environment: str, part: str) -> None:
    run = naming.run_id(task="x" * 32, bucket="b", key="k", version="v")

    assert len(naming.resource_name(environment, run, part)) <= 63


@pytest.mark.parametrize("task", ["support-tickets", "a", "a1", "x" * 32])
def test_a_task_is_lower_case_words_joined_by_hyphens(task: str) -> None:
    assert naming.is_task(task)


@pytest.mark.parametrize(
    "task", ["", "-a", "a-", "a--b", "Support", "ticket's", "a/b", "é", "x" * 33]
)
def test_anything_else_is_not_a_task(task: str) -> None:
    assert not naming.is_task(task)


@pytest.mark.parametrize("kind", [naming.RUNS, naming.REJECTED, naming.PIECES])
def test_a_prefix_of_one_task_opens_no_other_task_whose_name_begins_alike(kind: str) -> None:
    ours = naming.task_folder(kind, "faq")
    runs = {
        task: naming.run_folder(kind, naming.run_id(task=task, bucket="b", key="k", version="v"))
        for task in ("faq", "faq-secret", "faq-0123456789ab")
    }

    assert ["faq"] == [task for task, folder in runs.items() if folder.startswith(ours)]
