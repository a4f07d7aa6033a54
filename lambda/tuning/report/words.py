"""How figures are said to people: money, time, scores, counts."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from tuning.dataset.privacy.kinds import Kind
from tuning.run.lease import Lease
from tuning.text import count as count
from tuning.text import usd

PARTS: Final = {
    "training": "training",
    "validation": "validation",
    "evaluation": "held out for the evaluation",
    "prompts": "of those, used in Bedrock's evaluation jobs",
}
"""What the parts of a dataset are called."""

HANDLED: Final[Mapping[str, str]] = {
    "report": "Counted; the texts were left as they are.",
    "redact": "Each was replaced by a placeholder of its kind.",
    "refuse": "Any of them refuses the dataset.",
}
"""What each privacy mode does about personal data and secrets."""

KINDS: Final = {kind.name: kind.title.partition(" ")[2] for kind in Kind}
"""What the kinds of personal data and secrets are called, without an article."""


def found(kind: str, number: int) -> str:
    """Say how many of a kind of personal data or secrets were found: `2 e-mail addresses`."""
    head, of, rest = KINDS[kind].partition(" of ")
    return count(number, head, f"{head}{'es' if head.endswith('s') else 's'}") + of + rest


def duration(seconds: float) -> str:
    """Say how long something took, in its two greatest units."""
    if seconds < 60:
        return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min"


def holding(lease: Lease) -> str:
    """Say what a lease is about, and what it costs."""
    if lease.kind == "deployment":
        return "an on-demand deployment, billed by the token"
    each = lease.unit_hour_usd
    price = "an unknown price" if each is None else f"{usd(each)} an hour each"
    return f"{count(lease.units, 'model unit')} of provisioned throughput at {price}"


def size(amount: int) -> str:
    """Say a number of bytes, in the unit of which there are some."""
    if amount < 1000:
        return count(amount, "byte")
    value = amount / 1000
    for unit in ("kB", "MB"):
        if value < 1000:
            return f"{value:.3g} {unit}"
        value /= 1000
    return f"{value:,.3g} GB"


def moment(stamp: str) -> str:
    """Say an ISO 8601 moment in UTC; what is no moment is said as it stands."""
    try:
        then = datetime.fromisoformat(stamp).astimezone(UTC)
    except ValueError:
        return stamp
    return f"{then.day} {then:%b %Y, %H:%M} UTC"


def score(value: float) -> str:
    """Say a score from 0 to 1."""
    return f"{value:z.3f}"


def gain(value: float) -> str:
    """Say a difference of scores, with its sign."""
    return f"{value:+z.3f}".replace("-", "\N{MINUS SIGN}")


def percent(share: float) -> str:
    """Say a share of one in whole per cent."""
    return f"{share:.0%}".replace("%", "\N{NO-BREAK SPACE}%")


def between(least: int, most: int) -> str:
    """Say how many there may be of something."""
    return f"{least:,} to {most:,}" if least < most else f"{most:,}"
