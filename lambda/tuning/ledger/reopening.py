"""A run that ended and goes on: another execution owns it, and knows what its states said."""

from collections.abc import Sequence
from typing import Any

import msgspec

from tuning.ledger import items, runs
from tuning.ledger.items import EXECUTION, OPEN, YES
from tuning.run.keys import KEYS
from tuning.run.resumption import Resumption
from tuning.run.run import Run, RunStatus

RESUMPTION = KEYS[Resumption]


def reopen(run: Run, resumption: Resumption, *, execution: str, without: Sequence[str]) -> bool:
    """Let an execution own a run that has ended; say whether it does.

    One conditional write, so of two that ask at once one has it. It forgets how the run ended, and
    what is said again from here on.

    Args:
        run: as it was read.
        resumption: where it goes on; written with it, so that asking again brings the same answer.
        execution: which asks.
        without: the attributes that are forgotten.
    """
    names = {"#status": "status", "#execution": EXECUTION, "#open": OPEN, "#said": RESUMPTION}
    forgotten = {f"#{name}": name for name in without}
    return items.changed(
        run.run_id,
        "SET #execution = :execution, #status = :running, #open = :yes, #said = :said, "
        f"updated_at = :now REMOVE {', '.join(forgotten)}",
        condition="#execution = :before AND #status = :ended",
        names=names | forgotten,
        values={
            key: {"S": value}
            for key, value in {
                ":execution": execution,
                ":running": RunStatus.RUNNING.value,
                ":yes": YES,
                ":said": msgspec.json.encode(resumption).decode(),
                ":now": items.now(),
                ":before": run.execution,
                ":ended": run.status.value,
            }.items()
        },
    )


def document(run_id: str) -> dict[str, Any]:
    """Return what the states of a run have said, as its execution's document holds it."""
    run = runs.get(run_id)
    said = {key: getattr(run, key, None) for key in KEYS.values()}
    return {key: msgspec.to_builtins(result) for key, result in said.items() if result is not None}
