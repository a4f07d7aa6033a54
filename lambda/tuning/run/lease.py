"""A lease: who may hold what serves a model, at which price and until when."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from tuning import naming
from tuning.settings import deployed

Kind = Literal["throughput", "deployment"]

LEASE: Final = "lease"
"""The attribute of a run that holds its lease, and the tag that tells its end."""

HOUR: Final = timedelta(hours=1)

MOST_EXTENSIONS_BYTES: Final = 16 * 1024
"""Of them all, as JSON: an item holds 400 KiB, and there must be room left to close its run."""

LONGEST_HOURS: Final = 720
"""Thirty days: who wants a model hosted for longer says so again before then."""


def lasts(ends: datetime, now: datetime, bound_until: datetime | None = None) -> bool:
    """Say whether a lease that ends then is one now.

    One that ends later than any may was not written by what hosts models, and is none; but of what
    somebody committed to, it may last as long as the commitment.
    """
    longest = now + timedelta(hours=LONGEST_HOURS)
    return now < ends <= max(longest, bound_until or longest)


@dataclass(frozen=True, kw_only=True)
class Extension:
    """Who said when a lease is to end, when that was said, why, and which end was said."""

    who: str
    when: str
    why: str
    until: str


@dataclass(frozen=True, kw_only=True)
class Lease:
    """The right of one run to hold one thing that serves its model.

    Attributes:
        kind: provisioned throughput, or an on-demand deployment.
        name: of what is held, and of the schedule that ends it.
        owner: who answers for what it costs.
        units: model units; 0 for a deployment, which bills tokens only.
        unit_hour_usd: one model unit for one hour as it was told before the purchase; None when the
            price is unknown.
        expires_at: ISO 8601 in UTC by the service's clock; from then on anybody may release it.
        generation: how many times something was bought under this name, confirmed releases between.
        arn: what is held, once the service has named it.
        since: when it began to bill, ISO 8601 in UTC by the service's clock.
        kept: somebody asked for it beyond the run's own execution.
        unit_hours: what earlier generations and this one billed, counted when they were released.
        extensions: who said when it is to end, the latest as far as there is room for them, the
            oldest first.
    """

    run_id: str
    kind: Kind
    name: str
    owner: str
    units: int
    unit_hour_usd: float | None
    expires_at: str
    generation: int = 1
    state: Literal["intended", "held", "released"] = "intended"
    arn: str | None = None
    since: str | None = None
    kept: bool = False
    unit_hours: float = 0.0
    extensions: tuple[Extension, ...] = ()

    def __post_init__(self) -> None:
        """Refuse times that nobody can compare: such a lease has no end.

        Raises:
            ValueError: a time is none, or says no zone.
        """
        for moment in (self.expires_at, *filter(None, (self.since,))):
            if datetime.fromisoformat(moment).tzinfo is None:
                raise ValueError(f"{moment} says no zone")

    @property
    def token(self) -> str:
        """The client request token of this generation: asking again asks for the same thing."""
        return f"{self.name}-g{self.generation}"

    @property
    def ends(self) -> datetime:
        """When it is over."""
        return datetime.fromisoformat(self.expires_at)

    def covers(self, arn: str, now: datetime) -> bool:
        """Say whether it is a valid lease of this very thing at a moment of the service's clock.

        Before the service has named what was bought, it covers whatever carries the run's tags.
        """
        return self.state != "released" and now < self.ends and self.arn in (None, arn)

    def billed(self, now: datetime) -> float:
        """Return the unit-hours that were billed until a moment of the service's clock."""
        if self.state != "held" or self.since is None:
            return self.unit_hours
        held = max(now - datetime.fromisoformat(self.since), timedelta(0))
        return self.unit_hours + self.units * (held / HOUR)

    def tags(self, task: str) -> list[naming.Tag]:
        """Return the tags of what is bought under it; a time is text that tags may hold."""
        more = {LEASE: self.expires_at}
        return naming.tags(deployed().environment, task=task, run=self.run_id, **more)
