"""What is written of a run as it ends, unless it ended otherwise, or went on, by then.

Each write is on condition that nothing was written since the run was looked at, and not that it
still has this owner: who may name an attribute in a condition may write it too.
"""

from typing import Any

from tuning.ledger import items, runs
from tuning.run.run import Cancellation, Run, RunStatus


def end(run: Run, *, status: RunStatus, report_key: str) -> bool:
    """Write how a run ended, and where its report is; say whether it was still as it was read.

    Args:
        run: as it was read when it was over.
        status: how it ended.
        report_key: of its report in the artifacts bucket.
    """
    return note(run, status=status, report_key=report_key)


def cancel(run: Run, cancellation: Cancellation) -> bool:
    """Write that a run was cancelled, by whom and why; say whether it still went on.

    Args:
        run: as it was read while it went on.
        cancellation: who, when and why.
    """
    return note(run, status=RunStatus.CANCELLED, cancellation=cancellation)


def announced(run: Run) -> bool:
    """Write that people were told how a run ended, if the same execution owns it still."""
    left = runs.get(run.run_id)
    return left.execution == run.execution and note(left, announced_at=items.now())


def note(run: Run, **attributes: Any) -> bool:
    """Write attributes of a run; say whether its execution still owned it, and it stood as it did.

    Args:
        run: as it was read; one that has ended, or has gone on, since is left as it is.
        **attributes: as of ``items.note``.
    """
    while _stands(run, left := runs.get(run.run_id)):
        if items.note_since(run.run_id, read=left.updated_at, **attributes):
            return True
    return False


def _stands(run: Run, left: Run) -> bool:
    return (left.execution, left.status) == (run.execution, run.status)
