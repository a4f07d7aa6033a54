"""Provisioned throughput: buy it, wait until it serves, decide to keep it."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Throughput:
    """Provisioned throughput that was bought; it bills from now until it is deleted."""

    name: str
    arn: str
    units: int
    unit_hour_usd: float | None
    bought_at: str
    lease_ends: str


@dataclass(frozen=True, kw_only=True)
class ThroughputStatus:
    """Where provisioned throughput stands; ``status`` is the service's own word."""

    outcome: Literal["creating", "in_service", "failed", "timed_out"]
    status: str
    message: str | None = None


@dataclass(frozen=True, kw_only=True)
class Promotion:
    """The recorded decision to keep: what is held, what it costs and until when."""

    throughput_arn: str
    units: int
    unit_hour_usd: float | None
    lease_ends: str
