"""The runs ledger: one DynamoDB item for each run, one attribute for each result."""

from collections.abc import Callable, Iterator
from dataclasses import fields
from functools import cache
from typing import Any, Final, get_type_hints

import msgspec
from botocore.exceptions import ClientError

from tuning import clients
from tuning.errors import UNREADABLE, UnknownRun, UnreadableRun, code_of
from tuning.ledger.items import EXECUTION, KEY, OPEN, REGISTERED, YES, changed, now, open_ids
from tuning.run.run import Run, Span
from tuning.settings import deployed

PLAIN: Final = frozenset(
    {"status", "report_key", "closing_since", "announced_at", "model_deleted_at"}
)
"""Attributes that are text as they stand, beside those that every run has."""


ASKED: Final = (
    KEY,
    "task",
    "status",
    EXECUTION,
    "created_at",
    "updated_at",
    "timeline",
    "state",
    "approval_request",
    "first_approval",
    "approval",
)
"""What who approves reads of a run."""

FAILED: Final = "failed"

FORMER: Final = {"judgement": {"learned": "learning", "not_learned": "flat"}}
"""Outcomes that earlier releases wrote, by the result that has them, and what they are now."""


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
                REGISTERED: {"S": moment},
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


def get(run: str, *, only: tuple[str, ...] = ()) -> Run:
    """Return a run.

    Args:
        run: its id.
        only: the attributes that are read, for who may read no others; none: all.

    Raises:
        UnknownRun: the ledger has no run of this id.
    """
    found = find(run, only=only)
    if found is None:
        raise UnknownRun(f"no run {run} in {deployed().environment}")
    return found


def find(run: str, *, only: tuple[str, ...] = ()) -> Run | None:
    """Return a run; None when the ledger has none of this id, as what tags name may have none."""
    item = _item(run, only)
    return _decoded(item) if item else None


def _item(run: str, only: tuple[str, ...] = ()) -> dict[str, Any] | None:
    named = {f"#{name}": name for name in only}
    chosen: Any = (
        {"ProjectionExpression": ", ".join(named), "ExpressionAttributeNames": named}
        if only
        else {}
    )
    answer = clients.dynamodb().get_item(
        TableName=deployed().runs_table, Key={KEY: {"S": run}}, ConsistentRead=True, **chosen
    )
    return answer.get("Item")


def still_open(*, unread: Callable[[UnreadableRun], object]) -> Iterator[Run]:
    """Yield the open runs, in no order.

    Args:
        unread: hears of each item that is not what this code writes; the others are yielded.
    """
    for item in filter(None, map(_item, open_ids())):
        try:
            run = _decoded(item)
        except UnreadableRun as error:
            unread(error)
        else:
            if run.is_open:
                yield run


def settle(run_id: str) -> None:
    """Take a run that is over, and holds nothing, out of the index of open runs.

    On condition that it is still what was read; who opens it again meanwhile keeps it there.
    """
    item = _item(run_id)
    if item is None or OPEN not in item or _decoded(item).is_open:
        return
    lease = item.get("lease")
    changed(
        run_id,
        "REMOVE #open",
        condition="#status = :status AND "
        + ("#lease = :lease" if lease else "attribute_not_exists(#lease)"),
        names={"#open": OPEN, "#status": "status", "#lease": "lease"},
        values={":status": item["status"]} | ({":lease": lease} if lease else {}),
    )


def every(*, unread: Callable[[UnreadableRun], object]) -> Iterator[Run]:
    """Yield every run of the environment, in no order; the queue for slots lies beside them.

    Args:
        unread: hears of each item that is not what this code writes; the others are yielded.
    """
    pages = (
        clients.dynamodb()
        .get_paginator("scan")
        .paginate(TableName=deployed().runs_table, FilterExpression="attribute_exists(task)")
    )
    for page in pages:
        for item in page["Items"]:
            try:
                run = _decoded(item)
            except UnreadableRun as error:
                unread(error)
            else:
                yield run


@cache
def _hints() -> dict[str, Any]:
    return get_type_hints(Run)


def _decoded(item: dict[str, Any]) -> Run:
    """Return a run as its item holds it.

    Raises:
        UnreadableRun: the item is not what this code writes.
    """
    try:
        return _read(item)
    except (*UNREADABLE, LookupError, AttributeError, TypeError, ValueError) as error:
        raise UnreadableRun(
            f"run {item[KEY]['S']} cannot be read from the ledger: {error!r}; "
            f"fix or delete its item in {deployed().runs_table}"
        ) from error


def _read(item: dict[str, Any]) -> Run:
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
            text = _present(field.name, item[field.name]["S"])
            hint = hints[field.name]
            plain = hint is str or field.name in PLAIN
            values[field.name] = (
                msgspec.convert(text, hint)
                if plain
                else msgspec.json.decode(text, type=hint, strict=False)
            )
    return Run(**values)


def _present(name: str, text: str) -> str:
    """Return a result in today's words."""
    words = FORMER.get(name)
    if not words:
        return text
    result = msgspec.json.decode(text)
    result["outcome"] = words.get(result["outcome"], result["outcome"])
    return msgspec.json.encode(result).decode()
