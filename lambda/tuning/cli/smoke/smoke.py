"""`python -m tuning smoke`: a plan, a question, the doctor, a drop, and the end of the run."""

import json
import re
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from typing import Final

from tuning import clients
from tuning.cli import arguments as options
from tuning.cli import environment, stacks
from tuning.cli.arguments import Unusable
from tuning.cli.doctor import examination
from tuning.cli.doctor.finding import DoctorFinding
from tuning.cli.following.follow import executions, follow, started_by
from tuning.cli.following.show import show
from tuning.cli.following.view import view
from tuning.cli.following.walk import Shape, Walk
from tuning.cli.output import Print, printer
from tuning.cli.smoke.dataset import CEILING_USD, RECORDS, TASK, Drop, prepare
from tuning.cli.teardown.teardown import end_all
from tuning.costs.actual import cost
from tuning.costs.plan import lease_hours
from tuning.ledger import runs
from tuning.report import summary
from tuning.report.words import count
from tuning.run.run import Run, RunStatus
from tuning.settings import deployed
from tuning.text import usd

POLL_SECONDS: Final = 2.0
START_SECONDS: Final = 120.0
"""How long S3 and EventBridge may take from the drop to the start: seconds, as a rule."""

OF_THE_ACCOUNT: Final = ("judge", "quota")
"""How the doctor calls what it is the account's to ask for: said again when the run has ended."""

LINK: Final = re.compile(r"https://[^\s,]+[^\s,.]")

WELL: Final = (RunStatus.KEPT, RunStatus.DISCARDED, RunStatus.UNDECIDED)
"""How a healthy run ends: the gate has decided, whichever way."""


def arguments(parser: ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("--yes", action="store_true", help="do not ask")
    options.add_environment(parser)


def run(chosen: Namespace) -> int:
    """Run the first run; return 0 when it ended with a verdict and nothing bills, else 1.

    Raises:
        NotDeployed: the environment is not deployed here.
        Unusable: the run would cost too much, or nobody said yes.
    """
    say = printer(sys.stdout)
    environment.enter(chosen.env)
    drop = prepare(deployed().base_model, lease_hours=lease_hours())
    for line in _plan(drop):
        say(line)
    _check_price(drop)
    if not chosen.yes:
        _ask()
    say("The doctor looks first:")
    found = tuple(examination.examine(chosen.env))
    if wanting := [finding for finding in found if finding.mark == "fix"]:
        say((f"Nothing was started: {count(len(wanting), 'thing')} to fix first.", "bold red"))
        return _end_with(wanting, say)
    say(f"  {sum(finding.mark == 'ok' for finding in found)} ok")
    advice = [finding for finding in found if finding.mark == "warn"]
    for finding in advice:
        examination.tell(finding, say)
    machine = _machine(chosen.env)
    run = _walked(machine, drop, chosen.env, say)
    return _conclude(run, machine, chosen.env, advice, say)


def _plan(drop: Drop) -> Iterator[str]:
    records = " and ".join(
        f"{most} {'to train on' if name == 'train' else 'held out'}"
        for name, most in reversed(RECORDS.items())
    )
    settings = deployed()
    who = clients.sts().get_caller_identity()["Account"]
    yield f"A smoke run of {settings.environment} in account {who}, {_region()}:"
    yield f"  drops {records} at s3://{settings.datasets_bucket}/{drop.key}"
    yield f"  fine-tunes {drop.recipe.base_model}, one epoch"
    yield f"  serves it: {drop.choice.why}"
    yield "  asks both models, compares them, and deletes what it made"
    yield (
        f"  at most {usd(drop.costs.total_usd)} at list prices; the recipe refuses more than "
        f"{usd(CEILING_USD)}"
    )
    yield from (f"  not in it, because unknown: {part}" for part in drop.costs.unknown)
    yield "  it takes an hour or two in an account; longer if Bedrock queues the job"


def _check_price(drop: Drop) -> None:
    costs = drop.costs
    if drop.choice.refusal:
        raise Unusable(drop.choice.refusal)
    if costs.training_usd is None or costs.hosting_usd is None:
        raise Unusable(
            f"a price of {drop.recipe.base_model} is unknown, so no ceiling can be held: "
            "`python -m tuning prices --refresh` asks AWS for it"
        )
    if costs.total_usd > CEILING_USD:
        raise Unusable(
            f"the run is expected to cost {usd(costs.total_usd)}, and a smoke run may cost "
            f"{usd(CEILING_USD)}: choose a cheaper base_model in the settings file"
        )


def _ask() -> None:
    if not sys.stdin.isatty():
        raise Unusable("no terminal to ask on: pass --yes")
    if input("Type yes to start it: ").strip().lower() not in ("y", "yes"):
        raise Unusable("nothing was started")


def _machine(name: str) -> str:
    pipeline = stacks.find(name, "pipeline")
    if pipeline is None:
        raise environment.NotDeployed(f"the pipeline of {name} is gone: {environment.deploy(name)}")
    (machine,) = pipeline.all("AWS::StepFunctions::StateMachine")
    return machine.name


def _walked(machine: str, drop: Drop, name: str, say: Print) -> Run:
    """Drop the dataset, follow its execution to the end, and return the run as the ledger has it.

    Ctrl-C ends the following only; what goes on, and how to stop it, is said.
    """
    states, s3 = clients.stepfunctions(), clients.s3()
    before = executions(states, machine)
    for key, content in drop.files.items():
        s3.put_object(Bucket=deployed().datasets_bucket, Key=key, Body=content)
    execution = started_by(
        states,
        machine,
        key=drop.key,
        before=before,
        bound_seconds=START_SECONDS,
        poll_seconds=POLL_SECONDS,
    )
    if execution is None:
        raise Unusable(
            f"no run started within {START_SECONDS:.0f} s of the drop; what could not be delivered "
            f"is in the dead-letter queue: `python -m tuning doctor --env {name}` looks at the rule"
        )
    definition = json.loads(states.describe_state_machine(stateMachineArn=machine)["definition"])
    walk = Walk(shape=Shape.of(definition))
    try:
        with view() as shown:
            for event in follow(states, execution, poll_seconds=POLL_SECONDS):
                if event:
                    walk.see(event)
                    show(event, walk, shown)
    except KeyboardInterrupt:
        run = walk.run_id or "RUN"
        say(f"The run goes on without this terminal: {execution}")
        say(f"  see its state:    python -m tuning runs {run} --env {name}")
        say(f"  stop and release: python -m tuning cancel {run} --env {name}")
        raise
    if walk.run_id is None:
        cause = walk.ended.cause if walk.ended else ""
        raise Unusable(f"the execution ended before it was a run: {cause or execution}")
    return runs.get(walk.run_id)


def _conclude(run: Run, machine: str, name: str, advice: list[DoctorFinding], say: Print) -> int:
    well = run.outcome in WELL
    say((f"{run.run_id}: {summary.headline(run)}", "bold green" if well else "bold red"))
    say(summary.reason(run))
    say(f"It cost {cost(run).sentence}")
    if run.report_key:
        say(f"The report: s3://{deployed().artifacts_bucket}/{run.report_key}")
    left = end_all(machine, TASK, say).lines
    for finding in advice:
        if finding.what.startswith(OF_THE_ACCOUNT):
            say(f"Note: {finding.what}: {finding.detail}")
    if left:
        for line in left:
            say(f"  {line}")
        say((f"billing resources: {len(left)}", "bold red"))
        say(f"end them: python -m tuning teardown --env {name} --task {TASK}")
        return 1
    say("billing resources: 0")
    if well:
        return 0
    known = {(finding.what, finding.detail) for finding in advice}
    fresh = [
        finding
        for finding in examination.examine(name)
        if (finding.what, finding.detail) not in known
    ]
    if wanting := [finding for finding in fresh if finding.mark != "ok" and finding.remedy]:
        return _end_with(wanting, say)
    link = LINK.search(summary.reason(run))
    command = f"python -m tuning runs {run.run_id} --env {name}"
    say(f"to fix it: {link[0]}" if link else f"the result of each state: {command}")
    return 1


def _end_with(wanting: list[DoctorFinding], say: Print) -> int:
    """End with what is missing, and below each what fixes it."""
    for finding in wanting:
        examination.tell(finding, say)
    return 1


def _region() -> str:
    return clients.bedrock().meta.region_name
