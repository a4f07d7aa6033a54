"""The deployment: whether its stacks are there and whole."""

from collections.abc import Iterator
from typing import Final

from tuning import clients, naming
from tuning.cli.doctor.finding import DoctorFinding, fix, ok, warn
from tuning.cli.doctor.target import Target
from tuning.cli.stacks import NEEDED, Stack
from tuning.settings import Settings

WHOLE: Final = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE")
UNDER_WAY: Final = "_IN_PROGRESS"
STUCK: Final = "UPDATE_ROLLBACK_FAILED"
"""An update failed, and so did taking it back: it goes on from there or not at all."""

CANCELLED: Final = "Resource creation cancelled"
"""The reason that CloudFormation gives for what failed only because something else did."""

UPDATED: Final = ("UPDATE_", "IMPORT_")
"""How the status begins of a stack that was whole once, and holds what it held."""

BACK: Final = "UPDATE_ROLLBACK_COMPLETE"
"""An update failed and was taken back: what was deployed before it works on."""


def works(stack: Stack) -> bool:
    """Say whether a stack is deployed: one whose first deployment was taken back is not."""
    return stack.status in WHOLE or stack.status.startswith(UPDATED)


def stacks(target: Target) -> Iterator[DoctorFinding]:
    """Look at the state of each stack, the foundation first."""
    for part in reversed(NEEDED):
        stack = target.stacks.get(part)
        what = f"stack {part}"
        if stack is None:
            name = naming.stack_name(target.environment, part)
            yield fix(what, f"{name} is not deployed", target.deploys)
        elif stack.status in WHOLE:
            yield ok(what, f"{stack.name} is {stack.status}, {len(stack.resources)} resources")
        elif stack.status.endswith(UNDER_WAY):
            yield warn(what, f"{stack.name} is {stack.status}: somebody deploys it just now")
        elif stack.status == BACK:
            yield warn(what, f"the last update of {stack.name} was taken back", target.deploys)
        else:
            why = _why(stack)
            said = f"{stack.name} is {stack.status}{f': {why}' if why else ''}"
            yield fix(what, said, _again(stack, target))


def _why(stack: Stack) -> str:
    """Return what failed first: the stack itself tells only that something did."""
    pages = clients.cloudformation().get_paginator("describe_stack_events")
    failures = [
        f"{event.get('LogicalResourceId')}: {event['ResourceStatusReason']}"
        for page in pages.paginate(StackName=stack.name)
        for event in page["StackEvents"]
        if event.get("ResourceStatus", "").endswith("_FAILED")
        and event.get("ResourceStatusReason")
        and not event["ResourceStatusReason"].startswith(CANCELLED)
    ]
    return failures[-1] if failures else stack.reason


def _again(stack: Stack, target: Target) -> str:
    """Return what makes a stack whole that is neither that nor on its way."""
    if stack.status == STUCK:
        return f"aws cloudformation continue-update-rollback --stack-name {stack.name}"
    if stack.status.startswith(UPDATED):
        return target.deploys
    delete = f"aws cloudformation delete-stack --stack-name {stack.name}"
    wait = f"aws cloudformation wait stack-delete-complete --stack-name {stack.name}"
    commands = [delete, wait, target.deploys]
    if stack.protected:
        commands.insert(
            0,
            "aws cloudformation update-termination-protection --no-enable-termination-protection "
            f"--stack-name {stack.name}",
        )
    return " && ".join(commands)


def outputs(target: Target) -> Iterator[DoctorFinding]:
    """Look whether the pipeline stack has every output that a terminal needs."""
    if missing := Settings.absent_from(target.outputs):
        said = f"the pipeline stack was deployed by an older version: no {', '.join(missing)}"
        yield fix("outputs", said, target.deploys)
    else:
        yield ok("outputs", "all settings are there")
