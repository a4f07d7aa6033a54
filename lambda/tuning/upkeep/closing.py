"""Closing: end a run in the ledger that could not end itself, and tell people about it once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from tuning import clients
from tuning.hosting import alias
from tuning.ledger import ending, items
from tuning.report import publish
from tuning.report.announcement import MOST_SUBJECT
from tuning.run.run import Failure, Run
from tuning.settings import deployed

BROKE_OFF: Final = "ExecutionBrokeOff"
"""The error of a run whose execution ended before it could say how."""

LONGEST_CLOSING: Final = timedelta(minutes=15)
"""The longest that a function may run: who began to close a run before that is gone."""


def close(run: Run) -> bool:
    """Close a run whose execution is over, and tell people; say whether it was done here.

    Of two that find the same run one closes it. When it dies on the way, another takes over, and
    people may then be told twice rather than not at all.
    """
    if not _claimed(run):
        return False
    failure = None if run.failure or _promoted(run) else _failure(run)
    published = publish.end(run, failure)
    if published.outcome == "went_on":
        return False
    _tell(published.subject, published.message)
    ending.announced(run)
    return True


def tell_of_release(
    run_id: str, run: Run | None, arns: Sequence[str], withdrawn: str | None = None
) -> None:
    """Tell people what was released of a run that is over, and bring its report up to date.

    Args:
        run_id: the run.
        run: as the ledger held it; None where it has none of this id.
        arns: what was deleted; none where somebody else had done so.
        withdrawn: the name that stood for it, and stands for nothing now.
    """
    environment = deployed().environment
    subject = f"Released: {run_id} ({environment})"[:MOST_SUBJECT]
    what = ", ".join(arns) or "what it held, which was gone already"
    message = f"No valid lease covered this any longer, so it was released: {what}\n\n"
    if withdrawn:
        message += (
            f"ACT ON THIS: {withdrawn} stood for it, and nothing serves this task now: whoever "
            f"calls it is refused. Serve it again:\n  {alias.serve_again(run_id)}\n\n"
        )
    if run is None:
        message += f"The ledger of {environment} has no run {run_id}; the tags named it.\n"
    else:
        message += publish.end(run).message or (
            f"{run_id} has gone on since: python -m tuning runs {run_id} --env {environment} shows "
            "how it stands.\n"
        )
    _tell(subject, message)


def tell_of_retention(arns: Sequence[str]) -> None:
    """Tell people which custom models were deleted, because nothing has served them for long."""
    environment, days = deployed().environment, deployed().model_retention_days
    _tell(
        f"Deleted: {len(arns)} custom model(s) that nothing served ({environment})",
        f"Nothing has served these for {days} days, which is how long {environment} keeps a custom "
        f"model (model_retention_days); their reports stay:\n{chr(10).join(arns)}\n",
    )


def _claimed(run: Run) -> bool:
    if run.announced_at:
        return False
    now = items.now()
    began = run.closing_since
    if began and datetime.fromisoformat(now) - datetime.fromisoformat(began) < LONGEST_CLOSING:
        return False
    return items.swap(run.run_id, "closing_since", before=began, after=now)


def _promoted(run: Run) -> bool:
    """Say whether a model was promoted, though its execution did not live to say so."""
    if run.serves_again:
        return run.held is not None and run.held.kept
    return run.promotion is not None


def _failure(run: Run) -> Failure:
    return Failure(
        error=BROKE_OFF,
        cause=f"its execution ended after {run.state or 'its start'} and left no result; what it "
        "held was released. To run it again, drop the training file again",
    )


def _tell(subject: str, message: str) -> None:
    clients.sns().publish(TopicArn=deployed().topic_arn, Subject=subject, Message=message)
