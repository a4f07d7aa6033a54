"""A recipe to be planned, a dataset that was admitted, and quotas as an account tells them."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from tests.unit.conftest import Served
from tests.unit.seals import seal
from tuning.account import quotas
from tuning.run.recipe import Hosting, Limits, Probes, Provenance, Recipe
from tuning.run.registration import Registration, Source
from tuning.run.validation import Admission, Part

NOVA_MICRO = "amazon.nova-micro-v1:0:128k"
NOVA_LITE = "amazon.nova-lite-v1:0:300k"
NOVA_2_LITE = "amazon.nova-2-lite-v1:0:256k"

RECIPE = Recipe(
    base_model=NOVA_2_LITE,
    hyperparameters={"epochCount": "3"},
    probes=Probes(refusals=False, abilities=False),
    provenance=Provenance(
        intended_use="",
        source="",
        licence="",
        contains_personal_data=False,
        automated_decisions=False,
    ),
)

ADMISSION = Admission(
    outcome="admitted",
    summary="",
    report=seal(),
    samples=seal(),
    source_format=None,
    problems=0,
    training=Part(key="", records=1000, tokens=50_000),
    evaluation=Part(key="", records=100, tokens=6400),
    prompts=Part(key="", records=90, tokens=5000),
)


def planned(
    *, model: str = NOVA_2_LITE, hosting: Hosting | None = None, limits: Limits | None = None
) -> Recipe:
    """Return a recipe with another model, hosting or limits."""
    return msgspec.structs.replace(
        RECIPE, base_model=model, hosting=hosting or Hosting(), limits=limits or Limits()
    )


def registered(recipe: Recipe) -> Registration:
    """Return a run of a recipe."""
    return Registration(
        run_id="faq-0123456789ab",
        task="faq",
        outcome="ready",
        training=Source(key="incoming/faq/train.jsonl", version_id="v1", size=1),
        recipe=recipe,
    )


class Table:
    """The runs table, as far as prices are kept in it."""

    def __init__(self) -> None:
        self.items: dict[str, dict[str, Any]] = {}

    def get_item(self, *, TableName: str, Key: dict[str, Any]) -> dict[str, Any]:  # noqa: N803  botocore's names
        item = self.items.get(Key["run_id"]["S"])
        return {"Item": item} if item else {}

    def update_item(self, **asked: Any) -> None:
        values = asked["ExpressionAttributeValues"]
        self.items[asked["Key"]["run_id"]["S"]] = {
            name.removeprefix("#"): values[f":{name.removeprefix('#')}"]
            for name in asked["ExpressionAttributeNames"]
        }


@pytest.fixture
def table(served: Served) -> Table:
    """A runs table that holds nothing yet."""
    made = Table()
    served(dynamodb=made)
    return made


class Unpriced:
    """A Price List that the caller may not read; counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    def get_products(self, **asked: Any) -> dict[str, Any]:
        self.asked += 1
        raise ClientError({"Error": {"Code": "AccessDeniedException"}}, "GetProducts")


@pytest.fixture
def unpriced(table: Table, served: Served) -> Unpriced:
    """No right to read the Price List."""
    made = Unpriced()
    served(pricing=made)
    return made


@pytest.fixture
def account(stubbed: Callable[[str], Stubber]) -> Callable[..., Stubber]:
    """Have Service Quotas tell these values by the quotas' names, and these as its defaults."""

    def tell(defaults: Mapping[str, float] | None = None, /, **values: Any) -> Stubber:
        quotas.customization_jobs.cache_clear()
        stub = stubbed("service_quotas")
        for operation, told in (
            ("list_service_quotas", values),
            ("list_aws_default_service_quotas", defaults or {}),
        ):
            listed = [
                {"QuotaName": name, "QuotaCode": f"L-{number:08}", "Value": float(value)}
                for number, (name, value) in enumerate(told.items())
            ]
            stub.add_response(operation, {"Quotas": listed}, {"ServiceCode": "bedrock"})
        return stub

    return tell
