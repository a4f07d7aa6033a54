"""The prices of a plan: which source comes first, how long what was read counts."""

import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from tests.unit.conftest import Served
from tests.unit.costs.conftest import NOVA_2_LITE, NOVA_LITE, NOVA_MICRO, Table, Unpriced, planned
from tests.unit.costs.test_price_list_api import PriceListApi, entry
from tuning.costs import tariff
from tuning.ledger import items
from tuning.run.price import Price
from tuning.run.recipe import Hosting, Recipe
from tuning.settings import deployed

MICRO_UNITS = "USE1-NovaMicro-ProvisionedThroughput-NoCommit-ModelUnits"
LITE_2_UNITS = "USE1-Nova2.0Lite-ProvisionedThroughput-NoCommit-ModelUnits"
LITE_UNITS = "USE1-NovaLite-ProvisionedThroughput-NoCommit-ModelUnits"

pytestmark = pytest.mark.usefixtures("settings")


@pytest.fixture
def listed(table: Table, served: Served) -> Callable[..., None]:
    """A Price List that tells these unit hours by usage type."""

    def tell(**usd: str) -> None:
        entries = {usage: [entry(usage, price, "hour")] for usage, price in usd.items()}
        served(pricing=PriceListApi(entries))

    return tell


def unit(recipe: Recipe) -> Price | None:
    found = tariff.of(recipe, uploader="123456789012")
    return found.row(recipe.base_model, "provisioned_unit_hour")


def stating(model: str, usd: float = 7.0, **hosting: Any) -> Recipe:
    return planned(model=model, hosting=Hosting(unit_hour_usd=usd, **hosting))


def test_the_price_list_comes_before_the_table_and_before_what_people_state(
    listed: Callable[..., None],
) -> None:
    listed(**{LITE_2_UNITS: "61"})

    row = unit(stating(NOVA_2_LITE))

    assert row
    assert (61.0, "confirmed", "2026-11-23") == (row.usd, row.confidence, row.as_of)


def test_without_a_right_to_the_price_list_the_table_counts_and_nothing_fails(
    unpriced: Unpriced,
) -> None:
    row = unit(stating(NOVA_2_LITE))

    assert row
    assert (60.5, "derived") == (row.usd, row.confidence)
    assert 1 == unpriced.asked


@pytest.mark.parametrize(
    "error",
    [
        EndpointConnectionError(endpoint_url="https://api.pricing.us-east-1.amazonaws.com"),
        ClientError({"Error": {"Code": "InternalErrorException"}}, "GetProducts"),
        ClientError({"Error": {"Code": "ThrottlingException"}}, "GetProducts"),
    ],
)
def test_a_price_list_that_does_not_answer_stops_no_run(
    table: Table, served: Served, error: Exception
) -> None:
    class Silent:
        def get_products(self, **asked: Any) -> Any:
            raise error

    served(pricing=Silent())

    row = unit(planned(model=NOVA_2_LITE))

    assert row
    assert 60.5 == row.usd
    assert {} == table.items


def test_what_nobody_knows_stays_unknown(unpriced: Unpriced) -> None:
    assert unit(planned(model=NOVA_MICRO)) is None


@pytest.mark.parametrize(
    ("hosting", "who"), [({}, "123456789012"), ({"owner": "Ada"}, "Ada")], ids=["uploader", "owner"]
)
def test_the_recipes_price_counts_where_nothing_else_is_known_with_who_said_it(
    unpriced: Unpriced, hosting: dict[str, Any], who: str
) -> None:
    row = unit(stating(NOVA_MICRO, **hosting))

    assert row
    assert (7.0, "stated") == (row.usd, row.confidence)
    assert f"stated in task.toml (hosting.unit_hour_usd) by {who}" == row.source


def test_the_environments_price_is_of_its_own_base_model_and_comes_before_the_recipes(
    unpriced: Unpriced, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUNING_UNIT_HOUR_USD", "21.5")
    deployed.cache_clear()

    own, other = unit(stating(NOVA_MICRO)), unit(planned(model="amazon.nova-pro-v1:0:300k"))

    assert own
    assert (21.5, "stated in settings/dev.toml (unit_hour_usd)") == (own.usd, own.source)
    assert other is None


def test_an_unconfirmed_price_comes_after_what_a_person_states(unpriced: Unpriced) -> None:
    alone, beside = unit(planned(model=NOVA_LITE)), unit(stating(NOVA_LITE))

    assert alone
    assert beside
    assert (108.15, "unconfirmed") == (alone.usd, alone.confidence)
    assert 7.0 == beside.usd


def test_what_was_read_counts_for_a_day_with_its_own_date(
    listed: Callable[..., None], table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = "2026-11-23T09:00:00.000+00:00"
    monkeypatch.setattr(items, "now", lambda: now)
    listed(**{MICRO_UNITS: "18.4"})
    first = unit(planned(model=NOVA_MICRO))
    listed(**{MICRO_UNITS: "19.9"})

    now = "2026-11-24T08:59:59.999+00:00"
    within_the_day = unit(planned(model=NOVA_MICRO))
    now = "2026-11-24T09:00:00.000+00:00"
    after_it = unit(planned(model=NOVA_MICRO))

    assert first == within_the_day
    assert first
    assert after_it
    assert (18.4, "2026-11-23", 19.9) == (first.usd, first.as_of, after_it.usd)
    assert [f"prices#{NOVA_MICRO}"] == list(table.items)


def test_each_base_model_is_kept_for_itself(listed: Callable[..., None]) -> None:
    listed(**{MICRO_UNITS: "18.4", LITE_UNITS: "99"})

    found = [unit(planned(model=model)) for model in (NOVA_MICRO, NOVA_LITE)]

    assert [18.4, 99.0] == [row.usd for row in found if row]


def test_the_price_lists_own_words_stand_in_the_source(table: Table, served: Served) -> None:
    told = json.loads(entry(MICRO_UNITS, "20", "hour"))
    dimension = told["terms"]["OnDemand"]["A"]["priceDimensions"]["B"]
    dimension["description"] = "$20 per model unit"
    served(pricing=PriceListApi({MICRO_UNITS: [json.dumps(told)]}))

    row = unit(planned(model=NOVA_MICRO))

    assert row
    assert f"AWS Price List API, usage type {MICRO_UNITS}: $20 per model unit" == row.source
    assert msgspec.json.decode(msgspec.json.encode(row), type=Price) == row


def odd(**changed: Any) -> str:
    dimension = {"unit": "hour", "pricePerUnit": {"USD": "61"}} | changed
    terms = {"OnDemand": {"A": {"priceDimensions": {"B": dimension}}}}
    return json.dumps({"product": {"attributes": {"usagetype": LITE_2_UNITS}}, "terms": terms})


@pytest.mark.parametrize(
    "told",
    [
        *(
            entry(LITE_2_UNITS, usd, "hour")
            for usd in ("N/A", "", "1,000.00", "inf", "-inf", "nan", "1e999", "-61", "0.0000000000")
        ),
        odd(pricePerUnit={"CNY": "61"}),
        odd(pricePerUnit={}),
        odd(pricePerUnit={"USD": None}),
        odd(pricePerUnit=None),
        odd(unit=None),
        json.dumps({"product": {"attributes": {"usagetype": LITE_2_UNITS}}}),
        json.dumps({"product": {"attributes": {"usagetype": LITE_2_UNITS}}, "terms": {}}),
        json.dumps({"product": {}, "terms": {}}),
        json.dumps([]),
        "<html>",
        "",
    ],
)
def test_an_odd_entry_of_the_price_list_stops_no_run_and_the_next_source_counts(
    table: Table, served: Served, told: str
) -> None:
    served(pricing=PriceListApi({LITE_2_UNITS: [told]}))

    first, again = unit(planned(model=NOVA_2_LITE)), unit(planned(model=NOVA_2_LITE))

    assert first
    assert (60.5, "derived") == (first.usd, first.confidence)
    assert first == again
    assert {"S": "[]"} == table.items[f"prices#{NOVA_2_LITE}"]["prices"]


def test_an_odd_entry_hides_no_price_beside_it(table: Table, served: Served) -> None:
    told = [entry(LITE_2_UNITS, "N/A", "hour"), "<html>", entry(LITE_2_UNITS, "61", "hour")]
    served(pricing=PriceListApi({LITE_2_UNITS: told}))

    row = unit(planned(model=NOVA_2_LITE))

    assert row
    assert 61.0 == row.usd


@pytest.mark.parametrize(
    "kept", ['[{"usd":null}]', '[{"x":' + "[" * 100_000], ids=["no price", "brackets without end"]
)
def test_kept_prices_that_cannot_be_read_are_asked_for_again(
    listed: Callable[..., None], table: Table, kept: str
) -> None:
    listed(**{LITE_2_UNITS: "61"})
    unit(planned(model=NOVA_2_LITE))
    table.items[f"prices#{NOVA_2_LITE}"]["prices"] = {"S": kept}

    row = unit(planned(model=NOVA_2_LITE))

    assert row
    assert 61.0 == row.usd
