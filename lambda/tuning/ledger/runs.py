"""The runs ledger: one DynamoDB item for each run, one attribute for each result."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final, get_type_hints

import msgspec
from botocore.exceptions import ClientError

from tuning import clients
from tuning.errors import UnknownRun, UnreadableRun, code_of
from tuning.settings import deployed

if TYPE_CHECKING:
    from tuning.run.run import Run

PLAIN: Final = frozenset({"status", "report_key", "closing", "announced", "model_deleted"})
"""Attributes that are text as they stand, beside those that every run has."""

KEY: Final = "run_id"
"""The table's partition key."""

OPEN: Final = "open"
"""An attribute of runs that somebody may have to look after: that go on, or may hold something."""

OPEN_INDEX: Final = "open-runs"
"""The index of runs that have it, by it and then by ``execution``. It is sparse: who reads it reads
what is open, however many runs have ended."""

EXECUTION: Final = "execution"
YES: Final = "yes"
FAILED: Final = "failed"


def now() -> str:
    """Return this moment, ISO 8601 in UTC, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def claim(run: str, *, task: str, execution: str) -> bool:
    """Claim a dataset version for an execution; say whether it is this execution's.

    The claim is one conditional write, so that two events for one version can never start two
    runs; an execution that asks again (a retry, a wait for late files) keeps its claim. A run that
    failed before its drop was understood is claimed anew: a drop that was sent again is registered.
    """
    if _claimed(run, task, execution, condition="attribute_not_exists(#run)", names={"#run": KEY}):
        return True
    found = get(run)
    if found.execution == execution:
        return True
    if found.is_registered or found.status != FAILED:
        return False
    return _claimed(
        run,
        task,
        execution,
        condition="#execution = :before AND #status = :failed",
        names={"#execution": EXECUTION, "#status": "status"},
        values={":before": {"S": found.execution}, ":failed": {"S": FAILED}},
    )


def _claimed(
    run: str,
    task: str,
    execution: str,
    *,
    condition: str,
    names: dict[str, str],
    values: dict[str, Any] | None = None,
) -> bool:
    moment = now()
    further: Any = {"ExpressionAttributeValues": values} if values else {}
    try:
        clients.dynamodb().put_item(
            TableName=deployed().runs_table,
            Item={
                KEY: {"S": run},
                "task": {"S": task},
                "status": {"S": "running"},
                OPEN: {"S": YES},
                EXECUTION: {"S": execution},
                "created_at": {"S": moment},
                "updated_at": {"S": moment},
                "timeline": {"M": {}},
            },
            ConditionExpression=condition,
            ExpressionAttributeNames=names,
            **further,
        )
    except ClientError as error:
        if code_of(error) != "ConditionalCheckFailedException":
            raise
        return False
    return True


def record(run: str, *, state: str, key: str, result: Any, started: str) -> None:
    """Write what a state said, and when it began and ended."""
    _update(
        run,
        {"state": state, key: msgspec.json.encode(result).decode()},
        names={"#started": f"{state}.started", "#ended": f"{state}.ended"},
        extra=(
            "timeline.#started = if_not_exists(timeline.#started, :started), "
            "timeline.#ended = :updated_at"
        ),
        values={":started": started},
    )


def note(run: str, **attributes: Any) -> None:
    """Write attributes of a run outside any state's result: its status, its report."""
    _update(
        run,
        {
            name: value if isinstance(value, str) else msgspec.json.encode(value).decode()
            for name, value in attributes.items()
        },
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
    try:
        clients.dynamodb().update_item(
            TableName=deployed().runs_table,
            Key={KEY: {"S": run}},
            UpdateExpression="SET #name = :after, updated_at = :updated_at, #open = :open",
            ConditionExpression=" AND ".join(conditions),
            ExpressionAttributeNames=names,
            ExpressionAttributeValues={key: {"S": value} for key, value in values.items()},
        )
    except ClientError as error:
        if code_of(error) != "ConditionalCheckFailedException":
            raise
        return False
    return True


def _update(
    run: str,
    attributes: dict[str, str],
    *,
    names: dict[str, str] | None = None,
    extra: str = "",
    values: dict[str, str] | None = None,
) -> None:
    attributes = {**attributes, "updated_at": now()}
    assignments = [f"#{name} = :{name}" for name in attributes] + ([extra] if extra else [])
    clients.dynamodb().update_item(
        TableName=deployed().runs_table,
        Key={KEY: {"S": run}},
        UpdateExpression="SET " + ", ".join(assignments),
        ConditionExpression=f"attribute_exists({KEY})",
        ExpressionAttributeNames={f"#{name}": name for name in attributes} | (names or {}),
        ExpressionAttributeValues={f":{name}": {"S": value} for name, value in attributes.items()}
        | {name: {"S": value} for name, value in (values or {}).items()},
    )


def get(run: str) -> "Run":
    """Return a run.

    Raises:
        UnknownRun: the ledger has no run of this id.
    """
    found = find(run)
    if found is None:
        raise UnknownRun(f"no run {run} in {deployed().environment}")
    return found


def find(run: str) -> "Run | None":
    """Return a run; None when the ledger has none of this id, as what tags name may have none."""
    item = _item(run)
    return _decoded(item) if item else None


def _item(run: str) -> dict[str, Any] | None:
    answer = clients.dynamodb().get_item(
        TableName=deployed().runs_table, Key={KEY: {"S": run}}, ConsistentRead=True
    )
    return answer.get("Item")


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


def still_open() -> Iterator["Run"]:
    """Yield the open runs, in no order.

    Raises:
        UnreadableRun: one of them is not what this code writes.
    """
    for run_id in open_ids():
        run = find(run_id)
        if run is not None and run.is_open:
            yield run


def settle(run_id: str) -> None:
    """Take a run that is over, and holds nothing, out of the index of open runs.

    On condition that it is still what was read; who opens it again meanwhile keeps it there.
    """
    item = _item(run_id)
    if item is None or OPEN not in item or _decoded(item).is_open:
        return
    lease = item.get("lease")
    try:
        clients.dynamodb().update_item(
            TableName=deployed().runs_table,
            Key={KEY: {"S": run_id}},
            UpdateExpression="REMOVE #open",
            ConditionExpression="#status = :status AND "
            + ("#lease = :lease" if lease else "attribute_not_exists(#lease)"),
            ExpressionAttributeNames={"#open": OPEN, "#status": "status", "#lease": "lease"},
            ExpressionAttributeValues={":status": item["status"]}
            | ({":lease": lease} if lease else {}),
        )
    except ClientError as error:
        if code_of(error) != "ConditionalCheckFailedException":
            raise


def every() -> Iterator["Run"]:
    """Yield every run of the environment, in no order; the queue for slots lies beside them."""
    pages = (
        clients.dynamodb()
        .get_paginator("scan")
        .paginate(TableName=deployed().runs_table, FilterExpression="attribute_exists(task)")
    )
    for page in pages:
        yield from (_decoded(item) for item in page["Items"])


@cache
def _hints() -> dict[str, Any]:
    from tuning.run.run import Run  # the record names every room; the writer needs none

    return get_type_hints(Run)


def _decoded(item: dict[str, Any]) -> "Run":
    """Return a run as its item holds it.

    Raises:
        UnreadableRun: the item is not what this code writes.
    """
    try:
        return _read(item)
    except (msgspec.MsgspecError, KeyError, TypeError, ValueError) as error:
        raise UnreadableRun(
            f"run {item.get(KEY, {}).get('S', '?')} cannot be read from the ledger: {error!r}; "
            f"mend or delete its item in {deployed().runs_table}"
        ) from error


def _read(item: dict[str, Any]) -> "Run":
    from tuning.run.run import Run, Span

    hints = _hints()
    spans: dict[str, dict[str, str]] = {}
    for name, value in item["timeline"]["M"].items():
        state, _, edge = name.partition(".")
        spans.setdefault(state, {})[edge] = value["S"]
    values: dict[str, Any] = {
        "timeline": {state: Span(**edges) for state, edges in spans.items()},
    }
    for field in fields(Run):
        if field.name in item and field.name != "timeline":
            text = item[field.name]["S"]
            hint = hints[field.name]
            plain = hint is str or field.name in PLAIN
            values[field.name] = (
                msgspec.convert(text, hint)
                if plain
                else msgspec.json.decode(text, type=hint, strict=False)
            )
    return Run(**values)
