"""A run that waits for a person is answered once, as soon as it has asked."""

import io
from types import SimpleNamespace
from typing import Any

import pytest
from rich.console import Console

from rehearsal import checkup
from rehearsal.approval import Answer, Approval
from rehearsal.checkup import Checkup
from rehearsal.errors import NotAnswered
from tuning.cli.following.view import View

HERE = "source build/rehearsal/env.sh"


class Sandbox:
    """A ledger, and the commands that somebody gave."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked = False
        self.well = True
        self.commands: list[tuple[str, ...]] = []
        self.aws = SimpleNamespace(client=lambda _: self)
        monkeypatch.setattr(checkup, "tuning", self.command)

    def get_item(self, **_: Any) -> dict[str, Any]:
        return {"Item": {"approval_request": {"S": "{}"}} if self.asked else {}}

    def command(self, _: Any, *words: str) -> Checkup:
        self.commands.append(words)
        return Checkup(well=self.well, lines=("faq-1 waits no more",))


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> Any:
    return Sandbox(monkeypatch)


def approval(answer: Answer) -> tuple[Approval, View, io.StringIO]:
    out = io.StringIO()
    view = View(Console(file=out, soft_wrap=True, no_color=True))
    return Approval(answer, "local", view, source=HERE), view, out


@pytest.mark.parametrize(("answer", "deny"), [("yes", ()), ("no", ("--deny",))])
def test_it_is_answered_once_when_it_has_asked(
    answer: Answer, deny: tuple[str, ...], sandbox: Any
) -> None:
    person, _, _ = approval(answer)

    person.look("PlanHosting", "faq-1", "runs", sandbox)
    person.look("AwaitApproval", "faq-1", "runs", sandbox)
    assert [] == sandbox.commands
    assert "The run asked for no approval: it never reached AwaitApproval." == person.unasked
    sandbox.asked = True
    for _ in range(3):
        person.look("AwaitApproval", "faq-1", "runs", sandbox)

    words = ("approve", "faq-1", "--env", "local", "--reason", "rehearsed", *deny)
    assert [words] == sandbox.commands
    assert "" == person.unasked


def test_who_shall_answer_is_shown_how_until_it_is_answered(sandbox: Any) -> None:
    person, view, out = approval("wait")
    sandbox.asked = True

    person.look("AwaitApproval", "faq-1", "runs", sandbox)

    assert [] == sandbox.commands
    assert HERE in out.getvalue()
    assert "python -m tuning approve faq-1 --env local --reason" in out.getvalue()
    person.look("TakeSlot", "faq-1", "runs", sandbox)
    assert {} == view.remarks


def test_an_answer_that_is_not_taken_ends_the_rehearsal(sandbox: Any) -> None:
    person, _, _ = approval("yes")
    sandbox.asked, sandbox.well = True, False

    with pytest.raises(NotAnswered, match="faq-1 waits no more"):
        person.look("AwaitApproval", "faq-1", "runs", sandbox)
