"""`python -m tuning promote RUN`: have the name of a task stand for its model, here or elsewhere.

With ``--to`` it is brought to another environment, which trains it anew and evaluates it again.
"""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from tuning.cli import arguments as options
from tuning.cli import disk, environment
from tuning.cli.arguments import Unusable
from tuning.cli.output import Print, printer
from tuning.cli.promoting import arriving, leaving
from tuning.hosting import alias, capacity, keeping, smoke_test
from tuning.ledger import runs
from tuning.report import commands
from tuning.report.words import count, duration, moment
from tuning.run.lease import Lease
from tuning.run.run import Run, RunStatus
from tuning.text import usd

SERVING: Final = (("BuyThroughput", "CheckThroughput"), ("DeployOnDemand", "CheckDeployment"))
"""The states between which a model begins to serve, either way."""


def arguments(parser: ArgumentParser) -> None:
    """Add what the command takes."""
    options.add_run(parser)
    parser.add_argument(
        "--reason", type=options.reason, default="", help="why; it is kept with what is promoted"
    )
    options.add_environment(parser)
    options.add_target(parser)
    parser.add_argument(
        "--task",
        type=Path,
        metavar="TASK.TOML",
        help="with --to: the recipe of a rerun that was given another one",
    )


def run(chosen: Namespace) -> int:
    """Promote a run; return 1 when nothing serves its model, so that nothing was changed.

    Raises:
        NotDeployed: the environment is not deployed here.
        UnknownRun: the ledger has no run of this id.
        Unusable: it goes on, its model is deleted, or it was not kept and nobody says why.
        Silent: its model does not answer.
    """
    if chosen.to:
        return _to_another(chosen, printer(sys.stdout))
    if chosen.to_profile or chosen.to_region or chosen.task:
        raise Unusable("--to-profile, --to-region and --task go with --to, which names where to")
    environment.enter(chosen.env)
    chosen_run = runs.get(chosen.run)
    if chosen_run.status not in (RunStatus.KEPT, RunStatus.RUNNING) and not chosen.reason:
        raise Unusable(
            f"run {chosen.run} ended as {chosen_run.status.words}, so it was not found better: "
            "say why it is to serve all the same with --reason"
        )
    return promote(chosen_run, printer(sys.stdout), why=chosen.reason or "promoted by hand")


def _to_another(chosen: Namespace, say: Print) -> int:
    """Bring a kept run to another environment; return 0."""
    profile, region = chosen.to_profile, chosen.to_region
    if chosen.to == chosen.env and not (profile or region):
        raise Unusable(f"--to {chosen.to} is the environment that the run is in: name another one")
    recipe = disk.recipe_text(str(chosen.task)).encode() if chosen.task else None
    environment.enter(chosen.env)
    bringing = leaving.leave(runs.get(chosen.run), why=chosen.reason, recipe=recipe)
    outputs = environment.enter_another(chosen.to, profile=profile, region=region)
    arriving.arrive(bringing, outputs, say)
    return 0


def promote(run: Run, say: Print, *, why: str) -> int:
    """Ask what serves a run's model one question, and have its task's name stand for it.

    Returns 1 when nothing serves it: then what that costs and the command are printed.

    Raises:
        Unusable: the run goes on, or its model is deleted.
        Silent: its model does not answer; the name stands for what it stood for.
    """
    if run.status is RunStatus.RUNNING:
        raise Unusable(
            f"run {run.run_id} goes on and has no verdict yet; follow it: "
            f"python -m tuning runs {commands.here(run.run_id)}"
        )
    if run.stored_model is None:
        raise Unusable(
            f"the model of run {run.run_id} is deleted, or never was; train it again: "
            f"python -m tuning rerun {commands.here(run.run_id)}"
        )
    lease, name = _serving(run), alias.name_of(run.task)
    if lease is None or lease.arn is None:
        for line in _unserved(run):
            say(line)
        return 1
    smoke_test.ask(lease.arn)
    who = environment.caller()
    drained = keeping.hand_over(lease, task=run.task, who=who, why=why)
    say(f"{name} stands for run {run.run_id}: {lease.arn}")
    if drained:
        say(
            f"What served before is drained: it serves until {moment(drained.expires_at)}, and "
            "whoever keeps its ARN asks for the name again before then."
        )
    say(
        f"Its lease ends {moment(lease.expires_at)}, and nothing serves the task then. Serve it "
        f"longer: {commands.extend(run.run_id)}"
    )
    return 0


def _serving(run: Run) -> Lease | None:
    """Return the lease of what serves a run's model for longer than its evaluation, if any."""
    lease = run.held
    return lease if lease and lease.kept and capacity.now() < lease.ends else None


def _unserved(run: Run) -> Iterator[str]:
    """Say that nothing serves a model, what serving it costs and how long it takes to begin."""
    yield f"Nothing serves the model of run {run.run_id}, so nothing was changed."
    plan = run.hosting_plan
    if plan and plan.mode == "provisioned":
        each = "an unknown price" if plan.unit_hour_usd is None else f"{usd(plan.unit_hour_usd)}"
        yield f"Serving it takes {count(plan.units, 'model unit')} at {each} an hour each."
    elif plan:
        yield "Serving it is billed by the token, and costs nothing while nobody asks."
    if seconds := _took(run):
        yield f"In its own run it served after {duration(seconds)}."
    yield "Serve it again; the name stands for it once it answers:"
    yield f"  {alias.serve_again(run.run_id)}"


def _took(run: Run) -> float | None:
    """Return the seconds from the request until it served, where the run was served once."""
    for asked, served in SERVING:
        if asked in run.timeline and served in run.timeline:
            began = datetime.fromisoformat(run.timeline[asked].started)
            ended = datetime.fromisoformat(run.timeline[served].ended)
            return (ended - began).total_seconds()
    return None
