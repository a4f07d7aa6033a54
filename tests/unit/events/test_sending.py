"""What is told outside is of the published schema, and a bus that fails harms no run."""

from typing import Any

import jsonschema
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from tests.unit.conftest import PUBLISHED_EVENT, Outbox
from tuning.events.of_results import ENDED, ROWS, tell_of
from tuning.events.sending import MOST_REASON, tell
from tuning.run.approval import ApprovalRequest
from tuning.run.event import SCHEMA, Detail, Kind
from tuning.run.hosting import ServingStatus
from tuning.run.keys import KEYS
from tuning.run.registration import Registration
from tuning.run.training import Customization, TrainingStatus
from tuning.settings import Settings
from tuning.state import literals

RUN = "faq-0123456789ab"


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(PUBLISHED_EVENT.schema)
    assert SCHEMA == PUBLISHED_EVENT.schema["title"]


@pytest.mark.parametrize(
    "said", [{"status": "well"}, {"verdict": "good"}, {"training": "running"}, {"cost_usd": "much"}]
)
def test_what_is_not_of_the_schema_is_found(
    settings: Settings, outbox: Outbox, said: dict[str, Any]
) -> None:
    with pytest.raises(jsonschema.ValidationError):
        tell(Kind.RUN_ENDED, RUN, **said)


def test_an_event_names_its_environment_task_and_run_and_leaves_out_what_does_not_apply(
    settings: Settings, outbox: Outbox
) -> None:
    tell(Kind.RUN_REGISTERED, RUN)

    [(kind, detail)] = outbox.events
    assert "Run Registered" == kind
    assert {"schema": SCHEMA, "environment": "dev", "task": "faq", "run": RUN} == detail


def test_a_reason_is_one_line_that_does_no_more_than_be_read(
    settings: Settings, outbox: Outbox
) -> None:
    tell(Kind.RUN_ENDED, RUN, status="failed", reason="It broke\n\tat \x1b[31mline 3. " + "x" * 900)

    [(_, detail)] = outbox.events
    assert detail["reason"].startswith("It broke at \\u001b[31mline 3. xxx")
    assert MOST_REASON == len(detail["reason"])


def test_an_entry_that_the_bus_does_not_take_is_sent_once_more(
    settings: Settings, outbox: Outbox
) -> None:
    outbox.refused = ["InternalFailure"]

    tell(Kind.RUN_REGISTERED, RUN)

    assert ["Run Registered"] == outbox.kinds


@pytest.mark.parametrize(
    "broken",
    [
        ClientError({"Error": {"Code": "AccessDeniedException", "Message": "no"}}, "PutEvents"),
        EndpointConnectionError(endpoint_url="https://events"),
    ],
)
def test_a_bus_that_fails_harms_nobody_and_is_logged(
    settings: Settings, outbox: Outbox, caplog: pytest.LogCaptureFixture, broken: Exception
) -> None:
    outbox.broken = broken

    tell(Kind.RUN_REGISTERED, RUN)

    assert [] == outbox.events
    [logged] = caplog.records
    assert "an event was not sent" in logged.message


def test_a_bus_that_never_takes_it_is_asked_twice_and_logged(
    settings: Settings, outbox: Outbox, caplog: pytest.LogCaptureFixture
) -> None:
    outbox.refused = ["ThrottlingException"] * 3

    tell(Kind.RUN_REGISTERED, RUN)

    assert 1 == len(outbox.refused)
    [logged] = caplog.records
    assert "ThrottlingException: no room" == vars(logged)["error"]


RESULTS: list[tuple[Any, str, dict[str, Any]]] = [
    (Registration(run_id=RUN, task="faq", outcome="ready"), "Run Registered", {}),
    (
        ApprovalRequest(figures=("Training is $9.", "$5 are allowed."), asked_at="", deadline=""),
        "Approval Asked",
        {"reason": "Training is $9. $5 are allowed."},
    ),
    (Customization(job_name="j", model_name="m"), "Training Started", {}),
    (
        TrainingStatus(outcome="completed", status="Completed", model_arn="arn:model"),
        "Training Ended",
        {"training": "completed", "model_arn": "arn:model"},
    ),
    (
        TrainingStatus(outcome="failed", status="Failed", message="ada@example.org is in line 3"),
        "Training Ended",
        {"training": "failed"},
    ),
    (ServingStatus(outcome="in_service", status="InService"), "Model Serves", {}),
]


@pytest.mark.parametrize(("result", "kind", "said"), RESULTS)
def test_what_a_state_says_is_told(
    settings: Settings, outbox: Outbox, result: Any, kind: str, said: dict[str, Any]
) -> None:
    tell_of(RUN, result)

    [(told, detail)] = outbox.events
    assert kind == told
    assert said == {
        key: value
        for key, value in detail.items()
        if key not in ("schema", "environment", "task", "run")
    }


@pytest.mark.parametrize(
    "result",
    [
        Registration(run_id="", task="", outcome="waiting"),
        Customization(job_name="j", model_name="m", outcome="no_slot"),
        TrainingStatus(outcome="running", status="InProgress"),
        ServingStatus(outcome="creating", status="Creating"),
        "no result at all",
    ],
)
def test_what_nobody_cares_about_is_not_told(
    settings: Settings, outbox: Outbox, result: Any
) -> None:
    tell_of(RUN, result)

    assert [] == outbox.events


def test_every_row_is_of_a_result_and_of_outcomes_that_it_has() -> None:
    assert ROWS.keys() <= KEYS.keys()
    for result, row in ROWS.items():
        assert not row.outcomes or row.outcomes <= literals(result, "outcome")
    assert literals(TrainingStatus, "outcome") - {"running", "queued"} == ENDED


def test_the_detail_has_no_field_for_what_a_person_or_a_dataset_says() -> None:
    fields = set(Detail.__struct_fields__)

    assert not fields & {"who", "owner", "why", "uploader", "message", "samples", "prompt"}
