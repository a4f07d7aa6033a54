"""A job that Bedrock has validated and does not begin to train, and how that can go on."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from botocore.stub import Stubber

from tests.unit.conftest import Bucket, Served
from tests.unit.training.test_jobs import (
    CREATED,
    CUSTOMIZATION,
    FILES,
    JOB_ARN,
    MICRO,
    RUN,
    admission,
    created,
    job,
    lifecycle,
)
from tuning import clients
from tuning.errors import OVER_QUOTA, ServiceRefused, Transient
from tuning.ledger import items
from tuning.run.recipe import Training
from tuning.run.registration import Registration
from tuning.run.training import TrainingStatus
from tuning.run.validation import Admission
from tuning.settings import Settings
from tuning.training import checking, jobs

assert admission
assert FILES

VALIDATED = CREATED + timedelta(minutes=4)
NOT_BEGUN = {
    "validationDetails": {
        "status": "Completed",
        "lastModifiedTime": CREATED + timedelta(minutes=3),
    },
    "dataProcessingDetails": {"status": "Completed", "lastModifiedTime": VALIDATED},
    "trainingDetails": {"status": "NotStarted"},
}
BEGUN = {**NOT_BEGUN, "trainingDetails": {"status": "InProgress"}}
INTERNAL = "Encountered an internal error when processing the request."

RESTARTS = replace(
    RUN, recipe=msgspec.structs.replace(RUN.ready_recipe, training=Training(restart_stalled=True))
)
SECOND = replace(CUSTOMIZATION, attempt=2, replaced=JOB_ARN)
QUEUED = TrainingStatus(
    outcome="queued",
    status="InProgress",
    queued_since=VALIDATED.isoformat(),
    queued_seconds=23 * 3600,
)


class People:
    """Who is told what, and what the ledger remembers of it."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.read: list[dict[str, str]] = []
        self.noted: dict[str, str] = {}
        patch.setattr(clients, "sns", lambda: self)
        patch.setattr(items, "text", lambda _, name: self.noted.get(name))
        patch.setattr(items, "note", lambda _, **noted: self.noted.update(noted))

    def publish(self, **message: str) -> None:
        self.read.append(message)


@pytest.fixture
def people(monkeypatch: pytest.MonkeyPatch) -> People:
    return People(monkeypatch)


class Bedrock:
    """One job, as it is described, and which jobs were stopped."""

    def __init__(self) -> None:
        self.answer: dict[str, Any] = {}
        self.stopped: list[str] = []

    def get_model_customization_job(self, *, jobIdentifier: str) -> dict[str, Any]:  # noqa: N803  botocore's name
        assert jobIdentifier == JOB_ARN
        return self.answer

    def stop_model_customization_job(self, *, jobIdentifier: str) -> None:  # noqa: N803  botocore's name
        self.stopped.append(jobIdentifier)


@pytest.fixture
def look(
    settings: Settings, people: People, served: Served
) -> Callable[..., tuple[TrainingStatus, bool]]:
    """Look at a job once; say how it stands, and whether it was stopped."""
    assert settings
    assert people
    bedrock = Bedrock()
    served(bedrock=bedrock)

    def looked(
        answer: dict[str, Any],
        run: Registration = RUN,
        customization: Any = CUSTOMIZATION,
        before: TrainingStatus | None = None,
    ) -> tuple[TrainingStatus, bool]:
        bedrock.answer, bedrock.stopped = answer, []
        status = checking.check(run, customization, before)
        return status, bool(bedrock.stopped)

    return looked


@pytest.mark.usefixtures("people")
def test_the_phases_are_read_as_the_service_model_names_them(
    stubbed: Callable[[str], Stubber],
) -> None:
    stubbed("bedrock").add_response(
        "get_model_customization_job",
        job("InProgress", age=timedelta(hours=4), statusDetails=NOT_BEGUN),
    )

    assert checking.check(RUN, CUSTOMIZATION, None).outcome == "queued"


def test_a_validated_job_that_does_not_begin_to_train_is_queued(look: Any) -> None:
    status, stopped = look(job("InProgress", age=timedelta(hours=4), statusDetails=NOT_BEGUN))

    assert ("queued", VALIDATED.isoformat()) == (status.outcome, status.queued_since)
    assert status.queued_seconds == 4 * 3600 - 240
    assert status.message == (
        "queued by Bedrock since 2026-11-21 08:04 UTC: the data is validated, "
        "but training has not started"
    )
    assert not stopped


@pytest.mark.parametrize(
    "details",
    [
        BEGUN,
        {**NOT_BEGUN, "validationDetails": {"status": "InProgress"}},
        {**NOT_BEGUN, "dataProcessingDetails": {"status": "InProgress"}},
        {},
    ],
)
def test_a_job_that_does_something_is_not_queued(look: Any, details: Any) -> None:
    status, _ = look(job("InProgress", age=timedelta(hours=1), statusDetails=details))

    assert ("running", None) == (status.outcome, status.queued_since)


def test_without_the_times_of_the_phases_the_queue_begins_with_the_job(look: Any) -> None:
    details = {"validationDetails": {"status": "Completed"}}
    status, _ = look(job("InProgress", age=timedelta(hours=1), statusDetails=details))

    assert ("queued", CREATED.isoformat()) == (status.outcome, status.queued_since)


def test_a_job_is_stopped_when_the_deadline_of_the_queue_has_passed(look: Any) -> None:
    late = job("InProgress", age=timedelta(hours=24, minutes=5), statusDetails=NOT_BEGUN)

    assert ("queued", True) == (lambda s, stopped: (s.outcome, stopped))(*look(late, RESTARTS))


def test_the_time_in_the_queue_does_not_count_for_training(look: Any) -> None:
    began = job("InProgress", age=timedelta(hours=40), statusDetails=BEGUN)
    status, stopped = look(began, before=QUEUED)

    assert ("running", False, 23 * 3600) == (status.outcome, stopped, status.queued_seconds)
    status, stopped = look(
        job("InProgress", age=timedelta(hours=47), statusDetails=BEGUN), before=status
    )
    assert ("running", True) == (status.outcome, stopped)


STOPPED = job(
    "Stopped",
    age=timedelta(hours=24, minutes=20),
    statusDetails={**NOT_BEGUN, "trainingDetails": {"status": "Stopped"}},
)


@pytest.mark.parametrize(
    ("run", "customization", "outcome"),
    [
        (RESTARTS, CUSTOMIZATION, "stalled"),
        (RUN, CUSTOMIZATION, "timed_out"),
        (RESTARTS, SECOND, "timed_out"),
    ],
)
def test_a_job_stopped_in_the_queue_is_started_once_more_where_the_recipe_allows_it(
    look: Any, run: Registration, customization: Any, outcome: str
) -> None:
    status, _ = look(STOPPED, run, customization, QUEUED)

    assert outcome == status.outcome
    assert "did not start to train it" in status.message
    assert "6 to 74 hours" in status.message
    assert ("restart_stalled" in status.message) == (run is RUN)
    assert ("second time" in status.message) == (customization is SECOND)


def test_what_the_first_job_did_says_nothing_of_the_second(look: Any) -> None:
    status, _ = look(
        job("InProgress", age=timedelta(minutes=1), statusDetails={}),
        RESTARTS,
        SECOND,
        replace(QUEUED, outcome="stalled"),
    )

    assert ("running", 0) == (status.outcome, status.queued_seconds)


def test_a_job_that_somebody_else_stopped_in_the_queue_was_stopped(look: Any) -> None:
    early = job("Stopped", age=timedelta(hours=3), statusDetails=NOT_BEGUN)

    assert (
        "stopped" == look(early, RESTARTS, before=replace(QUEUED, queued_seconds=7200))[0].outcome
    )


def test_a_job_that_cannot_be_stopped_is_given_up_and_not_doubled(look: Any) -> None:
    stopping = job("Stopping", age=timedelta(hours=25, minutes=5), statusDetails=NOT_BEGUN)

    assert "timed_out" == look(stopping, RESTARTS, before=QUEUED)[0].outcome


@pytest.mark.parametrize(
    ("run", "customization", "hours", "outcome"),
    [
        (RESTARTS, CUSTOMIZATION, 23.5, "stalled"),
        (RUN, CUSTOMIZATION, 23.5, "failed"),
        (RESTARTS, SECOND, 23.5, "failed"),
        (RESTARTS, CUSTOMIZATION, 30, "failed"),
    ],
)
def test_an_internal_error_right_after_the_queue_is_how_a_stall_ends(
    look: Any, run: Registration, customization: Any, hours: float, outcome: str
) -> None:
    broke = job("Failed", age=timedelta(hours=hours), failureMessage=INTERNAL)
    status, _ = look(broke, run, customization, QUEUED)

    assert outcome == status.outcome
    assert "It had been queued by Bedrock for 23 hours" in status.message


def test_a_failure_with_a_reason_is_not_tried_again(look: Any) -> None:
    broke = job("Failed", age=timedelta(hours=1), failureMessage="Unable to parse train.jsonl.")

    assert "failed" == look(broke, RESTARTS)[0].outcome


def test_people_are_told_once_and_what_will_come_of_it(look: Any, people: People) -> None:
    def after(hours: float, run: Registration = RUN) -> None:
        look(job("InProgress", age=timedelta(hours=hours), statusDetails=NOT_BEGUN), run)

    after(5)
    assert [] == people.read
    for hours in (6.5, 7, 23):
        after(hours)

    [message] = people.read
    assert "Queued by Bedrock: faq-0123456789ab (dev)" == message["Subject"]
    assert "6 to 74 hours" in message["Message"]
    assert "After 24 hours in the queue the job is stopped and the run ends" in message["Message"]
    assert "python -m tuning cancel faq-0123456789ab --env dev" in message["Message"]
    people.noted.clear()
    after(8, RESTARTS)
    assert "started once more" in people.read[-1]["Message"]


def test_the_second_job_has_a_name_and_a_token_of_its_own_that_a_retry_repeats(
    stubbed: Callable[[str], Stubber], admission: Admission
) -> None:
    stalled = replace(QUEUED, outcome="stalled")
    bedrock = stubbed("bedrock")
    sent: list[dict[str, Any]] = []
    bedrock.client.meta.events.register(
        "provide-client-params.bedrock.CreateModelCustomizationJob",
        lambda params, **_: sent.append(params),
    )
    for _ in range(2):
        bedrock.add_response("get_foundation_model", lifecycle("ACTIVE"))
        bedrock.add_response("create_model_customization_job", created(f"{JOB_ARN}2"))

    first, second = (jobs.start(RESTARTS, admission, CUSTOMIZATION, stalled) for _ in range(2))

    assert first == second
    assert (2, JOB_ARN) == (first.attempt, first.replaced)
    assert {("dev-faq-0123456789ab-job-2", "dev-faq-0123456789ab-model-2")} == {
        (request["clientRequestToken"], request["customModelName"]) for request in sent
    }
    assert {"dev-faq-0123456789ab-job-2"} == {request["jobName"] for request in sent}


def test_the_second_job_that_finds_no_room_is_still_the_second(
    stubbed: Callable[[str], Stubber], admission: Admission
) -> None:
    stalled = replace(QUEUED, outcome="stalled")
    bedrock = stubbed("bedrock")
    bedrock.add_response("get_foundation_model", lifecycle("ACTIVE"))
    bedrock.add_client_error("create_model_customization_job", OVER_QUOTA, "Too many.")
    bedrock.add_response("get_foundation_model", lifecycle("ACTIVE"))
    bedrock.add_response("create_model_customization_job", created(f"{JOB_ARN}2"))

    refused = jobs.start(RESTARTS, admission, CUSTOMIZATION, stalled)
    started = jobs.start(RESTARTS, admission, refused, stalled)

    assert ("no_slot", 2, JOB_ARN) == (refused.outcome, refused.attempt, refused.replaced)
    assert (2, JOB_ARN) == (started.attempt, started.replaced)


@pytest.mark.parametrize(
    ("now", "error", "words"),
    [
        ("ACTIVE", Transient, f"had become LEGACY: .*--model-identifier {MICRO}"),
        ("LEGACY", ServiceRefused, "is LEGACY and takes no new customization job"),
    ],
)
def test_a_500_at_the_start_names_the_likely_cause(
    stubbed: Callable[[str], Stubber],
    admission: Admission,
    bucket: Bucket,
    now: str,
    error: type[Exception],
    words: str,
) -> None:
    assert bucket
    bedrock = stubbed("bedrock")
    bedrock.add_response("get_foundation_model", lifecycle("ACTIVE"))
    bedrock.add_client_error(
        "create_model_customization_job",
        "InternalServerException",
        "The server encountered an internal error.",
        http_status_code=500,
    )
    bedrock.add_response("get_foundation_model", lifecycle(now))

    with pytest.raises(error, match=words):
        jobs.start(RUN, admission)
