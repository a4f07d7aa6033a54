"""Refused drops in one message: a burst of them is a mail every few minutes, and not one each."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Final

from tuning import clients
from tuning.ledger import items, refused
from tuning.ledger.refused import Waiting
from tuning.report.announcement import MOST_SUBJECT
from tuning.report.words import count
from tuning.run.publication import Told
from tuning.run.run import Run, RunStatus
from tuning.settings import deployed

MOST_TASKS: Final = 50
"""Named in one message, those with the most refused drops first."""


def when(run: Run, status: RunStatus) -> Told:
    """Say whether people are told of a run's end by itself, or with others in a digest.

    A drop that was refused leaves why beside itself; what a person decided is told by itself.

    Args:
        run: as the ledger holds it.
        status: how it ends.
    """
    if status is not RunStatus.REJECTED or run.approval_request:
        return "now"
    now = datetime.fromisoformat(items.now())
    before = now - timedelta(minutes=deployed().reaper_minutes)
    if refused.alone(run.run_id, before=before.isoformat(timespec="milliseconds")):
        return "now"
    refused.wait(run.run_id)
    return "later"


def send() -> None:
    """Tell people of the refused drops that wait, if any do.

    They are crossed out afterwards: who breaks off in between tells people twice rather than never.
    """
    waiting = refused.waiting()
    together = len(waiting.runs) + waiting.more
    if not together:
        return
    environment = deployed().environment
    clients.sns().publish(
        TopicArn=deployed().topic_arn,
        Subject=f"Rejected: {count(together, 'more drop')} ({environment})"[:MOST_SUBJECT],
        Message=_message(waiting, together, environment),
    )
    refused.told(waiting)


def _message(waiting: Waiting, together: int, environment: str) -> str:
    by_task = Counter(run.rpartition("-")[0] for run in waiting.runs)
    lines = [f"  {task}: {count(drops, 'drop')}" for task, drops in by_task.most_common(MOST_TASKS)]
    if other := together - sum(drops for _, drops in by_task.most_common(MOST_TASKS)):
        lines.append(f"  others: {count(other, 'drop')}")
    notice = f"{deployed().notice}\n\n" if deployed().notice else ""
    tasks = "\n".join(lines)
    return (
        f"{notice}{count(together, 'more drop was', 'more drops were')} refused in {environment}, "
        f"so many that they are told of together:\n\n{tasks}\n\n"
        "Each has its report, and what to mend. List them:\n"
        f"  python -m tuning runs --status rejected --env {environment}\n"
    )
