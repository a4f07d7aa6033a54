import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest
from botocore.stub import ANY, Stubber

from tuning.costs import approvals
from tuning.costs.approvals import NotWaiting
from tuning.errors import Transient, translated
from tuning.ledger import items
from tuning.run.approval import Approval
from tuning.run.plan import HostingPlan
from tuning.run.registration import Registration
from tuning.settings import Settings

RUN = "faq-0123456789ab"
SECRET = "AAAAKgAAAAIAAAAAAAAAAf-the-token"
OVER = cast(
    HostingPlan,
    SimpleNamespace(
        reasons=(
            "training is expected to cost $120.00, above max_training_usd of $100.00",
            "the price of hosting is unknown, so it cannot be held against max_hosting_usd",
        )
    ),
)
YES = Approval(
    outcome="approved",
    who="arn:aws:iam::123456789012:user/ada",
    when="2026-11-21T16:00:00.000+00:00",
    why="the quarter's budget covers it",
)


@pytest.fixture
def notes(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What was noted in the ledger."""
    noted: dict[str, Any] = {}
    monkeypatch.setattr(items, "note", lambda run, **attributes: noted.update(attributes))
    monkeypatch.setattr(items, "text", lambda run, name: noted.get(name))
    monkeypatch.setattr(items, "now", lambda: "2026-11-21T16:00:00.000+00:00")
    return noted


def expect_message(stubbed: Callable[[str], Stubber]) -> list[dict[str, str]]:
    """Expect one message, and return where it will be found."""
    sent: list[dict[str, str]] = []
    sns = stubbed("sns")
    sns.add_response("publish", {}, {"TopicArn": ANY, "Subject": ANY, "Message": ANY})
    sns.client.meta.events.register(
        "provide-client-params.sns.Publish", lambda params, **_: sent.append(dict(params))
    )
    return sent


def test_people_are_told_the_figures_the_deadline_and_the_exact_commands(
    notes: dict[str, Any], stubbed: Callable[[str], Stubber], registration: Registration
) -> None:
    sent = expect_message(stubbed)

    request = approvals.ask(registration, OVER, SECRET)

    (message,) = sent
    assert "arn:aws:sns:us-east-1:123456789012:topic" == message["TopicArn"]
    assert f"Approval needed: {RUN} (dev)" == message["Subject"]
    for figure in OVER.reasons:
        assert f"\n  {figure}\n" in message["Message"]
    assert f'\n  python -m tuning approve {RUN} --env dev --reason "…"\n' in message["Message"]
    assert f"\n  python -m tuning approve {RUN} --env dev --deny --reason" in message["Message"]
    assert "by 2026-11-22 16:00 UTC the run ends as rejected" in message["Message"]
    assert OVER.reasons == request.figures


def test_the_token_is_kept_before_anybody_is_told_and_told_to_nobody(
    notes: dict[str, Any], stubbed: Callable[[str], Stubber], registration: Registration
) -> None:
    stubbed("sns").add_client_error("publish", "ThrottlingException")
    with pytest.raises(Transient), translated():
        approvals.ask(registration, OVER, SECRET)
    sent = expect_message(stubbed)

    request = approvals.ask(registration, OVER, "another-token")

    assert {"approval_token": "another-token"} == notes
    assert "token" not in str(sent) + str(request)


def test_an_answer_travels_with_who_when_and_why_and_is_recorded(
    notes: dict[str, Any], stubbed: Callable[[str], Stubber]
) -> None:
    notes["approval_token"] = SECRET
    output = json.dumps(
        {"outcome": "approved", "who": YES.who, "when": YES.when, "why": YES.why},
        separators=(",", ":"),
    )
    stubbed("stepfunctions").add_response(
        "send_task_success", {}, {"taskToken": SECRET, "output": output}
    )

    approvals.answer(RUN, YES)

    assert notes["approval"] == YES


@pytest.mark.parametrize("code", ["TaskTimedOut", "TaskDoesNotExist", "InvalidToken"])
def test_an_answer_that_comes_too_late_is_recorded_nowhere(
    notes: dict[str, Any], stubbed: Callable[[str], Stubber], code: str
) -> None:
    notes["approval_token"] = SECRET
    stubbed("stepfunctions").add_client_error("send_task_success", code)

    with pytest.raises(NotWaiting, match="no longer waits for an answer") as raised:
        approvals.answer(RUN, YES)

    assert "approval" not in notes
    assert SECRET not in str(raised.value)


def test_a_run_that_never_asked_takes_no_answer(notes: dict[str, Any]) -> None:
    with pytest.raises(NotWaiting, match="never asked for approval"):
        approvals.answer(RUN, YES)
