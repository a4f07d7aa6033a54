"""One dataset version, one run: claim it in the ledger and read the task's recipe."""

from tuning.registration import register
from tuning.registration.register import ObjectCreated, SoFar
from tuning.run.registration import Registration
from tuning.state import State


@State
def register_run(detail: ObjectCreated, execution: str, so_far: SoFar) -> Registration:
    """Register the dropped file as a run of its own, once."""
    return register.register(detail, execution=execution, before=so_far.registration)
