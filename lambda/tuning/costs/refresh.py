"""Bring the price table up to date from the Price List API, which knows what AWS charges today."""

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from tuning import clients
from tuning.costs.prices import Price, PriceList, What
from tuning.training.catalogue import BaseModel, catalogue

SERVICE: Final = "AmazonBedrock"

REGIONS: Final = {"us-east-1": "USE1", "us-west-2": "USW2"}
"""What usage types call the regions in which models are customised."""

TOKENS: Final = re.compile(r"(per )?1K tokens", re.IGNORECASE)
HOURS: Final = re.compile(r"(per )?(model unit )?(hour|hrs|hourly)", re.IGNORECASE)
MONTHS: Final = re.compile(r".*\bmonths?\b.*", re.IGNORECASE)

USAGE: Final[dict[What, tuple[str, re.Pattern[str]]]] = {
    "training_1k_tokens": ("Customization-Training", TOKENS),
    "storage_month": ("Customization-Storage", MONTHS),
    "input_1k_tokens": ("input-tokens-custom-model", TOKENS),
    "output_1k_tokens": ("output-tokens-custom-model", TOKENS),
    "base_input_1k_tokens": ("input-tokens", TOKENS),
    "base_output_1k_tokens": ("output-tokens", TOKENS),
    "provisioned_unit_hour": ("ProvisionedThroughput-NoCommit-ModelUnits", HOURS),
    "provisioned_unit_hour_one_month": ("ProvisionedThroughput-1month-ModelUnits", HOURS),
    "provisioned_unit_hour_six_months": ("ProvisionedThroughput-6months-ModelUnits", HOURS),
}
"""The end of each price's usage type, and the unit in which it must be told to be that price."""


def refreshed(known: PriceList) -> PriceList:
    """Return the table with every price that the Price List gives; the others stay as they are.

    A price in a unit that is not the expected one, and one that is not told unmistakably, is not
    taken.
    """
    told = {(price.model, price.what): price for price in _told()}
    kept = [price for price in known.prices if (price.model, price.what) not in told]
    order = [model.id for model in catalogue().models]
    rows = sorted(
        (*kept, *told.values()),
        key=lambda row: (order.index(row.model), list(USAGE).index(row.what)),
    )
    return PriceList(note=known.note, prices=tuple(rows))


def _told() -> Iterator[Price]:
    for model in catalogue().models:
        for what, (ending, unit) in USAGE.items():
            usage = f"{REGIONS[model.regions[0]]}-{model.price_list_name}-{ending}"
            if found := _ask(usage, unit):
                usd, day = found
                yield _row(model, what, usd, usage, day)


def _row(model: BaseModel, what: What, usd: float, usage: str, day: date) -> Price:
    return Price(
        model=model.id,
        what=what,
        usd=usd,
        confidence="confirmed",
        source=f"AWS Price List API, usage type {usage}",
        as_of=day.isoformat(),
    )


def _ask(usage: str, unit: re.Pattern[str]) -> tuple[float, date] | None:
    """Return the one price of a usage type and the day on which it was asked for."""
    answer = clients.pricing().get_products(
        ServiceCode=SERVICE,
        Filters=[{"Type": "TERM_MATCH", "Field": "usagetype", "Value": usage}],
        FormatVersion="aws_v1",
    )
    found = {
        usd
        for text in answer["PriceList"]
        for usd in _prices(json.loads(text), usage, unit)
        if usd > 0
    }
    return (found.pop(), clients.service_time(answer).date()) if len(found) == 1 else None


def _prices(entry: dict[str, Any], usage: str, unit: re.Pattern[str]) -> Iterator[float]:
    if entry["product"]["attributes"].get("usagetype") != usage:
        return
    for term in entry["terms"].get("OnDemand", {}).values():
        for dimension in term["priceDimensions"].values():
            if unit.fullmatch(dimension["unit"]) and "USD" in dimension["pricePerUnit"]:
                yield float(dimension["pricePerUnit"]["USD"])
