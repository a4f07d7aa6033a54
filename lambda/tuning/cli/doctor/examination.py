"""`python -m tuning doctor`: what is well with an environment, and what fixes the rest."""

import sys
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final

from botocore.exceptions import BotoCoreError, ClientError

from tuning import clients
from tuning.cli import arguments as options
from tuning.cli import dataset_options, environment, stacks
from tuning.cli.doctor import (
    buckets,
    deployment,
    functions,
    keys,
    models,
    money,
    roles,
    subscriptions,
)
from tuning.cli.doctor.finding import DoctorFinding, Mark, fix, ok, warn
from tuning.cli.doctor.target import Target
from tuning.cli.output import Print, print_json, printer
from tuning.errors import TuningError, code_of
from tuning.models.catalogue import base_model
from tuning.settings import deployed

Check = Callable[[Target], Iterator[DoctorFinding]]

ANYWHERE: Final[tuple[Check, ...]] = (
    models.region,
    models.lifecycle,
    models.access,
    models.judge,
    models.amounts,
    functions.concurrency,
    money.ages,
    deployment.stacks,
)
"""What can be looked at before anything is deployed."""

DEPLOYED: Final[tuple[Check, ...]] = (
    deployment.outputs,
    roles.trust,
    roles.use_of_keys,
    keys.state,
    keys.policy,
    buckets.state,
    subscriptions.rules,
    subscriptions.people,
    subscriptions.alarms,
    money.ceilings,
    money.leases,
)

DENIED: Final = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"})

STYLES: Final[dict[Mark, tuple[str, str]]] = {
    "ok": ("ok  ", "green"),
    "warn": ("warn", "yellow"),
    "fix": ("FIX ", "bold red"),
}


def arguments(parser: ArgumentParser) -> None:
    """Add what the command takes."""
    options.add_json(parser)
    options.add_environment(parser)


def run(chosen: Namespace) -> int:
    """Examine an environment, tell a line for each thing, and return 1 when one is to be fixed.

    Raises:
        NotDeployed: nothing of that name is deployed, and no settings here have it.
        BotoCoreError, ClientError: AWS cannot be reached, or not with these credentials.
    """
    findings: list[DoctorFinding] = []
    say = printer(sys.stdout)
    for finding in examine(chosen.env):
        findings.append(finding)
        if not chosen.json:
            tell(finding, say)
    marks = Counter(finding.mark for finding in findings)
    if chosen.json:
        print_json(findings)
    else:
        say(f"{marks['ok']} ok, {marks['warn']} with advice, {marks['fix']} to fix")
    return int(marks["fix"] > 0)


def examine(name: str) -> Iterator[DoctorFinding]:
    """Yield what every check finds; one that cannot look says so and keeps no other.

    Raises:
        NotDeployed: nothing of that name is deployed, and no settings here have it.
        BotoCoreError, ClientError: AWS cannot be reached, or not with these credentials.
    """
    target, caller = _target(name)
    yield ok("credentials", f"{caller} in account {target.account}")
    whole = all(
        part in target.stacks and deployment.works(target.stacks[part]) for part in stacks.NEEDED
    )
    for check in (*ANYWHERE, *(DEPLOYED if whole else ())):
        yield from _found_by(check, target)


def tell(finding: DoctorFinding, say: Print) -> None:
    """Print a finding, and below it what fixes it."""
    say(STYLES[finding.mark], f"  {finding.what:<20}  {finding.detail}")
    if finding.remedy:
        say(f"{'':>28}", (finding.remedy, "bold"))


def _target(name: str) -> tuple[Target, str]:
    caller = clients.sts().get_caller_identity()
    found = {part: stacks.find(name, part) for part in stacks.NEEDED}
    there = {part: stack for part, stack in found.items() if stack}
    if not there and not environment.is_known(name):
        environment.enter(name)  # says which ones there are
    if "pipeline" in there and deployment.works(there["pipeline"]):
        outputs = environment.enter(name)
    else:
        outputs = environment.enter_by_name(name)
    target = Target(
        environment=name,
        account=caller["Account"],
        region=clients.bedrock().meta.region_name,
        partition=caller["Arn"].split(":")[1],
        model=base_model(deployed().base_model or dataset_options.MODEL),
        stacks=there,
        outputs=outputs,
    )
    return target, caller["Arn"]


def _found_by(check: Check, target: Target) -> Iterator[DoctorFinding]:
    """Yield what a check finds; what it may not read is said, and is no reason to stop."""
    what = check.__module__.rpartition(".")[2]
    try:
        yield from check(target)
    except ClientError as error:
        if code_of(error) in DENIED:
            yield warn(what, f"cannot be examined with your rights: {error}")
        else:
            yield fix(what, str(error), target.deploys)
    except (BotoCoreError, TuningError) as error:
        yield fix(what, str(error), target.deploys)
