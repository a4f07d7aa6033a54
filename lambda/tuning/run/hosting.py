"""What the states of hosting say: what serves the model, where it stands, what became of it."""

from dataclasses import dataclass
from typing import Literal

from tuning.run.lease import Kind


@dataclass(frozen=True, kw_only=True)
class Serving:
    """What serves the custom model, under a lease: throughput that was bought, or a deployment.

    Throughput bills from ``since`` until it is deleted; a deployment bills by the token, so nothing
    while it is idle. ``since``, ``lease_ends`` and ``waiting_since`` are ISO 8601 in UTC, by the
    service's clock.

    Attributes:
        outcome: ``held``; ``no_quota``: the account may hold no more now, and the run asks again
            later; ``timed_out`` once it has asked for as long as the environment allows.
        name, arn, since, lease_ends: empty until it is held.
        units: model units that are held, or waited for; 0 for a deployment.
        unit_hour_usd: None when no price is known; 0 for a deployment.
        waiting_since: when the quota first refused it.
        message: which quota that is, how much of it is in use and where it is raised.
        look_until: when the deadline for it to serve has passed; ISO 8601.
    """

    kind: Kind
    outcome: Literal["held", "no_quota", "timed_out"] = "held"
    name: str = ""
    arn: str = ""
    units: int
    unit_hour_usd: float | None
    since: str = ""
    lease_ends: str = ""
    waiting_since: str | None = None
    message: str | None = None
    look_until: str | None = None

    @property
    def title(self) -> str:
        """What people call it."""
        return "provisioned throughput" if self.kind == "throughput" else "on-demand deployment"


@dataclass(frozen=True, kw_only=True)
class ServingStatus:
    """Whether it serves yet; ``status`` is the service's own word."""

    outcome: Literal["creating", "in_service", "failed", "timed_out"]
    status: str
    message: str | None = None


@dataclass(frozen=True, kw_only=True)
class Promotion:
    """The recorded decision to keep a custom model.

    Attributes:
        outcome: ``hosted``: it goes on serving until its lease ends; ``stored``: the model is kept
            and what serves it is released.
        reason: why so, in one sentence.
        serving_arn: what serves it, by Converse; None when it is only stored.
        units: model units that are held; 0 for a deployment and for a model that is stored.
        owner: who answers for the cost.
        lease_ends: ISO 8601 in UTC by the service's clock; None when it is only stored.
        alias: the name under which applications ask it; None when it is only stored.
    """

    outcome: Literal["hosted", "stored"]
    reason: str
    serving_arn: str | None = None
    units: int = 0
    unit_hour_usd: float | None = None
    owner: str | None = None
    lease_ends: str | None = None
    alias: str | None = None


@dataclass(frozen=True, kw_only=True)
class Release:
    """What was released.

    Attributes:
        stopped: jobs that were stopped.
        deleted: throughput and deployments that were deleted.
        unit_hours: model-unit hours that the run has billed in all, by the service's clock.
        hosting_usd: their price; None when no price is known.
        bound_until: committed throughput cannot be deleted before, and bills until then; ISO 8601
            in UTC, None when nothing is left.
        withdrawn: the name of the task, which stood for what was deleted and stands for nothing.
    """

    stopped: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    unit_hours: float = 0.0
    hosting_usd: float | None = 0.0
    bound_until: str | None = None
    withdrawn: str | None = None
