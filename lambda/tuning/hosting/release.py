"""Release: stop what still runs and delete what still bills, and say what that cost."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Release:
    """What was released.

    Attributes:
        stopped: jobs that were stopped.
        deleted: provisioned throughput that was deleted.
        unit_hours: model-unit hours that it billed, by the service's clock.
        hosting_usd: their price; None when no price is known.
    """

    stopped: tuple[str, ...]
    deleted: tuple[str, ...]
    unit_hours: float
    hosting_usd: float | None
