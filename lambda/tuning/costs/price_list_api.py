"""The Price List API, which knows what AWS charges today: the prices of a base model, or of all."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

import msgspec

from tuning import clients
from tuning.costs.prices import PriceList
from tuning.errors import UNREADABLE
from tuning.models.catalogue import BaseModel, catalogue
from tuning.run.price import Price, What

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
    listed = [price for model in catalogue().models for price in prices_of(model)]
    current = {(price.model, price.what): price for price in listed}
    kept = [price for price in known.prices if (price.model, price.what) not in current]
    order = [model.id for model in catalogue().models]
    rows = sorted(
        (*kept, *current.values()),
        key=lambda row: (order.index(row.model), list(USAGE).index(row.what)),
    )
    return PriceList(note=known.note, prices=tuple(rows))


def prices_of(model: BaseModel) -> Iterator[Price]:
    """Yield every price of a base model that the Price List gives unmistakably.

    Raises:
        ClientError: the caller may not ask (``pricing:GetProducts``), or the service refused.
        BotoCoreError: the service could not be reached.
    """
    for what, (ending, unit) in USAGE.items():
        usage = f"{REGIONS[model.regions[0]]}-{model.price_list_name}-{ending}"
        if found := _ask(usage, unit):
            yield found.row(model, what, usage)


@dataclass(frozen=True, kw_only=True)
class _Listed:
    """What the Price List says of one usage type.

    Attributes:
        description: in the Price List's own words, which say whose price it is.
        day: on which it was asked for, by the service's clock.
    """

    usd: float
    description: str
    day: date

    def row(self, model: BaseModel, what: What, usage: str) -> Price:
        described = f": {self.description}" if self.description else ""
        return Price(
            model=model.id,
            what=what,
            usd=self.usd,
            confidence="confirmed",
            source=f"AWS Price List API, usage type {usage}{described}",
            as_of=self.day.isoformat(),
        )


class _Product(msgspec.Struct, frozen=True, kw_only=True):
    attributes: dict[str, str]


class _Dimension(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What one unit costs, by currency, as text."""

    unit: str
    price_per_unit: dict[str, str]
    description: str = ""


class _Term(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    price_dimensions: dict[str, _Dimension]


class _Terms(msgspec.Struct, frozen=True, kw_only=True, rename="pascal"):
    on_demand: dict[str, _Term] = {}


class _Entry(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of the Price List, as far as it says what is paid on demand."""

    product: _Product
    terms: _Terms


def _ask(usage: str, unit: re.Pattern[str]) -> _Listed | None:
    """Return the one price of a usage type; None where there is none, or more than one."""
    answer = clients.pricing().get_products(
        ServiceCode=SERVICE,
        Filters=[{"Type": "TERM_MATCH", "Field": "usagetype", "Value": usage}],
        FormatVersion="aws_v1",
    )
    found = {
        usd: description
        for text in answer["PriceList"]
        for usd, description in _prices(text, usage, unit)
    }
    if len(found) != 1:
        return None
    (usd, description), day = found.popitem(), clients.service_time(answer).date()
    return _Listed(usd=usd, description=description, day=day)


def _prices(text: str, usage: str, unit: re.Pattern[str]) -> Iterator[tuple[float, str]]:
    """Yield the prices of an entry; one that is not what the Price List documents has none."""
    try:
        entry = msgspec.json.decode(text, type=_Entry)
    except UNREADABLE:
        return
    if entry.product.attributes.get("usagetype") != usage:
        return
    for term in entry.terms.on_demand.values():
        for dimension in term.price_dimensions.values():
            usd = _usd(dimension)
            if unit.fullmatch(dimension.unit) and usd is not None:
                yield usd, dimension.description


def _usd(dimension: _Dimension) -> float | None:
    """Return a price that can be paid; None for what is none, as "N/A", "inf" or zero."""
    try:
        usd = float(dimension.price_per_unit.get("USD", ""))
    except ValueError:
        return None
    return usd if usd > 0 and math.isfinite(usd) else None
