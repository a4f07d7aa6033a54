"""Quotas: what one caller may ask in a minute and in a day, counted in one table.

Each count is one conditional write, so that of calls at once no more pass than may. The tokens of a
day are taken before the model is asked, as many as the longest answer may have, and what was not
said is given back: a caller never passes the quota, and a function that dies gives nothing back.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Final

from botocore.exceptions import BotoCoreError, ClientError

from tuning import clients
from tuning.api.bounds import bounds
from tuning.api.refused import Refused, invalid
from tuning.errors import code_of

KEY: Final = "window"
"""The table's partition key: a caller, and the minute or day that is counted."""

COUNTED: Final = "counted"
EXPIRES: Final = "expires"
"""When DynamoDB may delete a count, in seconds since 1970."""

ATTRIBUTES: Final = (KEY, COUNTED, EXPIRES)

KEPT: Final = timedelta(days=2)


@dataclass(frozen=True, kw_only=True)
class Window:
    """A span of time in which something of a caller is counted.

    Attributes:
        caller: whose.
        begins: in UTC.
        lasts: how long.
    """

    caller: str
    begins: datetime
    lasts: timedelta

    @property
    def key(self) -> str:
        """Its key in the table."""
        return f"{self.caller}#{self.begins.isoformat(timespec='minutes')}#{self.lasts.days}"

    def over_in(self, now: datetime) -> int:
        """Return after how many whole seconds the next one has begun."""
        return max(1, int((self.begins + self.lasts - now).total_seconds()) + 1)


@dataclass(frozen=True, kw_only=True)
class Quota:
    """What a caller has left.

    Attributes:
        caller: whose it is.
        now: the clock that windows are cut by.
    """

    caller: str
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))

    def count_call(self) -> None:
        """Count one call of this minute.

        Raises:
            Refused: there were as many as there may be.
        """
        now, most = self.now(), bounds().calls_a_minute
        minute = Window(
            caller=self.caller, begins=now.replace(second=0, microsecond=0), lasts=_MINUTE
        )
        if not _add(minute, 1, room=most - 1):
            raise Refused(
                HTTPStatus.TOO_MANY_REQUESTS,
                f"You may ask {most:,} times a minute; ask again in a moment.",
                retry_after=minute.over_in(now),
            )

    def take(self, tokens: int) -> "Taken":
        """Take the tokens of a question and of the longest answer to it from this day's.

        Raises:
            Refused: so many are not left.
        """
        now, most = self.now(), bounds().tokens_a_day
        day = Window(
            caller=self.caller,
            begins=now.replace(hour=0, minute=0, second=0, microsecond=0),
            lasts=_DAY,
        )
        if tokens > most:
            raise invalid(
                f"This asks for up to {tokens:,} tokens, and you may use {most:,} a day; ask for a "
                "shorter answer (max_tokens).",
                param="max_tokens",
            )
        if not _add(day, tokens, room=most - tokens):
            raise Refused(
                HTTPStatus.TOO_MANY_REQUESTS,
                f"You may use {most:,} tokens a day, and fewer than {tokens:,} are left; the next "
                "day begins at midnight UTC.",
                retry_after=day.over_in(now),
            )
        return Taken(day=day, tokens=tokens)


@dataclass(frozen=True, kw_only=True)
class Taken:
    """Tokens that were taken from a day."""

    day: Window
    tokens: int

    def settle(self, used: int) -> None:
        """Give back what was not used; where that cannot be counted it stays taken."""
        with suppress(BotoCoreError, ClientError):
            _add(self.day, used - self.tokens)


_MINUTE: Final = timedelta(minutes=1)
_DAY: Final = timedelta(days=1)


def _add(window: Window, amount: int, *, room: int | None = None) -> bool:
    """Count something; say whether no more than ``room`` was counted before it."""
    names = {"#counted": COUNTED, "#expires": EXPIRES}
    ends = window.begins + window.lasts + KEPT
    values = {":amount": {"N": str(amount)}, ":expires": {"N": str(int(ends.timestamp()))}}
    condition = {}
    if room is not None:
        values[":room"] = {"N": str(room)}
        condition = {"ConditionExpression": "attribute_not_exists(#counted) OR #counted <= :room"}
    try:
        clients.dynamodb().update_item(
            TableName=bounds().callers_table,
            Key={KEY: {"S": window.key}},
            UpdateExpression="ADD #counted :amount SET #expires = :expires",
            ExpressionAttributeNames=names,
            ExpressionAttributeValues=values,
            **condition,  # type: ignore[arg-type]  # the stubs know no dictionary of one option
        )
    except ClientError as error:
        if code_of(error) != "ConditionalCheckFailedException":
            raise
        return False
    return True
