"""List prices, read from prices.json: dated, with their source, and None where none is known."""

from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

What = Literal[
    "training_1k_tokens",
    "storage_month",
    "input_1k_tokens",
    "output_1k_tokens",
    "provisioned_unit_hour",
]


class Price(msgspec.Struct, frozen=True, kw_only=True):
    """One list price in USD: of which base model, for what, from where and of which day."""

    model: str
    what: What
    usd: float
    source: str
    as_of: str


class PriceList(msgspec.Struct, frozen=True, kw_only=True):
    """Every price that this project knows."""

    note: str
    prices: tuple[Price, ...]


@cache
def price_list() -> PriceList:
    """Read the price list that ships beside this module."""
    path = Path(__file__).with_name("prices.json")
    return msgspec.json.decode(path.read_bytes(), type=PriceList)


def usd(model: str, what: What) -> float | None:
    """Return a list price in USD; None when it is unknown, which is never the same as free."""
    known = (price for price in price_list().prices if (price.model, price.what) == (model, what))
    return next((price.usd for price in known), None)
