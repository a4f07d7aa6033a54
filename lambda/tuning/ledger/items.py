"""The runs table: one DynamoDB item for each run, one attribute for each result."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

import msgspec
from botocore.exceptions import ClientError

from tuning import clients
from tuning.errors import TooLong, UnknownRun, code_of
from tuning.settings import deployed

KEY: Final = "run_id"
"""The table's partition key."""

OPEN: Final = "open"
"""An attribute of runs that somebody may have to look after: that go on, or may hold something."""

OPEN_INDEX: Final = "open-runs"
"""The index of runs that have it, by it and then by ``execution``. It is sparse: who reads it reads
what is open, however many runs have ended."""

MOST_BYTES: Final = 64 * 1024
"""Of one result. All that a run carries along fits the state of its execution (256 KiB), and its
item holds that, the last result that did not fit, and what broke (32 KB): so of the 400 KB of an
item enough is left to close it."""

MOST_OF: Final = {"registration": 112 * 1024}
"""Of results that may be longer: the recipe and the names of thirty shards."""

EXECUTION: Final = "execution"

REGISTERED: Final = "created_at"
"""An attribute of every run: when it was claimed, ISO 8601 in UTC."""

YES: Final = "yes"


def now() -> str:
    """Return this moment, ISO 8601 in UTC, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def record(run: str, *, state: str, key: str, result: Any, started: str) -> None:
    """Write what a state said, and when it began and ended."""
    _update(
        run,
        {"state": state, key: result},
        names={"#started": f"{state}.started", "#ended": f"{state}.ended"},
        extra=(
            "timeline.#started = if_not_exists(timeline.#started, :started), "
            "timeline.#ended = :updated_at"
        ),
        values={":started": started},
    )


def note(run: str, **attributes: Any) -> None:
    """Write attributes of a run outside any state's result: its status, its report."""
    _update(run, attributes)


def note_since(run: str, *, read: str, **attributes: Any) -> bool:
    """Write attributes unless something was written since a moment; say whether they were.

    Args:
        run: the run.
        read: when it was written last, as it was read.
        **attributes: as of ``note``.
    """
    said = _encoded(run, attributes)
    return changed(
        run,
        "SET " + ", ".join(f"#{name} = :{name}" for name in said),
        condition="#updated_at = :read",
        names={f"#{name}": name for name in said},
        values={f":{name}": {"S": value} for name, value in (said | {"read": read}).items()},
    )


def text(run: str, name: str) -> str | None:
    """Return one attribute of a run as it stands in the ledger; None when it is not there.

    Raises:
        UnknownRun: the ledger has no run of this id.
    """
    answer = clients.dynamodb().get_item(
        TableName=deployed().runs_table,
        Key={KEY: {"S": run}},
        ProjectionExpression="#run, #name",
        ExpressionAttributeNames={"#run": KEY, "#name": name},
        ConsistentRead=True,
    )
    if "Item" not in answer:
        raise UnknownRun(f"no run {run} in {deployed().environment}")
    return answer["Item"].get(name, {}).get("S")


def swap(
    run: str, name: str, *, before: str | None, after: str, only_running: bool = False
) -> bool:
    """Replace an attribute if it still stands as it was read; say whether it did.

    The run is open from then on: a lease, or a closing that has begun, is somebody's to end.

    Args:
        run: the run.
        name: the attribute.
        before: what was read; None when it was not there.
        after: what is to stand there.
        only_running: also on condition that the run has not ended.
    """
    unchanged = "attribute_not_exists(#name)" if before is None else "#name = :before"
    conditions = [f"attribute_exists({KEY})", unchanged]
    names = {"#name": name, "#open": OPEN}
    values = {":after": after, ":updated_at": now(), ":open": YES}
    if before is not None:
        values[":before"] = before
    if only_running:
        conditions.append("#status = :running")
        names["#status"] = "status"
        values[":running"] = "running"
    return changed(
        run,
        "SET #name = :after, updated_at = :updated_at, #open = :open",
        condition=" AND ".join(conditions),
        names=names,
        values={key: {"S": value} for key, value in values.items()},
    )


def changed(
    key: str,
    expression: str,
    *,
    names: Mapping[str, str],
    values: Mapping[str, Any] | None = None,
    condition: str = "",
) -> bool:
    """Change an item in one write; say whether it was made, for its condition may not hold.

    Args:
        key: of the item; the write makes it where it is not there.
        expression: what changes.
        names, values: what stands for what in the expression and the condition.
        condition: without one the write is made in any case.
    """
    further: Any = {"ExpressionAttributeValues": values} if values else {}
    if condition:
        further["ConditionExpression"] = condition
    try:
        clients.dynamodb().update_item(
            TableName=deployed().runs_table,
            Key={KEY: {"S": key}},
            UpdateExpression=expression,
            ExpressionAttributeNames=names,
            **further,
        )
    except ClientError as error:
        if code_of(error) != "ConditionalCheckFailedException":
            raise
        return False
    return True


def _update(
    run: str,
    attributes: Mapping[str, Any],
    *,
    names: dict[str, str] | None = None,
    extra: str = "",
    values: dict[str, str] | None = None,
) -> None:
    said = _encoded(run, attributes)
    assignments = [f"#{name} = :{name}" for name in said] + ([extra] if extra else [])
    clients.dynamodb().update_item(
        TableName=deployed().runs_table,
        Key={KEY: {"S": run}},
        UpdateExpression="SET " + ", ".join(assignments),
        ConditionExpression=f"attribute_exists({KEY})",
        ExpressionAttributeNames={f"#{name}": name for name in said} | (names or {}),
        ExpressionAttributeValues={f":{name}": {"S": value} for name, value in said.items()}
        | {name: {"S": value} for name, value in (values or {}).items()},
    )


def _encoded(run: str, attributes: Mapping[str, Any]) -> dict[str, str]:
    """Return attributes as they are written, with this moment.

    Raises:
        TooLong: one is longer than its run has room for.
    """
    said = {
        name: value if isinstance(value, str) else msgspec.json.encode(value).decode()
        for name, value in attributes.items()
    }
    for name, value in said.items():
        if (length := len(value.encode())) > (most := MOST_OF.get(name, MOST_BYTES)):
            raise TooLong(f"{name} of {run} has {length:,} bytes, and may have {most:,}")
    return said | {"updated_at": now()}


def open_ids(*, execution: str | None = None) -> Iterator[str]:
    """Yield the ids of open runs, or of the one that an execution owns.

    A run that was claimed within the last second may be missing: an index follows its table.
    """
    owned = {":execution": {"S": execution}} if execution else {}
    pages = (
        clients.dynamodb()
        .get_paginator("query")
        .paginate(
            TableName=deployed().runs_table,
            IndexName=OPEN_INDEX,
            KeyConditionExpression="#open = :open" + " AND #execution = :execution" * bool(owned),
            ExpressionAttributeNames={"#open": OPEN} | ({"#execution": EXECUTION} if owned else {}),
            ExpressionAttributeValues={":open": {"S": YES}, **owned},
        )
    )
    for page in pages:
        yield from (item[KEY]["S"] for item in page["Items"])
