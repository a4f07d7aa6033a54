"""What an environment's ceilings will say to every run on a base model, known before the first one.

A deployment and the doctor say it, so that nobody learns it from a run that was refused.
"""

from collections.abc import Iterator
from typing import Literal, Protocol

from tuning.costs.plan import Deadlines, lease_hours
from tuning.costs.prices import price_list
from tuning.models.catalogue import base_model
from tuning.run.price import What
from tuning.text import hours as in_hours
from tuning.text import usd


class Row(Deadlines, Protocol):
    """What of an environment matters here: a row of the table, or the settings of one deployed."""

    @property
    def base_model(self) -> str:
        """The base model of tasks that name none."""

    @property
    def over_ceiling(self) -> str:
        """``refuse`` or ``approve``."""

    @property
    def max_training_usd(self) -> float | None:
        """Ceiling of training."""

    @property
    def max_hosting_usd(self) -> float | None:
        """Ceiling of hosting."""

    @property
    def unit_hour_usd(self) -> float | None:
        """What its people state that a model unit costs for one hour."""


def warnings(environment: Row, model: str | None = None) -> tuple[str, ...]:
    """Return what runs on a base model will meet in an environment: one sentence each.

    Args:
        environment: its ceilings, and the price that its people state.
        model: the base model; without it, the environment's own.

    Raises:
        UnusableModel: the base model is not one that can be customised.
    """
    return tuple(_warnings(environment, base_model(model or environment.base_model).id))


def _warnings(environment: Row, model: str) -> Iterator[str]:
    row, fate = base_model(model), _fate(environment.over_ceiling)
    training, hosting = environment.max_training_usd, environment.max_hosting_usd
    if training is not None and _listed(model, "training_1k_tokens") is None:
        yield (
            f"The price of training {row.name} is not certain, so it is not held against "
            f"max_training_usd ({usd(training)}) alone: every run on it {fate}, unless the Price "
            "List API has the price by then. To look it up now: python -m tuning prices --refresh"
        )
    if hosting is None or not row.provisioned_throughput:
        return
    stated = environment.unit_hour_usd if model == environment.base_model else None
    listed = _listed(model, "provisioned_unit_hour")
    price = listed if listed is not None else stated
    hours = lease_hours(environment)["provisioned"]
    if price is None:
        yield (
            f"The hourly price of a model unit of {row.name} is not certain, so provisioned "
            f"throughput is not held against max_hosting_usd ({usd(hosting)}) alone: a run that "
            f"requests it {fate}, unless the Price List API has the price by then. If AWS "
            "has given you the price, state it as unit_hour_usd"
        )
    elif price * hours > hosting:
        yield (
            f"One model unit of {row.name} at {usd(price)} an hour costs {usd(price * hours)} if "
            f"the lease of {in_hours(hours)} is used up, and max_hosting_usd is {usd(hosting)}: a "
            f"run that requests provisioned throughput {fate}"
        )


def _listed(model: str, what: What) -> float | None:
    """Return a price of the dated table that passes a ceiling by itself."""
    row = price_list().row(model, what)
    return row.usd if row and row.confidence != "unconfirmed" else None


def _fate(over_ceiling: str) -> Literal["waits for a person to approve it", "is refused"]:
    return "waits for a person to approve it" if over_ceiling == "approve" else "is refused"
