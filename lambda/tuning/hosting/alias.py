"""Aliases: one name for each task, whose value is the ARN of what serves it now.

An application asks Systems Manager for the parameter and puts the value into Converse, so models
come and go behind one name. Where nothing serves the task the value is ``none``, which no model is
called: whoever asks it is refused, and never answered by another model.

Systems Manager writes on no condition, so whom a name is for is decided in the ledger, by one write
of the task's champion. The parameter follows: after its write everybody looks again whom the ledger
names, and writes again until both agree. Of two that switch at once the one that the ledger heard
last is named in the end. Who dies between its write and its look may leave the name at one that
served a moment ago and is still drained; the same command, or the retried state, sets it right.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from botocore.exceptions import ClientError

from tuning import clients, naming
from tuning.errors import code_of
from tuning.events.sending import tell
from tuning.hosting import leases
from tuning.ledger import champions
from tuning.run.event import Kind
from tuning.settings import deployed
from tuning.text import shortened

NONE: Final = "none"
"""The value of a name behind which nothing serves: a parameter cannot be empty."""

ABSENT: Final = "ParameterNotFound"
THERE: Final = "ParameterAlreadyExists"

MOST_SAID: Final = 1024
"""Characters of a parameter's description (PutParameter)."""

OF_RUN: Final = re.compile(r"run ([a-z0-9-]+): ")
"""How the description of a version begins that names something."""


@dataclass(frozen=True, kw_only=True)
class Named:
    """What a name stood for from some moment on.

    Attributes:
        number: the parameter's version; Systems Manager keeps the last hundred.
        when: since then.
        arn: of what served; None where nothing did.
        run_id: whose model it was; None where nothing served, or somebody wrote it by hand: without
            a run, or with one of another task.
        said: who switched it, and why.
    """

    number: int
    when: datetime
    arn: str | None
    run_id: str | None
    said: str


def name_of(task: str) -> str:
    """Return the parameter's name."""
    return naming.alias(deployed().environment, task)


def serve_again(run_id: str) -> str:
    """Return the command that serves a stored model under a lease, and names its task after it."""
    where = deployed().environment
    return f"python -m tuning serve {run_id} --hours 24 --owner NAME --env {where}"


def names() -> Iterator[str]:
    """Yield the name of every task of the environment that ever had a model promoted."""
    yield from (parameter["Name"] for parameter in _parameters())


def served() -> Iterator[tuple[str, datetime]]:
    """Yield every task of the environment that something serves now, and since when."""
    for parameter in _parameters():
        if parameter["Value"] != NONE:
            task = naming.task_of_alias(deployed().environment, parameter["Name"])
            yield task, parameter["LastModifiedDate"]


def _parameters() -> Iterator[Any]:
    pages = clients.ssm().get_paginator("get_parameters_by_path")
    for page in pages.paginate(Path=naming.aliases(deployed().environment), Recursive=True):
        yield from page["Parameters"]


def delete(name: str) -> None:
    """Delete a name with its history; one that is gone is as good as deleted."""
    try:
        clients.ssm().delete_parameter(Name=name)
    except ClientError as error:
        if code_of(error) != ABSENT:
            raise


def read(task: str) -> str | None:
    """Return the ARN of what serves a task; None where nothing does, or nothing ever did."""
    value = _value(task)
    return None if value == NONE else value


def history(task: str) -> tuple[Named, ...]:
    """Return all that the name stood for, the oldest first, as far as it is kept."""
    return tuple(_versions(task))


def before(task: str) -> Named | None:
    """Return what the name stood for before the run that it stands for now.

    Where it stands for nothing now, that is what it stood for last.
    """
    versions = history(task)
    now = versions[-1] if versions else None
    others = [
        each
        for each in versions
        if each.arn and each.run_id and not (now and now.arn and each.run_id == now.run_id)
    ]
    return others[-1] if others else None


def switch(task: str, run_id: str, *, who: str, why: str) -> None:
    """Have the name of a task stand for what a run holds; asking again changes nothing.

    The run is the champion of its task from then on.

    Args:
        task: whose name it is.
        run_id: a run with a lease of what serves its model.
        who: the ARN of a person, or what does it by itself.
        why: in a few words.
    """
    champions.host(task, run_id)
    _follow(task, run_id, {run_id: f"run {run_id}: {' '.join(why.split())}; by {who}"})


def withdraw(task: str, run_id: str, arn: str | None) -> str | None:
    """Have the name stand for nothing, if it still stands for what a run held and is deleted.

    Returns its name if it was changed.
    """
    champions.abdicate(task, run_id)
    if arn is None or _value(task) != arn:
        return None
    gone = (
        f"nothing serves this task: what run {run_id} held was released. Serve it again: "
        f"{serve_again(run_id)}"
    )
    _follow(task, run_id, {None: gone})
    return name_of(task)


def _follow(task: str, about: str, said: dict[Any, str]) -> None:
    """Write into the parameter what the ledger says, until it says the same after the write.

    Each write is told outside.

    Args:
        task: whose name it is.
        about: the run that is promoted or withdrawn.
        said: the description by the run that it names, or None for nothing.
    """
    while True:
        run_id = champions.hosted(task)
        lease = leases.of(run_id) if run_id else None
        arn = lease.arn if lease and lease.state == "held" else None
        value = _value(task)
        if value != (arn or NONE):
            settled = f"run {run_id}: two switched at once, and the ledger heard this one last"
            _put(task, arn or NONE, said.get(run_id, settled), new=value is None)
            kind = Kind.ALIAS_PROMOTED if arn else Kind.ALIAS_WITHDRAWN
            tell(kind, (arn and run_id) or about, alias=name_of(task), serving_arn=arn)
        if champions.hosted(task) == run_id:
            return


def _put(task: str, value: str, said: str, *, new: bool) -> None:
    """Write a version of the parameter; only a new one can be given tags in the same call."""
    request: Any = {
        "Name": name_of(task),
        "Value": value,
        "Description": shortened(said, MOST_SAID),
        "Type": "String",
    }
    if new:
        tags = {"project": naming.PROJECT, "environment": deployed().environment, "task": task}
        try:
            clients.ssm().put_parameter(
                **request, Tags=[{"Key": key, "Value": text} for key, text in tags.items()]
            )
        except ClientError as error:
            if code_of(error) != THERE:
                raise
        else:
            return
    clients.ssm().put_parameter(**request, Overwrite=True)


def _value(task: str) -> str | None:
    """Return what the parameter holds; None where there is none."""
    try:
        answer = clients.ssm().get_parameter(Name=name_of(task))
    except ClientError as error:
        if code_of(error) != ABSENT:
            raise
        return None
    value: str = answer["Parameter"]["Value"]
    return value


def _versions(task: str) -> Iterator[Named]:
    pages = clients.ssm().get_paginator("get_parameter_history").paginate(Name=name_of(task))
    try:
        for page in pages:
            yield from (_named(task, version) for version in page["Parameters"])
    except ClientError as error:
        if code_of(error) != ABSENT:
            raise


def _named(task: str, version: Any) -> Named:
    said, value = version.get("Description", ""), version["Value"]
    run = OF_RUN.match(said)
    return Named(
        number=version["Version"],
        when=version["LastModifiedDate"],
        arn=None if value == NONE else value,
        run_id=run[1] if run and naming.task_of(run[1]) == task else None,
        said=said,
    )
