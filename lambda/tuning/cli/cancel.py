"""`python -m tuning cancel RUN [--reason "…"]`: stop a run, release what it holds, record both."""

import sys
from argparse import ArgumentParser, Namespace

from botocore.exceptions import ClientError

from tuning import clients
from tuning.cli import arguments as options
from tuning.cli import environment
from tuning.cli.output import Print, printer
from tuning.costs.actual import cost
from tuning.errors import code_of
from tuning.hosting import capacity
from tuning.hosting.release import release
from tuning.ledger import ending, items, runs
from tuning.report import publish, summary
from tuning.run.hosting import Release
from tuning.run.keys import KEYS
from tuning.run.run import Cancellation, Run, RunStatus
from tuning.settings import deployed


def arguments(parser: ArgumentParser) -> None:
    """Add what the command takes."""
    options.add_run(parser)
    parser.add_argument(
        "--reason", type=options.reason, default="", help="why; it is kept with the run"
    )
    options.add_environment(parser)


def run(chosen: Namespace) -> int:
    """Cancel a run, and record who did it and why.

    Raises:
        NotDeployed: the environment is not deployed here.
        UnknownRun: the ledger has no run of this id.
    """
    environment.enter(chosen.env)
    who = environment.caller()
    cancel(chosen.run, printer(sys.stdout), who=who, why=chosen.reason)
    return 0


def cancel(run_id: str, say: Print, *, who: str = "", why: str = "") -> None:
    """Cancel a run that goes on, or release what an ended run still holds.

    The run is closed and its execution stopped first, so that no function of it that still works
    can lease anything after the release, and nobody takes it for a run that broke off. What it has
    cost is counted by the reaper, within minutes.

    Args:
        run_id: the run.
        say: prints a line.
        who: the ARN of who cancels, kept with the run.
        why: in that person's words, kept with the run.

    Raises:
        UnknownRun: the ledger has no run of this id.
    """
    run = runs.get(run_id)
    cancellation = Cancellation(who=who or "somebody", when=items.now(), why=why.strip())
    going_on = run.status is RunStatus.RUNNING and ending.cancel(run, cancellation)
    left = runs.get(run_id)
    if left.execution != run.execution:
        say(_gone_on(run_id))
        return
    if going_on:
        _stop(run.execution)
    elif left.held is None and not capacity.of(run_id):
        say(f"{run_id} ended as {left.status} and holds {_holding(left)}.")
        return
    released = _release(run_id)
    publish.end(left, settles=False)
    left = runs.get(run_id)
    for arn in (*released.stopped, *released.deleted):
        say(f"released {arn}")
    if released.withdrawn:
        say(f"{released.withdrawn} stands for nothing now: whoever calls it is refused")
    if left.execution != run.execution:
        say(_gone_on(run_id))
        return
    done = f"{run_id} is {'cancelled' if going_on else 'released'}"
    if released.bound_until:
        say(
            f"{done}, but what it holds is committed: it bills, and cannot be deleted, until "
            f"{released.bound_until}; the reaper deletes it then."
        )
    else:
        say(f"{done}; it holds {_holding(left)}.")


def _gone_on(run_id: str) -> str:
    return (
        f"{run_id} has gone on meanwhile, in another execution, and is not cancelled: "
        f"python -m tuning cancel {run_id} --env {deployed().environment} stops that one"
    )


def _holding(run: Run) -> str:
    """Say what bills for a run from now on, as ``runs`` does."""
    return "; ".join(summary.holds(run, cost(run))) or "nothing"


def _release(run_id: str) -> Release:
    started = items.now()
    released = release(run_id)
    items.record(run_id, state="Cancel", key=KEYS[Release], result=released, started=started)
    return released


def _stop(execution: str) -> None:
    try:
        clients.stepfunctions().stop_execution(
            executionArn=execution, error="Cancelled", cause="cancelled from a terminal"
        )
    except ClientError as error:
        if code_of(error) != "ExecutionDoesNotExist":
            raise
