"""The Price List beside the stand-in: one price, marked as what it is."""

import json
from typing import Any

import pytest

from tests.servers.bedrock.conftest import Connect

UNITS = "USE1-NovaMicro-ProvisionedThroughput-NoCommit-ModelUnits"


@pytest.fixture
def service(connect: Connect) -> Any:
    """A real client of the Price List."""
    return connect("pricing")


def products(service: Any, usage: str) -> list[Any]:
    asked = [{"Type": "TERM_MATCH", "Field": "usagetype", "Value": usage}]
    answer = service.get_products(ServiceCode="AmazonBedrock", Filters=asked)
    return [json.loads(text) for text in answer["PriceList"]]


def test_the_price_of_a_unit_says_itself_that_it_is_not_awss(service: Any) -> None:
    (product,) = products(service, UNITS)

    (term,) = product["terms"]["OnDemand"].values()
    (dimension,) = term["priceDimensions"].values()
    assert UNITS == product["product"]["attributes"]["usagetype"]
    assert "made up for rehearsals: it is not AWS's" in dimension["description"]
    assert ("hour", "20.00") == (dimension["unit"], dimension["pricePerUnit"]["USD"])


def test_other_prices_are_not_made_up(service: Any) -> None:
    assert [] == products(service, "USE1-NovaMicro-Customization-Training")
