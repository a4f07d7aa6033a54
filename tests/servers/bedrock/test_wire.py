"""Requests and answers have the form that the service model gives them."""

from datetime import UTC, datetime

import pytest

from rehearsal.bedrock.operations import SERVED
from rehearsal.bedrock.wire import messages, routes
from rehearsal.clock import Clock

ARN = "arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Aprovisioned-model%2Fabcdefghijkl"


def test_everything_that_is_served_is_an_operation_of_the_service() -> None:
    known = {name for service in routes.service_models() for name in service.operation_names}

    assert set(SERVED) <= known


def test_an_arn_in_a_path_is_one_label() -> None:
    route = routes.find("DELETE", f"/provisioned-model-throughput/{ARN}")

    assert route is not None
    assert "DeleteProvisionedModelThroughput" == route.operation.name
    arn = "arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abcdefghijkl"
    assert route.labels == {"provisionedModelId": arn}


@pytest.mark.parametrize(
    ("method", "path"), [("PUT", f"/provisioned-model-throughput/{ARN}"), ("GET", "/nowhere")]
)
def test_another_method_or_path_is_no_operation(method: str, path: str) -> None:
    assert routes.find(method, path) is None


def test_an_answer_that_the_service_could_not_give_is_never_given() -> None:
    route = routes.find("POST", "/model-customization-jobs")
    assert route is not None

    with pytest.raises(ValueError, match="would answer what the service cannot"):
        messages.write(route.operation, {"jobArn": "arn:aws:bedrock:us-east-1:1:job/1"})


def test_times_are_written_in_utc_and_what_is_none_is_left_out() -> None:
    route = routes.find("GET", "/model-customization-jobs")
    assert route is not None
    job = "arn:aws:bedrock:us-east-1:123456789012:model-customization-job/amazon.nova/abcdefghijkl"
    summary = {
        "jobArn": job,
        "baseModelArn": "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova",
        "jobName": "job",
        "status": "Failed",
        "creationTime": datetime(2026, 1, 2, 3, 4, 5, 6000, tzinfo=UTC),
        "endTime": None,
    }

    answer = messages.write(route.operation, {"modelCustomizationJobSummaries": [summary]})

    (written,) = answer["modelCustomizationJobSummaries"]
    assert "2026-01-02T03:04:05.006Z" == written["creationTime"]
    assert "endTime" not in written


def test_a_clock_keeps_its_proportions() -> None:
    clock = Clock(scale=1000)

    assert 3.6 == clock.real_seconds(3600)
    earlier = clock.now()
    assert clock.now() > earlier
    with pytest.raises(ValueError, match="0 times as fast"):
        Clock(scale=0)
