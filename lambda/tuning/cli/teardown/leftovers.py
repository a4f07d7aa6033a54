"""Leftovers: all that an environment has running, serving or stored in Bedrock, by its own lists.

What is looked for carries the environment's tags, whatever the ledger remembers; what does not
carry them is somebody else's and is never touched.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from botocore.exceptions import ClientError

from tuning import clients
from tuning.cli import ledger
from tuning.errors import Transient, UnreadableRun, code_of
from tuning.hosting import alias, capacity
from tuning.hosting.capacity import BUSY, GONE, Capacity
from tuning.hosting.release import SETTLED
from tuning.settings import deployed
from tuning.upkeep import retention
from tuning.upkeep.retention import StoredModel

UNDER_WAY: Final = ("InProgress", "Stopping")
ENDED: Final = "ExecutionDoesNotExist"


@dataclass(frozen=True, kw_only=True)
class Leftovers:
    """What there is; ARNs, and capacity with its tags.

    Attributes:
        executions: that go on; they bill little, and would buy again.
        jobs: customization jobs that are not over.
        evaluations: evaluation jobs that are not over.
        capacity: provisioned throughput and deployments.
        models: custom models; each bills its storage.
        names: parameters that stand for what serves a task; they bill nothing.
    """

    executions: tuple[str, ...]
    jobs: tuple[str, ...]
    evaluations: tuple[str, ...]
    capacity: tuple[Capacity, ...]
    models: tuple[str, ...]
    names: tuple[str, ...] = ()

    @property
    def can_end(self) -> bool:
        """Whether anything is left that can be ended before somebody's commitment is over."""
        bound = [resource for resource in self.capacity if resource.bound_until]
        return len(self.lines) > len(bound)

    @property
    def lines(self) -> tuple[str, ...]:
        """Say each of them in a few words."""
        return (
            *(f"execution {arn}" for arn in self.executions),
            *(f"customization job {arn}" for arn in self.jobs),
            *(f"evaluation job {arn}" for arn in self.evaluations),
            *(_said(resource) for resource in self.capacity),
            *(f"custom model {arn}" for arn in self.models),
            *(f"name {name}" for name in self.names),
        )

    def end(self) -> Iterator[str]:
        """End each in an order in which the next can go, and yield what was done.

        What is still busy stays for the next time: a model goes once nothing trains or serves it.
        """
        for arn in self.executions:
            stop = clients.stepfunctions().stop_execution
            stop(executionArn=arn, error="Teardown", cause="torn down from a terminal")
            yield f"stopped {arn}"
        bedrock = clients.bedrock()
        for arn in self.jobs:
            if _done(partial(bedrock.stop_model_customization_job, jobIdentifier=arn)):
                yield f"stopped {arn}"
        for arn in self.evaluations:
            if _done(partial(bedrock.stop_evaluation_job, jobIdentifier=arn)):
                yield f"stopped {arn}"
        for resource in self.capacity:
            if resource.bound_until:
                continue
            try:
                capacity.delete(resource)
            except Transient:
                continue  # it is being made; the next look finds it again
            yield f"deleted {resource.arn}"
        for arn in self.models:
            if _deleted(arn):
                yield f"deleted {arn}"
        for name in self.names:
            alias.delete(name)
            yield f"deleted {name}"


def look(machine: str | None, task: str | None) -> Leftovers:
    """List what the environment has, or what one task of it has.

    Args:
        machine: the ARN of its state machine; None once that is gone.
        task: None means all of them.
    """

    def mine(arn: str) -> bool:
        tags = capacity.tags_of(arn)
        return tags is not None and capacity.are_ours(tags) and task in (None, tags.get("task"))

    return Leftovers(
        executions=tuple(_executions(machine, task)) if machine else (),
        jobs=tuple(filter(mine, _jobs())),
        evaluations=tuple(filter(mine, _evaluations())),
        capacity=tuple(
            resource
            for resource in capacity.everything()
            if resource.ours and task in (None, resource.tags.get("task"))
        ),
        models=tuple(filter(mine, _models())),
        names=tuple(name for name in alias.names() if task is None or name == alias.name_of(task)),
    )


def _executions(machine: str, task: str | None) -> Iterator[str]:
    pages = (
        clients.stepfunctions()
        .get_paginator("list_executions")
        .paginate(stateMachineArn=machine, statusFilter="RUNNING")
    )
    going_on = [execution["executionArn"] for page in pages for execution in page["executions"]]
    if task is None:
        yield from going_on
    elif going_on:
        of_task = {run.execution for run in ledger.every() if run.task == task}
        yield from (arn for arn in going_on if arn in of_task)


def _jobs() -> Iterator[str]:
    paginator = clients.bedrock().get_paginator("list_model_customization_jobs")
    for status in UNDER_WAY:
        for page in paginator.paginate(statusEquals=status, nameContains=_name()):
            yield from (job["jobArn"] for job in page.get("modelCustomizationJobSummaries", ()))


def _evaluations() -> Iterator[str]:
    paginator = clients.bedrock().get_paginator("list_evaluation_jobs")
    for status in UNDER_WAY:
        for page in paginator.paginate(statusEquals=status, nameContains=_name()):
            yield from (job["jobArn"] for job in page.get("jobSummaries", ()))


def _models() -> Iterator[str]:
    paginator = clients.bedrock().get_paginator("list_custom_models")
    for page in paginator.paginate(isOwned=True, nameContains=_name()):
        yield from (model["modelArn"] for model in page.get("modelSummaries", ()))


def _name() -> str:
    return deployed().environment


def _done(call: Callable[[], object]) -> bool:
    """Make a call; one that comes too late or too early is no failure, the next look tells."""
    try:
        call()
    except ClientError as error:
        if code_of(error) not in SETTLED | {BUSY, GONE}:
            raise
        return False
    return True


def _deleted(arn: str) -> bool:
    """Delete a model and record that in its run, as far as the ledger is still there."""
    tags = capacity.tags_of(arn) or {}
    run_id = tags.get("run") if deployed().runs_table else None
    try:
        return retention.delete(StoredModel(arn=arn, run_id=run_id))
    except UnreadableRun:
        return True
    except ClientError as error:
        if code_of(error) != GONE:
            raise
        return True  # the model, or the ledger that went with its stack


def _said(resource: Capacity) -> str:
    kind = "provisioned throughput" if resource.kind == "throughput" else "deployment"
    if resource.bound_until:
        return (
            f"{kind} {resource.arn}, committed: it cannot be deleted before {resource.bound_until}"
        )
    return f"{kind} {resource.arn}"
