"""What the stand-in metered, at list prices: what the same run would have cost at AWS."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from rehearsal.bedrock import Charge
from tuning.costs.prices import price_list
from tuning.text import usd

UNITS: Final = {
    "training_1k_tokens": "thousand tokens trained",
    "input_1k_tokens": "thousand tokens read",
    "output_1k_tokens": "thousand tokens written",
    "base_input_1k_tokens": "thousand tokens read by the base model",
    "base_output_1k_tokens": "thousand tokens written by the base model",
    "provisioned_unit_hour": "model-unit hours held",
    "judged_response": "scores by a judge",
}


@dataclass(frozen=True, kw_only=True)
class Item:
    """One charge and its price; ``usd`` is None where no price is known."""

    charge: Charge
    usd: float | None


@dataclass(frozen=True, kw_only=True)
class MeteredBill:
    """All charges so far."""

    items: tuple[Item, ...] = ()

    @property
    def known_usd(self) -> float:
        """The sum of what has a price."""
        return sum(item.usd for item in self.items if item.usd is not None)

    @property
    def total_usd(self) -> float | None:
        """The sum of everything; None when a part of it has no known price."""
        return None if self._unpriced else self.known_usd

    @property
    def sentence(self) -> str:
        """What it comes to, in a few words, with what has no price left in its own unit."""
        unpriced = [
            f"{_amount(item.charge.quantity)} {UNITS[item.charge.what]} (price unknown)"
            for item in self._unpriced
        ]
        return " + ".join([usd(self.known_usd), *unpriced])

    def document(self) -> dict[str, Any]:
        """Return the bill as data."""
        return {
            "total_usd": self.total_usd,
            "known_usd": round(self.known_usd, 6),
            "items": [
                {
                    "model": item.charge.model,
                    "what": item.charge.what,
                    "quantity": item.charge.quantity,
                    "usd": item.usd,
                }
                for item in self.items
            ],
        }

    @property
    def _unpriced(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.usd is None)


def priced(charges: Iterable[Charge], prices: Iterable[Mapping[str, Any]] = ()) -> MeteredBill:
    """Put prices on what was metered.

    Args:
        charges: what was used.
        prices: those that the run was planned with, which come before the dated table's.
    """
    own = {(str(row["model"]), str(row["what"])): float(row["usd"]) for row in prices}
    items = []
    for charge in charges:
        price = own.get((charge.model, charge.what), _price(charge))
        items.append(Item(charge=charge, usd=None if price is None else price * charge.quantity))
    return MeteredBill(items=tuple(items))


def _amount(quantity: float) -> str:
    return f"{quantity:,.2f}".removesuffix(".00")


def _price(charge: Charge) -> float | None:
    if charge.what == "judged_response":
        return None  # the service bills a judge by its tokens, which the stand-in does not count
    return price_list().usd(charge.model, charge.what)
