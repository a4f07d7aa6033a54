"""Approvals: what is asked, who may answer, and where the token lies."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from botocore.stub import ANY, Stubber

from tests.unit.conftest import Bucket
from tests.unit.costs.test_repeats import COSTS, PLAN
from tuning.costs import approvals
from tuning.costs.approvals import NotTheirs, NotWaiting
from tuning.errors import Transient, translated
from tuning.ledger import items
from tuning.run.approval import Approval, ApprovalRequest
from tuning.run.recipe import Hosting
from tuning.run.registration import Registration
from tuning.run.resumption import Wish
from tuning.run.run import Run, RunStatus
from tuning.settings import deployed

RUN = "faq-0123456789ab"
SECRET = "AAAAKgAAAAIAAAAAAAAAAf-the-token"
KEY = f"approvals/faq/{RUN}/token"
OVER = replace(
    PLAN,
    outcome="over",
    mode="provisioned",
    units=2,
    costs=replace(COSTS, units=2, hosting_hours=58.0, total_usd=420.0, total_usd_least=400.0),
    reasons=(
        "training is expected to cost $120.00, above max_training_usd of $100.00",
        "the price of hosting is unknown, so it cannot be held against max_hosting_usd",
    ),
)
YES = Approval(
    outcome="approved",
    who="arn:aws:iam::123456789012:user/ada",
    when="2026-11-21T16:00:00.000+00:00",
    why="the quarter's budget covers it",
)
BOB = replace(YES, who="arn:aws:sts::123456789012:assumed-role/Approver/bob@corp.com")
ASKING = Run(
    run_id=RUN,
    task="faq",
    status=RunStatus.RUNNING,
    execution="arn:execution",
    created_at="2026-11-21T08:00:00.000+00:00",
    updated_at="2026-11-21T08:00:00.000+00:00",
    state="AwaitApproval",
    approval_request=ApprovalRequest(
        figures=(),
        asked_at="2026-11-21T08:00:00.000+00:00",
        deadline="2026-11-22T08:00:00.000+00:00",
        dropped_by="arn:aws:sts::123456789012:assumed-role/Uploader/eve@corp.com",
    ),
)


@pytest.fixture
def notes(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What was noted in the ledger."""
    noted: dict[str, Any] = {}

    def swap(run: str, name: str, *, before: None, after: str) -> bool:
        return noted.setdefault(name, after) is after

    monkeypatch.setattr(items, "note", lambda run, **attributes: noted.update(attributes))
    monkeypatch.setattr(items, "text", lambda run, name: noted.get(name))
    monkeypatch.setattr(items, "swap", swap)
    monkeypatch.setattr(items, "now", lambda: "2026-11-21T16:00:00.000+00:00")
    return noted


@pytest.fixture
def two(notes: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Two people must approve."""
    monkeypatch.setenv("TUNING_APPROVALS", "two")
    deployed.cache_clear()


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
    notes: dict[str, Any],
    bucket: Bucket,
    stubbed: Callable[[str], Stubber],
    registration: Registration,
) -> None:
    stubbed("sns").add_client_error("publish", "ThrottlingException")
    with pytest.raises(Transient), translated():
        approvals.ask(registration, OVER, SECRET)
    sent = expect_message(stubbed)

    request = approvals.ask(registration, OVER, "another-token")

    assert b"another-token" == bucket.objects[KEY]
    assert {} == notes
    assert "token" not in str(sent) + str(request)


def test_the_question_says_what_is_to_be_bought_for_whom_and_by_whom_it_was_dropped(
    notes: dict[str, Any], stubbed: Callable[[str], Stubber], registration: Registration
) -> None:
    sent = expect_message(stubbed)
    hosting = Hosting(
        mode="provisioned",
        units=2,
        keep_hours=48,
        owner="Ada",
        commitment="OneMonth",
        commitment_binds_until_term=True,
    )
    recipe = msgspec.structs.replace(registration.ready_recipe, hosting=hosting)
    dropped = replace(registration, recipe=recipe, dropped_by="arn:aws:iam::1:user/eve")

    request = approvals.ask(dropped, OVER, SECRET)

    assert request.facts == (
        "Task: faq, dropped by arn:aws:iam::1:user/eve (unverified; the bucket's access log shows "
        "who wrote the file).",
        "To be held: 2 model units of provisioned throughput for up to 58 hours.",
        "Then kept hosted for 48 hours; owner: Ada.",
        "Commitment: OneMonth; it bills to its end, whatever the verdict.",
        "All together: $400.00 to $420.00.",
    )
    for fact in request.facts:
        assert f"\n  {fact}\n" in sent[0]["Message"]
    assert "arn:aws:iam::1:user/eve" == request.dropped_by


@pytest.mark.usefixtures("notes")
def test_who_dropped_without_a_manifest_is_the_account_that_wrote(
    stubbed: Callable[[str], Stubber], registration: Registration
) -> None:
    expect_message(stubbed)

    request = approvals.ask(registration, PLAN, SECRET)

    assert request.facts[0].startswith("Task: faq, dropped by account 123456789012 (unverified;")
    assert "To be held: a deployment, billed by the token, for up to 1 hour." in request.facts


def test_an_answer_travels_with_who_when_and_why_and_is_recorded(
    notes: dict[str, Any], bucket: Bucket, stubbed: Callable[[str], Stubber]
) -> None:
    bucket.objects[KEY] = SECRET.encode()
    given(stubbed, YES)

    assert YES == approvals.answer(ASKING, YES)
    assert notes["approval"] == YES


def given(stubbed: Callable[[str], Stubber], approval: Approval) -> None:
    """Expect the run to get an answer."""
    output = json.dumps(
        {
            "outcome": approval.outcome,
            "who": approval.who,
            "when": approval.when,
            "why": approval.why,
        },
        separators=(",", ":"),
    )
    stubbed("stepfunctions").add_response(
        "send_task_success", {}, {"taskToken": SECRET, "output": output}
    )


EVE = "arn:aws:sts::123456789012:assumed-role/Approver/eve@corp.com"


def test_who_dropped_a_dataset_does_not_approve_it_under_another_role_either(
    notes: dict[str, Any], bucket: Bucket
) -> None:
    bucket.objects[KEY] = SECRET.encode()

    with pytest.raises(NotTheirs, match="somebody else has to approve it"):
        approvals.answer(ASKING, replace(YES, who=EVE))

    assert {} == notes


def test_who_dropped_a_dataset_may_deny_it(
    notes: dict[str, Any], bucket: Bucket, stubbed: Callable[[str], Stubber]
) -> None:
    bucket.objects[KEY] = SECRET.encode()
    no = replace(YES, who=EVE, outcome="denied")
    given(stubbed, no)

    assert no == approvals.answer(ASKING, no)


@pytest.mark.usefixtures("two")
def test_where_two_must_approve_the_run_gets_the_second_yes(
    notes: dict[str, Any], bucket: Bucket, stubbed: Callable[[str], Stubber]
) -> None:
    bucket.objects[KEY] = SECRET.encode()
    given(stubbed, BOB)

    assert approvals.answer(ASKING, YES) is None
    assert "approval" not in notes
    with pytest.raises(NotTheirs, match="has approved faq-0123456789ab already"):
        approvals.answer(ASKING, replace(YES, when="later"))
    assert BOB == approvals.answer(ASKING, BOB)
    assert YES == msgspec.json.decode(notes["first_approval"], type=Approval)
    assert BOB == notes["approval"]


@pytest.mark.usefixtures("two")
def test_one_no_is_enough_where_two_must_approve(
    notes: dict[str, Any], bucket: Bucket, stubbed: Callable[[str], Stubber]
) -> None:
    bucket.objects[KEY] = SECRET.encode()
    approvals.answer(ASKING, YES)
    no = replace(BOB, outcome="denied")
    given(stubbed, no)

    assert no == approvals.answer(ASKING, no)


@pytest.mark.usefixtures("two")
def test_the_question_says_that_two_must_approve(
    stubbed: Callable[[str], Stubber], registration: Registration
) -> None:
    sent = expect_message(stubbed)

    approvals.ask(registration, OVER, SECRET)

    assert "Two people have to approve it:" in sent[0]["Message"]


@pytest.mark.parametrize("code", ["TaskTimedOut", "TaskDoesNotExist", "InvalidToken"])
def test_an_answer_that_comes_too_late_is_recorded_nowhere(
    notes: dict[str, Any], bucket: Bucket, stubbed: Callable[[str], Stubber], code: str
) -> None:
    bucket.objects[KEY] = SECRET.encode()
    stubbed("stepfunctions").add_client_error("send_task_success", code)

    with pytest.raises(NotWaiting, match="no longer waits for an answer") as raised:
        approvals.answer(ASKING, YES)

    assert "approval" not in notes
    assert SECRET not in str(raised.value)


@pytest.mark.usefixtures("notes")
def test_a_run_that_never_asked_takes_no_answer() -> None:
    with pytest.raises(NotWaiting, match="never asked for approval"):
        approvals.answer(replace(ASKING, approval_request=None), YES)


@pytest.mark.usefixtures("notes")
def test_a_run_without_a_token_takes_no_answer() -> None:
    with pytest.raises(NotWaiting, match="has no token"):
        approvals.answer(ASKING, YES)


def test_an_answer_to_an_earlier_question_about_serving_is_no_answer_to_a_later_one(
    notes: dict[str, Any], stubbed: Callable[[str], Stubber], registration: Registration
) -> None:
    """A yes to one unit for three hours must not buy twenty for a month."""
    wish = Wish(of=RUN, number="f00dfeed01234567", purpose="serve", who="arn:ada", owner="Ada")
    sent = expect_message(stubbed)

    request = approvals.ask(registration, replace(OVER, purpose="serve", wish=wish), SECRET)

    (message,) = sent
    assert f"approve {RUN} --question f00dfeed --env dev" in message["Message"]
    assert ("f00dfeed", "arn:ada") == (request.question, request.dropped_by)
    waiting = replace(ASKING, approval_request=request)
    for stale in ("", "0ldquest"):
        with pytest.raises(NotWaiting, match="--question f00dfeed"):
            approvals.answer(waiting, YES, question=stale)
