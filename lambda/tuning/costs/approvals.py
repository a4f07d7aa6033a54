"""Approvals: a run over a ceiling waits until a person says yes or no, or until its deadline."""

from datetime import datetime, timedelta
from typing import Final

import msgspec
from botocore.exceptions import ClientError

from tuning import clients
from tuning.errors import TuningError, code_of
from tuning.ledger import items
from tuning.run.approval import Approval, ApprovalRequest
from tuning.run.plan import HostingPlan
from tuning.run.registration import Registration
from tuning.settings import deployed
from tuning.text import shown

TOKEN: Final = "approval_token"  # noqa: S105  an attribute's name
"""The attribute of a run's item with the task token: whoever has it can answer for a person, so it
is in no result, no log and no message."""

APPROVALS: Final = "approvals.json"
"""Beside the report of a run: what was asked, and who answered what, when and why."""

MOST_SUBJECT: Final = 100
"""SNS Publish: a subject is ASCII, has no line breaks and fewer than 101 characters."""

CLOSED: Final = frozenset({"TaskTimedOut", "TaskDoesNotExist", "InvalidToken"})
"""What Step Functions says of a token whose task is over."""


class NotWaiting(TuningError):
    """Nobody waits for this answer; the message says why."""


def ask(registration: Registration, plan: HostingPlan, task_token: str) -> ApprovalRequest:
    """Keep the token with which the run can be answered, and tell people what is asked.

    The token is kept before the message is sent: who reads it can answer at once. A retry asks
    again, because its token is another one.
    """
    hours = deployed().approval_deadline_hours
    asked_at = items.now()
    deadline = datetime.fromisoformat(asked_at) + timedelta(hours=hours)
    request = ApprovalRequest(
        figures=plan.reasons,
        asked_at=asked_at,
        deadline=deadline.isoformat(timespec="minutes"),
    )
    run, environment = registration.run_id, deployed().environment
    items.note(run, **{TOKEN: task_token})
    clients.sns().publish(
        TopicArn=deployed().topic_arn,
        Subject=f"Approval needed: {run} ({environment})"[:MOST_SUBJECT],
        Message=_message(run, environment, request),
    )
    return request


def _message(run: str, environment: str, request: ApprovalRequest) -> str:
    approve = f"python -m tuning approve {run} --env {environment}"
    figures = "\n".join(f"  {shown(figure)}" for figure in request.figures)
    return (
        f"{run} waits for approval: its estimate is over what {environment} allows.\n\n"
        f"{figures}\n\n"
        f'Approve it:\n  {approve} --reason "…"\n'
        f'Deny it:\n  {approve} --deny --reason "…"\n\n'
        f"Without an answer by {request.until} the run ends as rejected. Nothing has been bought."
        "\n"
    )


def answer(run: str, approval: Approval) -> None:
    """Give a run that waits its answer, and record it.

    Step Functions takes one answer for a token, so of two people who answer at once one is told
    that it was too late.

    Raises:
        NotWaiting: the run waits no more.
    """
    token = items.text(run, TOKEN)
    if token is None:
        raise NotWaiting(f"{run} never asked for approval")
    try:
        clients.stepfunctions().send_task_success(
            taskToken=token, output=msgspec.json.encode(approval).decode()
        )
    except ClientError as error:
        if code_of(error) not in CLOSED:
            raise
        raise NotWaiting(f"{run} no longer waits for an answer; `runs {run}` says why") from error
    items.note(run, approval=approval)
