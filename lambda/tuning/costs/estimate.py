"""What a run will cost, before it spends: tokens, epochs and dated list prices."""

from dataclasses import dataclass
from typing import Final

from tuning.costs import prices
from tuning.recipe import Hosting

CHARACTERS_PER_TOKEN: Final = 4
"""English text in the tokenizers of Bedrock's models; real counts differ by some tens of percent.

Bedrock tells nobody how Nova counts, so this is an estimate and is called one.
"""

TOKEN_METHOD: Final = f"estimated at {CHARACTERS_PER_TOKEN} characters per token"


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


def tokens(characters: int) -> int:
    """Return how many tokens a text of so many characters has, by ``TOKEN_METHOD``."""
    return -(-characters // CHARACTERS_PER_TOKEN)


def estimate(model: str, *, training_tokens: int, epochs: int, hosting: Hosting) -> Estimate:
    """Estimate what training and hosting will cost.

    Bedrock charges the tokens of the training file times the epochs, then storage by the month,
    then each unit of provisioned throughput by the hour until it is deleted.

    Args:
        model: the base model's identifier in the catalogue.
        training_tokens: tokens of the training file, once.
        epochs: how often the job goes through it.
        hosting: units and lease, from the recipe.
    """
    training_price = prices.usd(model, "training_1k_tokens")
    unit_hour = prices.usd(model, "provisioned_unit_hour")
    return Estimate(
        training_tokens=training_tokens,
        epochs=epochs,
        token_method=TOKEN_METHOD,
        training_usd=_times(training_price, training_tokens * epochs / 1000),
        storage_month_usd=prices.usd(model, "storage_month"),
        unit_hour_usd=unit_hour,
        hosting_usd=_times(unit_hour, hosting.units * hosting.lease_hours),
        lease_hours=hosting.lease_hours,
    )


def _times(price: float | None, quantity: float) -> float | None:
    return None if price is None else round(price * quantity, 4)
