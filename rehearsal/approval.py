"""A rehearsed answer to a run that is over a ceiling, by the command that a person would use."""

import shlex
from typing import Final, Literal

from rehearsal import checkup
from rehearsal.errors import NotAnswered
from rehearsal.sandbox import Sandbox
from tuning.cli.following.view import View

Answer = Literal["yes", "no", "wait"]

ASKS: Final = "AwaitApproval"
REASON: Final = "rehearsed"
HOW: Final = "how to answer"
COMMAND: Final = "the answer"


class Approval:
    """Answers once, as soon as the run asks; or says how a person can."""

    def __init__(self, answer: Answer, environment: str, view: View, *, source: str) -> None:
        """Prepare an answer.

        Args:
            answer: yes, no, or wait for a person at another terminal.
            environment: whose run asks.
            view: shows how to answer.
            source: the command by which a shell learns where the embedded AWS is.
        """
        self._answer = answer
        self._environment = environment
        self._view = view
        self._source = source
        self._done = False

    @property
    def unasked(self) -> str:
        """What to say when the run ended without a question; empty when it had one."""
        return "" if self._done else f"The run asked for no approval: it never reached {ASKS}."

    def look(self, state: str, run_id: str | None, table: str, sandbox: Sandbox) -> None:
        """Answer if the run has asked by now.

        Args:
            state: where the run is.
            run_id: the run; None before it is registered.
            table: the ledger, which knows when it has asked.

        Raises:
            NotAnswered: the pipeline did not take the answer.
        """
        if state != ASKS:
            self._view.remark(HOW, "")
            self._view.remark(COMMAND, "")
            return
        if self._done or run_id is None or not _waits_for_approval(sandbox, table, run_id):
            return
        self._done = True
        words = ["approve", run_id, "--env", self._environment, "--reason"]
        if self._answer == "wait":
            command = shlex.join(["python", "-m", "tuning", *words])
            self._view.remark(HOW, f"answer from another terminal: {self._source}")
            self._view.remark(COMMAND, f'{command} "…"   (or with --deny)')
            return
        deny = ["--deny"] if self._answer == "no" else []
        answered = checkup.tuning(sandbox, *words, REASON, *deny)
        if not answered.well:
            raise NotAnswered(f"the run did not take the answer: {answered.sentence}")


def _waits_for_approval(sandbox: Sandbox, table: str, run_id: str) -> bool:
    """Whether the question is in the ledger, which it is before people hear of it."""
    dynamodb = sandbox.aws.client("dynamodb")
    run = dynamodb.get_item(TableName=table, Key={"run_id": {"S": run_id}})
    return "approval_request" in run.get("Item", {})
