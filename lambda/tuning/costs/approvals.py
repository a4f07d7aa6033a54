"""Approvals: a run over a ceiling waits until a person says yes or no, or until its deadline."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

import msgspec
from botocore.exceptions import ClientError

from tuning import artifacts, clients, naming
from tuning.costs import promotions
from tuning.errors import TuningError, code_of
from tuning.ledger import items
from tuning.room import fitting
from tuning.run.approval import Approval, ApprovalRequest
from tuning.run.plan import HostingPlan
from tuning.run.registration import LONGEST_ARN, Registration
from tuning.run.run import Run
from tuning.run.source_run import Shown
from tuning.settings import deployed
from tuning.text import count, hours, shown, usd_between

FIRST: Final = "first_approval"
"""The attribute of a run's item with the first yes of two."""

APPROVALS: Final = {"evaluate": "approvals.json", "serve": "approvals-to-serve.json"}
"""Beside the report of a run: what was asked, and who answered what, when and why; by what the
expense is for."""

MOST_SUBJECT: Final = 100
"""SNS Publish: a subject is ASCII, has no line breaks and fewer than 101 characters."""

MOST_FACT: Final = 700
"""Characters of one of them: a sentence of ours with an ARN."""

MOST_FACTS: Final = 3584
"""Bytes of JSON of all that is said of what is asked; a run carries it along."""

QUESTION: Final = 8
"""Characters of a wish's number by which people name the question about it."""

CLOSED: Final = frozenset({"TaskTimedOut", "TaskDoesNotExist", "InvalidToken"})
"""What Step Functions says of a token whose task is over."""


class NotWaiting(TuningError):
    """Nobody waits for this answer; the message says why."""


class NotTheirs(TuningError):
    """Somebody else has to answer; the message says why."""


def ask(registration: Registration, plan: HostingPlan, task_token: str) -> ApprovalRequest:
    """Keep the token with which the run can be answered, and tell people what is asked.

    The token is kept before the message is sent: who reads it can answer at once. A retry asks
    again, because its token is another one. Whoever has it can answer for a person, so it lies
    where only who approves reads, and is in no item, no result, no log and no message.
    """
    hours = deployed().approval_deadline_hours
    found = None if plan.wish else promotions.evidence(registration)
    asked_at = items.now()
    deadline = datetime.fromisoformat(asked_at) + timedelta(hours=hours)
    request = ApprovalRequest(
        figures=plan.reasons,
        asked_at=asked_at,
        deadline=deadline.isoformat(timespec="minutes"),
        facts=fitting(
            (shown(fact, MOST_FACT) for fact in _facts(registration, plan, found)), MOST_FACTS
        ),
        dropped_by=plan.wish.who if plan.wish else registration.dropped_by,
        asked_by=shown(found.asked_by, LONGEST_ARN) if found else "",
        question=plan.wish.number[:QUESTION] if plan.wish else "",
    )
    run, environment = registration.run_id, deployed().environment
    artifacts.write(token_key(run), task_token.encode(), content_type="text/plain")
    clients.sns().publish(
        TopicArn=deployed().topic_arn,
        Subject=f"Approval needed: {run} ({environment})"[:MOST_SUBJECT],
        Message=_message(run, environment, request),
    )
    return request


def token_key(run: str) -> str:
    """Return where the token lies with which a run can be answered."""
    return naming.run_folder(naming.APPROVALS, run) + "token"


def _facts(
    registration: Registration, plan: HostingPlan, found: Shown | None = None
) -> Iterator[str]:
    hosting, costs, wish = registration.ready_recipe.hosting, plan.costs, plan.wish
    again = f"run {registration.rerun_of} again, asked for by" * bool(registration.rerun_of)
    unknown = "somebody" if again else f"account {registration.uploader}"
    yield (
        f"Task: {registration.task}, {again or 'dropped by'} {registration.dropped_by or unknown} "
        "(unverified; the bucket's access log shows who wrote the file)."
    )
    if wish:
        yield (
            f"To serve the model that was evaluated, as {wish.who or 'somebody'} asks; "
            f"owner: {wish.owner}."
        )
    if plan.mode == "provisioned":
        yield (
            f"To be held: {count(plan.units, 'model unit')} of provisioned throughput for up to "
            f"{hours(costs.hosting_hours)}."
        )
    else:
        yield f"To be held: a deployment, billed by the token, for up to {hours(plan.hours)}."
    if wish:
        return
    if found:
        yield from promotions.facts(found)
    if hosting.keep_hours:
        yield f"Then kept hosted for {hours(hosting.keep_hours)}; owner: {hosting.owner}."
    if hosting.commitment:
        yield f"Commitment: {hosting.commitment}; it bills to its end, whatever the verdict."
    beside = f", beside what has no known price: {'; '.join(costs.unknown)}" * bool(costs.unknown)
    yield f"All together: {usd_between(costs.total_usd_least, costs.total_usd)}{beside}."


def _message(run: str, environment: str, request: ApprovalRequest) -> str:
    which = f" --question {request.question}" if request.question else ""
    approve = f"python -m tuning approve {run}{which} --env {environment}"
    lines = "\n".join(f"  {shown(line)}" for line in (*request.figures, *request.facts))
    people = "Two people have to approve it" if deployed().approvals == "two" else "Approve it"
    why = (
        "promotions are always asked about"
        if request.asked_by
        else f"its estimate is over what {environment} allows"
    )
    return (
        f"{run} waits for approval: {why}.\n\n"
        f"{lines}\n\n"
        f'{people}:\n  {approve} --reason "…"\n'
        f'Deny it:\n  {approve} --deny --reason "…"\n\n'
        f"Without an answer by {request.until} the run ends as rejected. Nothing has been bought."
        "\n"
    )


def answer(run: Run, approval: Approval, *, question: str = "") -> Approval | None:
    """Give a run that waits its answer, and record it; return what the run got.

    Step Functions takes one answer for a token, so of two people who answer at once one is told
    that it was too late. Where two people must approve, the first yes is recorded alone: the run
    gets nothing yet. One no is enough.

    Args:
        run: that waits.
        approval: what is answered.
        question: which of its questions that is about, where it may ask more than one.

    Raises:
        NotWaiting: the run waits no more, or for the answer to another question.
        NotTheirs: who answers dropped the dataset, or was the first of two.
    """
    request = run.approval_request
    if request is None:
        raise NotWaiting(f"{run.run_id} never asked for approval")
    if question != request.question:
        which = f" --question {request.question}" if request.question else ""
        raise NotWaiting(
            f"{run.run_id} asks about something else now: read it above, and answer it with "
            f"python -m tuning approve {run.run_id}{which} --env {deployed().environment}"
        )
    if approval.outcome == "approved":
        for theirs in (request.dropped_by, request.asked_by):
            if same_person(approval.who, theirs):
                verb = "is promoted" if request.asked_by else "was dropped"
                raise NotTheirs(f"{run.run_id} {verb} by {theirs}: somebody else has to approve it")
        if deployed().approvals == "two" and _first(run, approval):
            return None
    _give(run.run_id, approval)
    items.note(run.run_id, approval=approval)
    return approval


def same_person(one: str, other: str) -> bool:
    """Say whether two ARNs are of one person, as far as they tell.

    A session of a role carries a name: that of the person, where people sign in by a directory. So
    one name under two roles is one person.
    """
    return bool(one and other) and one.rpartition("/")[2] == other.rpartition("/")[2]


def _first(run: Run, approval: Approval) -> bool:
    """Record the first yes; say whether this is it.

    Raises:
        NotTheirs: the same person has said so before.
    """
    written = msgspec.json.encode(approval).decode()
    if items.swap(run.run_id, FIRST, before=None, after=written):
        return True
    text = items.text(run.run_id, FIRST) or "null"
    first = msgspec.json.decode(text, type=Approval)
    if same_person(first.who, approval.who):
        raise NotTheirs(
            f"{first.who} has approved {run.run_id} already: a second person has to approve it too"
        )
    return False


def _give(run: str, approval: Approval) -> None:
    token = artifacts.read(token_key(run))
    if token is None:
        raise NotWaiting(f"{run} has no token to be answered with; `runs {run}` says how it stands")
    try:
        clients.stepfunctions().send_task_success(
            taskToken=token.decode(), output=msgspec.json.encode(approval).decode()
        )
    except ClientError as error:
        if code_of(error) not in CLOSED:
            raise
        raise NotWaiting(f"{run} no longer waits for an answer; `runs {run}` says why") from error
