"""What a run will cost, before it spends: tokens, epochs and dated list prices."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """The expected cost of a run in USD; None where no price is known.

    Attributes:
        training_tokens: tokens of the training file, once.
        epochs: how often they are trained on.
        token_method: how the tokens were counted.
        unit_hour_usd: one model unit of provisioned throughput for one hour.
        hosting_usd: the units until the lease ends.
    """

    training_tokens: int
    epochs: int
    token_method: str
    training_usd: float | None
    storage_month_usd: float | None
    unit_hour_usd: float | None
    hosting_usd: float | None
    lease_hours: int
