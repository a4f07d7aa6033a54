"""One dataset version, one run: claim it in the ledger and read the task's recipe."""

from tuning.ledger import drop
from tuning.ledger.drop import ObjectCreated
from tuning.ledger.registration import Registration
from tuning.state import State


@State
def register_run(detail: ObjectCreated, execution: str) -> Registration:
    """Register the dropped file as a run of its own, once."""
    return drop.register(detail, execution=execution)
