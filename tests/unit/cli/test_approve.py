from dataclasses import replace
from types import SimpleNamespace

import pytest

from tests.unit.conftest import Served
from tuning.__main__ import main
from tuning.cli import environment
from tuning.costs import approvals
from tuning.costs.approvals import NotWaiting
from tuning.errors import UnknownRun
from tuning.ledger import runs
from tuning.run.approval import Approval, ApprovalRequest
from tuning.run.run import Run, RunStatus
from tuning.settings import Settings

ADA = "arn:aws:iam::123456789012:user/ada"
FIGURE = "training is expected to cost $120.00, above max_training_usd of $100.00"
WAITING = Run(
    run_id="faq-0123456789ab",
    task="faq",
    status=RunStatus.RUNNING,
    execution="arn:execution",
    created_at="2026-11-21T08:00:00.000+00:00",
    updated_at="2026-11-21T08:00:00.000+00:00",
    state="AwaitApproval",
    approval_request=ApprovalRequest(
        figures=(FIGURE,),
        asked_at="2026-11-21T08:00:00.000+00:00",
        deadline="2026-11-22T08:00:00.000+00:00",
        facts=("Task: faq, dropped by account 123456789012.",),
    ),
)
ANSWERED = replace(
    WAITING,
    approval=Approval(outcome="denied", who=ADA, when="2026-11-21T09:00:00", why="too dear"),
)
PLANNING = replace(WAITING, approval_request=None, state="PlanHosting")


@pytest.fixture
def given(settings: Settings, monkeypatch: pytest.MonkeyPatch, served: Served) -> list[Approval]:
    """The answers that were given to runs."""
    answers: list[Approval] = []
    who = SimpleNamespace(get_caller_identity=lambda: {"Arn": ADA})
    monkeypatch.setattr(environment, "enter", lambda _: None)
    served(sts=who)
    monkeypatch.setattr(runs, "get", lambda _, **__: WAITING)

    def answer(run: Run, given: Approval, *, question: str) -> Approval:
        assert question == ""
        answers.append(given)
        return given

    monkeypatch.setattr(approvals, "answer", answer)
    return answers


def approve(*words: str) -> int:
    return main(["approve", WAITING.run_id, "--env", "dev", *words])


@pytest.mark.parametrize(("flags", "outcome"), [((), "approved"), (("--deny",), "denied")])
def test_an_answer_shows_the_figures_and_says_who_gave_it_and_why(
    given: list[Approval],
    capsys: pytest.CaptureFixture[str],
    flags: tuple[str, ...],
    outcome: str,
) -> None:
    code = approve(*flags, "--reason", "the budget covers it")

    (answer,) = given
    assert (0, outcome, ADA) == (code, answer.outcome, answer.who)
    said = capsys.readouterr().out
    assert FIGURE in said
    assert "Task: faq, dropped by" in said
    assert f"was {outcome} by {ADA} at {answer.when}: the budget covers it" in said


@pytest.mark.parametrize(
    ("run", "sentence"),
    [
        (ANSWERED, f"was denied by {ADA} at 2026-11-21T09:00:00: too dear"),
        (PLANNING, "waits for no approval: it is in PlanHosting"),
        (replace(WAITING, status=RunStatus.REJECTED), "it ended as rejected"),
    ],
    ids=["a second answer", "nothing waits", "the run has ended"],
)
def test_an_answer_that_nobody_waits_for_is_one_line_and_exit_code_2(
    given: list[Approval],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    run: Run,
    sentence: str,
) -> None:
    monkeypatch.setattr(runs, "get", lambda _, **__: run)

    code = approve("--reason", "yes")

    said = capsys.readouterr()
    assert (2, []) == (code, given)
    assert sentence in said.err
    assert 1 == said.err.count("\n")


def test_an_unknown_run_is_one_line_and_exit_code_2(
    given: list[Approval], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def unknown(_: str, **__: object) -> Run:
        raise UnknownRun("no run x in dev")

    monkeypatch.setattr(runs, "get", unknown)

    assert 2 == approve("--reason", "yes")
    assert "no run x in dev\n" == capsys.readouterr().err


def test_a_late_answer_is_one_line_and_exit_code_2(
    given: list[Approval], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def late(run: Run, _: Approval, *, question: str) -> None:
        raise NotWaiting(f"{run.run_id} no longer waits for an answer")

    monkeypatch.setattr(approvals, "answer", late)

    assert 2 == approve("--reason", "yes")
    assert "faq-0123456789ab no longer waits for an answer\n" == capsys.readouterr().err


def test_a_reason_that_says_nothing_is_refused(
    given: list[Approval], capsys: pytest.CaptureFixture[str]
) -> None:
    assert (2, []) == (approve("--reason", "  "), given)
    assert "--reason must say why; it is kept with the run\n" == capsys.readouterr().err


@pytest.mark.usefixtures("given")
def test_the_first_of_two_hears_that_a_second_person_has_to_approve(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(approvals, "answer", lambda run, answer, question: None)

    assert 0 == approve("--reason", "the budget covers it")
    assert "A second person has to approve it too" in capsys.readouterr().out
