"""List prices, read from prices.json: dated, with their source, and None where none is known."""

from functools import cache
from pathlib import Path
from typing import Final, Literal

import msgspec

from tuning.recipe import Commitment

What = Literal[
    "training_1k_tokens",
    "storage_month",
    "input_1k_tokens",
    "output_1k_tokens",
    "base_input_1k_tokens",
    "base_output_1k_tokens",
    "provisioned_unit_hour",
    "provisioned_unit_hour_one_month",
    "provisioned_unit_hour_six_months",
]
"""Tokens are those of a custom model on demand, or, with ``base``, of the base model itself."""

Confidence = Literal["confirmed", "derived", "assumed"]
"""Read from AWS itself; worked out from what AWS or others wrote; taken from something like it."""

UNIT_HOUR: Final[dict[Commitment | None, What]] = {
    None: "provisioned_unit_hour",
    "OneMonth": "provisioned_unit_hour_one_month",
    "SixMonths": "provisioned_unit_hour_six_months",
}

FILE: Final = Path(__file__).with_name("prices.json")


class Price(msgspec.Struct, frozen=True, kw_only=True):
    """One list price in USD: of which base model, for what, how sure, from where, of which day."""

    model: str
    what: What
    usd: float
    confidence: Confidence
    source: str
    as_of: str


class PriceList(msgspec.Struct, frozen=True, kw_only=True):
    """Every price that this project knows."""

    note: str
    prices: tuple[Price, ...]


@cache
def price_list() -> PriceList:
    """Read the price list that ships beside this module."""
    return msgspec.json.decode(FILE.read_bytes(), type=PriceList)


def usd(model: str, what: What) -> float | None:
    """Return a list price in USD; None when it is unknown, which is never the same as free."""
    known = (price for price in price_list().prices if (price.model, price.what) == (model, what))
    return next((price.usd for price in known), None)


def unit_hour(model: str, commitment: Commitment | None = None) -> float | None:
    """Return what one model unit of provisioned throughput costs for one hour; None if unknown."""
    return usd(model, UNIT_HOUR[commitment])


def tokens(model: str, *, base: bool) -> tuple[float | None, float | None]:
    """Return what 1,000 tokens asked, and 1,000 answered, cost on demand; None if unknown.

    Args:
        model: the id of a base model.
        base: whether the base model itself is asked, or a custom model made from it.
    """
    if base:
        return usd(model, "base_input_1k_tokens"), usd(model, "base_output_1k_tokens")
    return usd(model, "input_1k_tokens"), usd(model, "output_1k_tokens")
