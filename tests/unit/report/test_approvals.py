import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from tests.unit.report.conftest import FOLDER, RUN, dataset_report
from tuning.report.publish import publish
from tuning.run.approval import Approval, ApprovalRequest
from tuning.run.run import Run

FIGURE = "training is expected to cost $120.00, above max_training_usd of $100.00"
ASKED = ApprovalRequest(
    figures=(FIGURE,),
    asked_at="2026-11-21T09:00:00.000+00:00",
    deadline="2026-11-22T09:00+00:00",
)
ANSWER = Approval(
    outcome="denied",
    who="arn:aws:iam::123456789012:user/ada",
    when="2026-11-21T10:00:00.000+00:00",
    why="<b>too dear</b>",
)


@pytest.fixture
def unanswered(endings: dict[str, Run], left: Any) -> Run:
    """A run whose dataset was admitted and whose estimate is over a ceiling."""
    sound = replace(dataset_report(), outcome="admitted", errors=0)
    left.objects[f"{FOLDER}/dataset.json"] = msgspec.json.encode(sound)
    admitted = endings["kept"].admission
    return replace(
        endings["rejected"], admission=admitted, approval_request=ASKED, state="AwaitApproval"
    )


def test_a_run_that_nobody_approved_ends_as_rejected_and_says_until_when_it_waited(
    unanswered: Run, ledger: Callable[[Run], Any], left: Any
) -> None:
    ledger(unanswered)

    published = publish(RUN, None)

    assert "rejected" == published.outcome
    assert published.message.startswith("Rejected: the expense was not approved in time")
    assert "The expense was not approved by 2026-11-22 09:00 UTC" in published.message
    assert "First problems" not in published.message
    kept = json.loads(left.objects[f"{FOLDER}/approvals.json"])
    assert ([FIGURE], None) == (kept["request"]["figures"], kept["answer"])


def test_a_denied_run_says_who_denied_it_and_why(
    unanswered: Run, ledger: Callable[[Run], Any], left: Any
) -> None:
    ledger(replace(unanswered, approval=ANSWER))

    published = publish(RUN, None)

    assert "rejected" == published.outcome
    assert published.message.startswith("Rejected: a person denied the expense")
    assert f"was denied by {ANSWER.who}" in published.message
    page = left.objects[f"{FOLDER}/report.html"].decode()
    assert FIGURE in page
    assert "&lt;b&gt;too dear&lt;/b&gt;" in page
    kept = json.loads(left.objects[f"{FOLDER}/approvals.json"])
    assert msgspec.to_builtins(ANSWER) == kept["answer"]
    report = json.loads(left.objects[f"{FOLDER}/report.json"])
    assert (kept["request"], kept["answer"]) == (report["approval_request"], report["approval"])


def test_an_answer_that_its_terminal_could_not_record_is_recorded_with_the_report(
    unanswered: Run, ledger: Callable[[Run], Any], left: Any
) -> None:
    held = ledger(unanswered)

    publish(RUN, None, ANSWER)

    assert ANSWER == held.notes["approval"]


def test_a_run_that_was_approved_goes_on_to_its_own_ending(
    endings: dict[str, Run], ledger: Callable[[Run], Any], left: Any
) -> None:
    approved = replace(ANSWER, outcome="approved")
    ledger(replace(endings["kept"], approval_request=ASKED, approval=approved))

    assert "kept" == publish(RUN, None).outcome
    assert f"{FOLDER}/approvals.json" in left.objects


def test_nothing_is_left_of_a_question_that_was_not_asked(
    endings: dict[str, Run], ledger: Callable[[Run], Any], left: Any
) -> None:
    ledger(endings["kept"])
    publish(RUN, None)

    assert f"{FOLDER}/approvals.json" not in left.objects
    assert "A person was asked" not in left.objects[f"{FOLDER}/report.html"].decode()
