"""How a run ended: written by whoever ends it, unless another execution owns it by then."""

from tuning.ledger import items, runs
from tuning.run.run import Run, RunStatus


def end(run: Run, *, status: RunStatus, report_key: str) -> bool:
    """Write how a run ended, and where its report is; say whether its execution still owned it.

    The write is on condition that nothing was written since the owner was read, and not that it is
    still the owner: who may name an attribute in a condition may write it too.

    Args:
        run: as it was read when it was over; one that has gone on since is left as it is.
        status: how it ended.
        report_key: of its report in the artifacts bucket.
    """
    values = {":status": status.value, ":report_key": report_key}
    while (left := runs.get(run.run_id)).execution == run.execution:
        moments = {":now": items.now(), ":read": left.updated_at}
        if items.changed(
            run.run_id,
            "SET #status = :status, #report_key = :report_key, #updated_at = :now",
            condition="#updated_at = :read",
            names={f"#{name}": name for name in ("status", "report_key", "updated_at")},
            values={key: {"S": value} for key, value in (values | moments).items()},
        ):
            return True
    return False
