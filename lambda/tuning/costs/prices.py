"""Prices: each dated, with its source, and None where none is known; prices.json has the table."""

from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from tuning.run.price import Price, What
from tuning.run.recipe import Commitment

UNIT_HOUR: Final[dict[Commitment | None, What]] = {
    None: "provisioned_unit_hour",
    "OneMonth": "provisioned_unit_hour_one_month",
    "SixMonths": "provisioned_unit_hour_six_months",
}

FILE: Final = Path(__file__).with_name("prices.json")


class PriceList(msgspec.Struct, frozen=True, kw_only=True):
    """The prices that an estimate or a bill goes by."""

    note: str = ""
    prices: tuple[Price, ...]

    def row(self, model: str, what: What) -> Price | None:
        """Return a price with its source and day; None when it is unknown."""
        return next((row for row in self.prices if (row.model, row.what) == (model, what)), None)

    def usd(self, model: str, what: What) -> float | None:
        """Return a price in USD; None when it is unknown, which is never the same as free."""
        known = self.row(model, what)
        return known.usd if known else None

    def tokens(self, model: str, *, base: bool) -> tuple[float | None, float | None]:
        """Return what 1,000 tokens asked, and 1,000 answered, cost on demand; None if unknown.

        Args:
            model: the id of a base model.
            base: whether the base model itself is asked, or a custom model made from it.
        """
        if base:
            return self.usd(model, "base_input_1k_tokens"), self.usd(model, "base_output_1k_tokens")
        return self.usd(model, "input_1k_tokens"), self.usd(model, "output_1k_tokens")

    def asking(
        self, model: str, *, base: bool, input_tokens: int, output_tokens: int
    ) -> float | None:
        """Return what asking on demand costs, in USD; None where a price of it is unknown.

        Args:
            model, base: who is asked, as of ``tokens``.
            input_tokens, output_tokens: as the service counted them.
        """
        question, answer = self.tokens(model, base=base)
        if question is None or answer is None:
            return None
        return (input_tokens * question + output_tokens * answer) / 1000


@cache
def price_list() -> PriceList:
    """Read the dated table that ships beside this module."""
    return msgspec.json.decode(FILE.read_bytes(), type=PriceList)
