"""`python -m tuning cancel RUN`: stop a run, release what it holds, record both."""

from botocore.exceptions import ClientError
from rich.console import Console

from tuning import clients
from tuning.errors import UnknownRun, code_of
from tuning.hosting.release import Release, release
from tuning.ledger import runs
from tuning.ledger.run import RunStatus
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
    started = runs.now()
    if run.registration is None:
        raise UnknownRun(f"{run_id} was claimed and never registered; there is nothing to release")
    released = release(run.registration, throughput=run.throughput, earlier=run.release)
    runs.record(run_id, state="Cancel", key=result_key(Release), result=released, started=started)
    if going_on:
        runs.note(run_id, status=RunStatus.CANCELLED)
    publish.publish(run_id, None)
    for arn in (*released.stopped, *released.deleted):
        console.print(f"released {arn}")
    console.print(f"{run_id} is {'cancelled' if going_on else 'released'}; it holds nothing.")


def _stop(execution: str) -> None:
    try:
        clients.stepfunctions().stop_execution(
            executionArn=execution, error="Cancelled", cause="cancelled from a terminal"
        )
    except ClientError as error:
        if code_of(error) != "ExecutionDoesNotExist":
            raise
