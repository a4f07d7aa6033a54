"""`python -m tuning teardown`: end all that bills in an environment, and prove that it is gone."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator
from typing import Final

from tuning import clients
from tuning.cli import arguments as options
from tuning.cli import environment, ledger, stacks, tasks
from tuning.cli.arguments import Unusable
from tuning.cli.cancel import cancel
from tuning.cli.output import Print, printer
from tuning.cli.stacks import PARTS, Stack
from tuning.cli.teardown.destroying import destroy
from tuning.cli.teardown.emptying import empty
from tuning.cli.teardown.leftovers import Leftovers, look
from tuning.cli.teardown.waiting import Waiting
from tuning.errors import Transient, TuningError
from tuning.run.run import RunStatus
from tuning.settings import deployed

ENDING_MINUTES: Final = 15.0
"""For jobs to stop and for what is being made to become deletable."""

ATTEMPTS: Final = 3
"""S3 delivers access logs late, so a bucket that was emptied may have to be emptied again."""


class Protected(TuningError):
    """The stacks may not be destroyed; the message says what takes their protection off."""


def arguments(parser: ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("--task", metavar="TASK", help="only what this task has; no stack, no data")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    options.add_environment(parser)


def run(chosen: Namespace) -> int:
    """Tear an environment down, or end what one task of it has; return 1 when something is left.

    Raises:
        BotoCoreError, ClientError: AWS cannot be reached, or not with these credentials.
        NotDeployed: it has neither a stack here nor anything with its tags.
        Protected: the environment's stacks are protected; nothing was touched.
        Unusable: nobody said yes, or no run was ever of this task.
    """
    say = printer(sys.stdout)
    name, task = chosen.env, chosen.task
    there = _enter(name)
    if task is None:
        _check_protection(there.values())
    machine = _machine(there.get("pipeline"))
    found = look(machine, task)
    if not there and not found.lines:
        raise environment.NotDeployed(
            f"{environment.missing(name)}nothing there carries its tags either; if it was torn "
            f"down, nothing of it bills; else {environment.ELSEWHERE}"
        )
    if task and not found.lines:
        tasks.check(task, ledger.every() if deployed().runs_table else ())
    for line in _plan(found, there.values(), task):
        say(line)
    if not chosen.yes:
        _ask(name, task)
    _end_runs(task, say)
    found = end_all(machine, task, say)
    left: list[str] = []
    if task is None:
        left = _destroy(there, say)
        found = end_all(None, None, say)
    left += found.lines
    say((f"billing resources: {len(left)}", "bold red" if left else "bold green"))
    for line in left:
        say(f"  {line}")
    return int(bool(left))


def _enter(name: str) -> dict[str, Stack]:
    """Enter the environment as far as it is still deployed, and return its stacks by their part."""
    clients.sts().get_caller_identity()
    there = {part: stack for part in PARTS if (stack := stacks.find(name, part))}
    if "pipeline" in there:
        environment.enter(name)
    else:
        environment.enter_by_name(name)
    return there


def _check_protection(there: Iterable[Stack]) -> None:
    protected = [stack.name for stack in there if stack.protected]
    if protected:
        commands = "; ".join(
            "aws cloudformation update-termination-protection --no-enable-termination-protection "
            f"--stack-name {name}"
            for name in protected
        )
        raise Protected(
            "nothing was touched: termination protection is on. To tear it down all the same, "
            f"first: {commands}. To end only what a task has: --task TASK"
        )


def _machine(pipeline: Stack | None) -> str | None:
    machines = pipeline.all("AWS::StepFunctions::StateMachine") if pipeline else ()
    return machines[0].name if machines else None


def _plan(found: Leftovers, there: Iterable[Stack], task: str | None) -> Iterator[str]:
    who = clients.sts().get_caller_identity()["Account"]
    region = clients.bedrock().meta.region_name
    what = f"task {task} of {deployed().environment}" if task else deployed().environment
    yield f"Tearing down {what} in account {who}, {region}:"
    yield from (f"  {line}" for line in found.lines)
    if task:
        yield "  Its datasets and reports stay, and so do the stacks."
        return
    for stack in there:
        staying = sum(each.stays for each in stack.resources)
        yield f"  stack {stack.name}: {len(stack.resources) - staying} resources"
        for bucket in stack.all("AWS::S3::Bucket"):
            yield f"  bucket {bucket.name}: {'stays' if bucket.stays else 'all versions of all'}"


def _ask(name: str, task: str | None) -> None:
    if not sys.stdin.isatty():
        raise Unusable("no terminal to ask on: pass --yes")
    wanted = task or name
    if input(f"Nothing of it can be brought back. Type {wanted} to go on: ").strip() != wanted:
        raise Unusable("nothing was touched")


def _end_runs(task: str | None, say: Print) -> None:
    """Cancel every run that goes on or holds something, so that its bill and report are right."""
    if not deployed().runs_table:
        return
    who = environment.caller()
    for run in ledger.every():
        if task in (None, run.task) and (run.status is RunStatus.RUNNING or run.held):
            for _ in Waiting(minutes=ENDING_MINUTES):
                try:
                    cancel(run.run_id, say, who=who, why="torn down")
                except Transient:
                    continue  # what it holds is still being made or listed
                break


def end_all(machine: str | None, task: str | None, say: Print) -> Leftovers:
    """End what there is and look again, until there is nothing, or for as long as it may take.

    Returns what is left then.
    """
    found = look(machine, task)
    for _ in Waiting(minutes=ENDING_MINUTES):
        if not found.can_end:
            break
        for done in found.end():
            say(done)
        found = look(machine, task)
    return found


def _destroy(there: dict[str, Stack], say: Print) -> list[str]:
    """Destroy the stacks, the buckets emptied once nothing writes to them; return what stays."""
    doomed = [there[part] for part in PARTS if part in there]
    for number, stack in enumerate(doomed):
        if why := _destroy_one(stack, say):
            return [why, *(f"stack {each.name}" for each in doomed[number + 1 :])]
    stay = [each for stack in there.values() for each in stack.resources if each.stays]
    for each in stay:
        say(f"stays, as its environment wants, and bills its storage: {each.type} {each.name}")
    return []


def _destroy_one(stack: Stack, say: Print) -> str | None:
    why: str | None = None
    for _ in range(ATTEMPTS):
        for bucket in stack.all("AWS::S3::Bucket"):
            if not bucket.stays and (locked := empty(bucket.name)):
                return locked
        why = destroy(stack)
        if why is None:
            say(f"destroyed stack {stack.name}")
            break
    return why
