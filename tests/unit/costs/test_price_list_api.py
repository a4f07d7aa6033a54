"""Refreshing the price table: what the Price List must say for a price to be taken."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from tests.unit.conftest import Served
from tests.unit.costs.conftest import NOVA_MICRO
from tuning.costs import prices
from tuning.costs.price_list_api import USAGE, refreshed
from tuning.models.catalogue import catalogue
from tuning.run.price import Price

UNITS = "USE1-NovaMicro-ProvisionedThroughput-NoCommit-ModelUnits"
TRAINING = "USE1-NovaMicro-Customization-Training"


def entry(usage: str, usd: str, unit: str) -> str:
    return json.dumps(
        {
            "product": {"attributes": {"usagetype": usage}},
            "terms": {
                "OnDemand": {
                    "A": {"priceDimensions": {"B": {"unit": unit, "pricePerUnit": {"USD": usd}}}}
                }
            },
        }
    )


class PriceListApi:
    """Answers GetProducts from a table of entries by usage type."""

    def __init__(self, entries: Mapping[str, list[str]]) -> None:
        self.entries = entries

    def get_products(self, **asked: Any) -> dict[str, Any]:
        assert ("AmazonBedrock", "aws_v1") == (asked["ServiceCode"], asked["FormatVersion"])
        (only,) = asked["Filters"]
        assert ("TERM_MATCH", "usagetype") == (only["Type"], only["Field"])
        return {
            "PriceList": self.entries.get(only["Value"], []),
            "ResponseMetadata": {"HTTPHeaders": {"date": "Mon, 23 Nov 2026 09:00:00 GMT"}},
        }


def after(served: Served, entries: Mapping[str, list[str]]) -> dict[Any, Price]:
    served(pricing=PriceListApi(entries))
    fresh = refreshed(prices.price_list())
    return {(price.model, price.what): price for price in fresh.prices}


def before() -> dict[Any, Price]:
    return {(price.model, price.what): price for price in prices.price_list().prices}


def test_a_price_that_was_unknown_is_learned_with_its_source_and_day(
    served: Served,
) -> None:
    rows = after(served, {UNITS: [entry(UNITS, "18.4", "hour")]})

    expected = Price(
        model=NOVA_MICRO,
        what="provisioned_unit_hour",
        usd=18.4,
        confidence="confirmed",
        source=f"AWS Price List API, usage type {UNITS}",
        as_of="2026-11-23",
    )
    assert expected == rows.pop((NOVA_MICRO, "provisioned_unit_hour"))
    assert before() == rows


def test_a_known_price_is_replaced_and_stays_in_its_place(served: Served) -> None:
    rows = after(served, {TRAINING: [entry(TRAINING, "0.0011", "1K tokens")]})

    assert list(before()) == list(rows)
    assert 0.0011 == rows[NOVA_MICRO, "training_1k_tokens"].usd


@pytest.mark.parametrize(
    "entries",
    [
        [entry(TRAINING, "1.1", "1M tokens")],
        [entry(f"{TRAINING}-batch", "0.5", "1K tokens")],
        [entry(TRAINING, "0.0", "1K tokens")],
        [entry(TRAINING, "0.1", "1K tokens"), entry(TRAINING, "0.2", "1K tokens")],
        [],
    ],
    ids=["another unit", "another usage type", "free", "two prices", "nothing"],
)
def test_what_is_not_told_unmistakably_changes_nothing(served: Served, entries: list[str]) -> None:
    assert before() == after(served, {TRAINING: entries})


def test_the_same_price_told_twice_is_one_price(served: Served) -> None:
    twice = [entry(TRAINING, "0.002", "1K tokens")] * 2

    assert 0.002 == after(served, {TRAINING: twice})[NOVA_MICRO, "training_1k_tokens"].usd


def test_every_price_of_the_table_can_be_refreshed(served: Served) -> None:
    asked: list[str] = []

    class Recording(PriceListApi):
        def get_products(self, **asks: Any) -> dict[str, Any]:
            asked.append(asks["Filters"][0]["Value"])
            return super().get_products(**asks)

    served(pricing=Recording({}))
    refreshed(prices.price_list())

    assert len(asked) == len(set(asked)) == len(catalogue().models) * len(USAGE)
    assert "USE1-Nova2.0Lite-input-tokens-custom-model" in asked
