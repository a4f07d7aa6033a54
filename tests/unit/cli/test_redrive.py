import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.unit.conftest import Served
from tuning.cli.environment import NotDeployed
from tuning.cli.output import printer
from tuning.cli.redrive import redrive
from tuning.errors import UnreadableRun
from tuning.ledger import runs
from tuning.run.registration import Registration
from tuning.run.run import Run, RunStatus
from tuning.settings import Settings

SENT = (Path(__file__).parents[1] / "registration" / "events" / "object_created.json").read_text()
EVENT = SENT.replace('"name": "datasets"', '"name": "datasets-bucket"')
OUTPUTS = {"UndeliveredUrl": "https://queue", "StateMachineArn": "arn:machine"}


class Services:
    """A queue and a state machine, as far as a drop is sent again with them."""

    def __init__(self) -> None:
        self.messages: dict[str, str] = {}
        self.hidden: set[str] = set()
        self.started: dict[str, str] = {}
        self.statuses: dict[str, str] = {}

    def receive_message(self, **asked: Any) -> dict[str, Any]:
        assert "https://queue" == asked["QueueUrl"]
        seen = [one for one in self.messages if one not in self.hidden][:2]
        self.hidden |= set(seen)
        return {
            "Messages": [
                {"MessageId": one, "ReceiptHandle": one, "Body": self.messages[one]} for one in seen
            ]
        }

    def change_message_visibility(self, **asked: Any) -> None:
        assert 0 == asked["VisibilityTimeout"]
        self.hidden.remove(asked["ReceiptHandle"])

    def delete_message(self, *, QueueUrl: str, ReceiptHandle: str) -> None:  # noqa: N803
        assert ReceiptHandle in self.started or f"redrive-{ReceiptHandle}" in self.started
        del self.messages[ReceiptHandle]

    def start_execution(self, **asked: Any) -> None:
        assert "arn:machine" == asked["stateMachineArn"]
        if asked["name"] in self.started:
            raise ClientError({"Error": {"Code": "ExecutionAlreadyExists"}}, "StartExecution")
        self.started[asked["name"]] = asked["input"]

    def describe_execution(self, *, executionArn: str) -> dict[str, str]:  # noqa: N803
        return {"status": self.statuses[executionArn]}


@pytest.fixture
def services(settings: Settings, monkeypatch: pytest.MonkeyPatch, served: Served) -> Services:
    made = Services()
    served(sqs=made, stepfunctions=made)
    monkeypatch.setattr(runs, "find", lambda _: None)
    return made


def sent_again() -> tuple[int, str]:
    said = StringIO()
    code = redrive(printer(said), OUTPUTS)
    return code, said.getvalue()


def run_that(status: RunStatus, registration: Registration | None = None) -> Run:
    return Run(
        run_id="faq-0123456789ab",
        task="faq",
        status=status,
        execution="arn:execution",
        created_at="",
        updated_at="",
        registration=registration,
    )


def test_every_kept_drop_starts_the_walk_with_the_event_that_it_was(services: Services) -> None:
    services.messages = {str(number): EVENT for number in range(5)}

    code, said = sent_again()

    assert (0, {}) == (code, services.messages)
    assert {f"redrive-{number}": EVENT for number in range(5)} == services.started
    assert "5 sent again, 0 left" in said
    assert f"started  {json.loads(EVENT)['detail']['object']['key']}" in said


def test_a_drop_whose_message_was_not_deleted_the_first_time_is_not_started_twice(
    services: Services,
) -> None:
    services.messages = {"1": EVENT}
    services.started = {"redrive-1": EVENT}

    assert 0 == sent_again()[0]
    assert ({}, ["redrive-1"]) == (services.messages, list(services.started))


def test_what_is_no_drop_is_left_and_named(services: Services) -> None:
    services.messages = {"1": "no event", "2": EVENT}

    code, said = sent_again()

    assert (1, ["1"], {"2"}) == (code, list(services.messages), services.hidden)
    assert "left     message 1: it is no event of a drop" in said


@pytest.mark.parametrize("body", ['{"detail":' + "[" * 100_000, '{"x":' + "[" * 100_000])
def test_brackets_without_end_block_no_drop_behind_them(services: Services, body: str) -> None:
    services.messages = {"1": body, "2": EVENT}

    code, said = sent_again()

    assert (1, ["1"], ["redrive-2"]) == (code, list(services.messages), list(services.started))
    assert "left     message 1: it is no event of a drop" in said


def test_a_drop_whose_run_is_still_being_closed_stays_in_the_queue(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sent now it would end as a duplicate of the run that broke off, and be lost."""
    services.messages = {"1": EVENT}
    services.statuses = {"arn:execution": "FAILED"}
    monkeypatch.setattr(runs, "find", lambda _: run_that(RunStatus.RUNNING))

    code, said = sent_again()

    assert (1, ["1"], {}) == (code, list(services.messages), services.started)
    assert "is being closed, within 15 minutes" in said


@pytest.mark.parametrize("status", [RunStatus.FAILED, RunStatus.CANCELLED])
def test_a_drop_whose_run_is_over_is_sent_again_and_the_ledger_decides(
    services: Services, monkeypatch: pytest.MonkeyPatch, status: RunStatus
) -> None:
    services.messages = {"1": EVENT}
    monkeypatch.setattr(runs, "find", lambda _: run_that(status))

    assert 0 == sent_again()[0]
    assert ["redrive-1"] == list(services.started)


def test_a_run_that_cannot_be_read_blocks_no_drop_behind_it(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.messages = {"1": EVENT, "2": EVENT.replace("3sL4", "next")}
    found = iter([UnreadableRun("run faq-0123456789ab cannot be read from the ledger")])

    def find(_: str) -> None:
        for error in found:
            raise error

    monkeypatch.setattr(runs, "find", find)

    code, said = sent_again()

    assert (1, ["1"], ["redrive-2"]) == (code, list(services.messages), list(services.started))
    assert ": run faq-0123456789ab cannot be read from the ledger" in said
    assert "1 sent again, 1 left" in said


@pytest.mark.parametrize(
    "code",
    [
        "AWS.SimpleQueueService.MessageNotInflight",
        "InvalidParameterValue",
        "ReceiptHandleIsInvalid",
    ],
)
def test_a_message_that_came_back_into_sight_by_itself_is_simply_left(
    services: Services, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    services.messages = {"1": "no event", "2": "no event either", "3": EVENT}

    def refused(**_: Any) -> None:
        raise ClientError({"Error": {"Code": code}}, "ChangeMessageVisibility")

    monkeypatch.setattr(services, "change_message_visibility", refused)

    ended, said = sent_again()

    assert (1, ["1", "2"]) == (ended, list(services.messages))
    assert "1 sent again, 2 left" in said


@pytest.mark.parametrize(
    ("changed", "to", "because"),
    [
        ('"name": "datasets-bucket"', '"name": "theirs"', "the event is of the bucket 'theirs'"),
        ("incoming/faq/my train+é.jsonl", "", "message 1: the event names no object"),
    ],
    ids=["another bucket", "no key"],
)
def test_an_event_that_is_no_drop_of_this_environment_is_left_with_its_reason(
    services: Services, changed: str, to: str, because: str
) -> None:
    services.messages = {"1": EVENT.replace(changed, to)}

    code, said = sent_again()

    assert (1, ["1"], {}) == (code, list(services.messages), services.started)
    assert because in said
    assert "read it in the queue, and delete it there" in said


def test_an_empty_queue_says_so(services: Services) -> None:
    code, said = sent_again()

    assert (0, "No drop of dev waits to be sent again.\n") == (code, said)


def test_a_stack_of_an_older_version_is_deployed_again_first(services: Services) -> None:
    older = {"Environment": "dev", "StateMachineArn": "arn:machine"}

    with pytest.raises(NotDeployed, match=r"without UndeliveredUrl: make deploy ENV=dev"):
        redrive(printer(StringIO()), older)
