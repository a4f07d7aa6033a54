"""Send: put one event on the account's default bus, and harm no run where that fails.

Whoever does something tells of it afterwards, and may do it again after a retry: an event comes at
least once while its function lives, and who listens keeps to the run, the detail type and the
execution. One that cannot be sent is logged. The ledger and the report are what holds.
"""

from typing import Any, Final

import msgspec
from aws_lambda_powertools import Logger
from botocore.exceptions import BotoCoreError, ClientError

from tuning import clients, naming
from tuning.run.event import SCHEMA, Detail, Kind
from tuning.settings import deployed
from tuning.text import shown

ATTEMPTS: Final = 2
"""At an entry that the bus does not take; the client itself tries a call that fails again."""

MOST_REASON: Final = 500
"""Characters of a reason: a line of a chat. An entry may have 256 KiB (PutEvents)."""

logger = Logger(service="tuning")


def tell(kind: Kind, run: str, **said: Any) -> None:
    """Tell of a run whoever has a rule for it.

    Args:
        kind: what happened.
        run: its id.
        **said: further fields of the detail; a reason becomes one line.
    """
    if said.get("reason"):
        said["reason"] = shown(" ".join(said["reason"].split()), MOST_REASON)
    detail = Detail(
        schema=SCHEMA,
        environment=deployed().environment,
        task=naming.task_of(run),
        run=run,
        **said,
    )
    entry: Any = {
        "Source": naming.PROJECT,
        "DetailType": kind.value,
        "Detail": msgspec.json.encode(detail).decode(),
    }
    if why := _refused(entry):
        logger.warning("an event was not sent: nobody outside hears of it", kind=kind, error=why)


def _refused(entry: Any) -> str:
    """Send an entry and say why the bus did not take it; nothing where it did."""
    why = ""
    for _ in range(ATTEMPTS):
        try:
            answer = clients.events().put_events(Entries=[entry])
        except (ClientError, BotoCoreError) as error:
            return str(error)
        if not answer["FailedEntryCount"]:
            return ""
        [told] = answer["Entries"]
        why = f"{told.get('ErrorCode')}: {told.get('ErrorMessage')}"
    return why
