"""Stalls: a job that Bedrock has validated and does not begin to train.

Public reports of 2026: validation Completed and training NotStarted for 6, 25, 25 and 74 hours, and
then "Encountered an internal error when processing the request." within minutes of training. Such
a job costs nothing. A stop keeps nothing of a job, and nobody can resume one.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from tuning import clients
from tuning.ledger import items
from tuning.settings import deployed
from tuning.text import hours as in_hours

MET: Final = (
    "Other users have reported waits of 6 to 74 hours, after which their jobs ended with an "
    "internal error; it cost them nothing"
)
"""What the reports say, in a sentence that takes a full stop."""

NOTIFY_AFTER: Final = timedelta(hours=6)
"""The shortest stall that was reported; a queue of a few hours is usual."""

INTERNAL: Final = "internal error"
"""What the service's reason says when it is nobody's fault but its own."""

NOTIFIED: Final = "stall_announced_at"
"""The attribute of a run's item with the moment at which people heard of its stall."""

MOST_SUBJECT: Final = 100
"""SNS Publish: a subject is ASCII, has no line breaks and fewer than 101 characters."""


def since(job: Mapping[str, Any]) -> datetime | None:
    """Return since when a job waits for its training; None when it does not.

    Args:
        job: what GetModelCustomizationJob answers.
    """
    details = job.get("statusDetails", {})
    validation, prepared, training = (
        details.get(f"{phase}Details", {}) for phase in ("validation", "dataProcessing", "training")
    )
    waits = (
        job["status"] == "InProgress"
        and validation.get("status") == "Completed"
        and prepared.get("status", "Completed") in ("Completed", "NotStarted")
        and training.get("status", "NotStarted") == "NotStarted"
    )
    if not waits:
        return None
    ended = [
        phase["lastModifiedTime"]
        for phase in (validation, prepared)
        if phase.get("status") == "Completed" and "lastModifiedTime" in phase
    ]
    begun: datetime = max(ended, default=job["creationTime"])
    return begun


def deadline() -> timedelta:
    """Return how long a job may wait for its training before it is stopped."""
    return timedelta(hours=deployed().queued_deadline_hours)


def queued(begun: datetime) -> str:
    """Say that a job waits."""
    return (
        f"queued by Bedrock since {_moment(begun)}: the data is validated, but training has not "
        "started"
    )


def given_up(begun: datetime, *, allowed: bool, again: bool) -> str:
    """Say why a job was stopped, and what a person can do.

    Args:
        begun: since when it waited.
        allowed: whether the recipe lets such a job be started once more.
        again: whether this was the job that had been started once more.
    """
    first = "for the second time Bedrock" if again else "Bedrock"
    fix = (
        ""
        if allowed
        else ", or set restart_stalled = true under [training] in task.toml to let a run try twice"
    )
    return (
        f"{first} queued the job at {_moment(begun)} and did not start to train it within "
        f"{_hours(deadline())}, so it was stopped; nothing was trained and nothing is billed. "
        f"{MET}. Drop the dataset again later{fix}; if it happens again, ask AWS Support with the "
        "job's ARN"
    )


def restarting(why: str) -> str:
    """Say that a job is started once more."""
    return f"{why}; as the recipe allows, the job is started once more"


def failed(reason: str, queued_for: timedelta) -> str:
    """Add to the service's reason what is known of such failures."""
    if INTERNAL not in reason.lower():
        return reason
    waited = f" It had been queued by Bedrock for {_hours(queued_for)}." if queued_for else ""
    return (
        f"{reason.rstrip('.')}.{waited} Bedrock names no cause, and no known cause lies in "
        "the dataset: drop it again later"
    )


def tell(run: str, begun: datetime, *, queued_for: timedelta, restarts: bool) -> None:
    """Tell people once for each run that its job waits unusually long, and what will come of it.

    Args:
        run: the run.
        begun: since when its job waits.
        queued_for: for how long that has been.
        restarts: whether the job is started once more when its deadline passes.
    """
    limit = deadline()
    if queued_for < min(NOTIFY_AFTER, limit / 2) or items.text(run, NOTIFIED):
        return
    environment = deployed().environment
    then = "started once more, as its recipe allows" if restarts else "the run ends as failed"
    clients.sns().publish(
        TopicArn=deployed().topic_arn,
        Subject=f"Queued by Bedrock: {run} ({environment})"[:MOST_SUBJECT],
        Message=(
            f"The customization job of {run} is {queued(begun)}.\n\n"
            f"{MET}.\n\n"
            f"The dataset needs no change. After {_hours(limit)} in the queue the job is "
            f"stopped and {then}. Its training slot stays taken until then.\n\n"
            f"See its state:\n  python -m tuning runs {run} --env {environment}\n"
            f"End it now:\n  python -m tuning cancel {run} --env {environment}\n"
        ),
    )
    items.note(run, **{NOTIFIED: items.now()})


def _moment(then: datetime) -> str:
    return f"{then.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _hours(span: timedelta) -> str:
    return in_hours(float(f"{span / timedelta(hours=1):.3g}"))
