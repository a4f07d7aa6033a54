"""Wait for the reaper, when an execution was stopped and could not end its run itself."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rehearsal.errors import Overdue

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

POLL_SECONDS: Final = 0.2
SWEEP_SECONDS: Final = 30.0
"""How long a sweep may take here, a cold start and a busy machine included."""


@dataclass(frozen=True, kw_only=True)
class Reaped:
    """What the reaper did for a run: what it stopped and deleted, and that it notified people."""

    released: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """What it did, in words."""
        what = ", ".join(self.released) or "nothing, for nothing was held"
        return f"released {what}; closed the run and notified people"


def await_reaper(
    dynamodb: "DynamoDBClient",
    table: str,
    run_id: str,
    *,
    holding: Callable[[], bool],
    period_seconds: float,
) -> Reaped:
    """Wait until the reaper has closed a run and notified people, and nothing is held any more.

    A function that outlives its execution may still buy something. The sweep after that finds it,
    so that may take one period; what is held even then is left for the caller to report.

    Args:
        dynamodb: a client of the embedded AWS.
        table: the runs ledger.
        run_id: the run of an execution that was stopped.
        holding: says whether anything is held.
        period_seconds: from one sweep to the next, in real time.

    Raises:
        Overdue: nobody has closed the run, in a period and the time that a sweep takes.
    """
    bound_seconds = period_seconds + SWEEP_SECONDS
    ends = time.monotonic() + bound_seconds
    while True:
        run = dynamodb.get_item(TableName=table, Key={"run_id": {"S": run_id}})["Item"]
        over = time.monotonic() > ends
        if "announced_at" in run and (over or not holding()):
            release = json.loads(run["release"]["S"]) if "release" in run else {}
            return Reaped(released=(*release.get("stopped", ()), *release.get("deleted", ())))
        if over:
            raise Overdue(
                f"the reaper did not close the run within {bound_seconds:.0f} s: look at its log"
            )
        time.sleep(POLL_SECONDS)
