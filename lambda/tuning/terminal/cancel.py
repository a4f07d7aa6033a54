"""`python -m tuning cancel RUN`: stop a run, release what it holds, record both."""

from botocore.exceptions import ClientError
from rich.console import Console

from tuning import clients
from tuning.errors import code_of
from tuning.hosting.release import Release, release
from tuning.ledger import runs
from tuning.ledger.registration import Registration
from tuning.ledger.run import Run, RunStatus
from tuning.report import publish
from tuning.state import result_key


def cancel(run_id: str, console: Console) -> None:
    """Cancel a run that goes on, or release what an ended run still holds.

    The execution is stopped first, so that it can buy nothing after the release.

    Raises:
        UnknownRun: the ledger has no run of this id.
    """
    run = runs.get(run_id)
    going_on = run.status is RunStatus.RUNNING
    if not going_on and run.held is None:
        console.print(f"{run_id} ended as {run.status} and holds nothing.")
        return
    if going_on:
        _stop(run.execution)
        run = runs.get(run_id)
    # A run that was claimed and never registered has started nothing that could be released.
    released = _release(run, run.registration) if run.registration else ()
    if going_on:
        runs.note(run_id, status=RunStatus.CANCELLED)
    publish.publish(run_id, None)
    for arn in released:
        console.print(f"released {arn}")
    console.print(f"{run_id} is {'cancelled' if going_on else 'released'}; it holds nothing.")


def _release(run: Run, registration: Registration) -> tuple[str, ...]:
    started = runs.now()
    released = release(registration, throughput=run.throughput, earlier=run.release)
    key = result_key(Release)
    runs.record(run.run_id, state="Cancel", key=key, result=released, started=started)
    return (*released.stopped, *released.deleted)


def _stop(execution: str) -> None:
    try:
        clients.stepfunctions().stop_execution(
            executionArn=execution, error="Cancelled", cause="cancelled from a terminal"
        )
    except ClientError as error:
        if code_of(error) != "ExecutionDoesNotExist":
            raise
