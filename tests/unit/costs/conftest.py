"""A recipe to be planned, a dataset that was admitted, and quotas as an account tells them."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from botocore.stub import Stubber

from tuning.costs import quotas
from tuning.dataset.admission import Admission, Part
from tuning.ledger.registration import Registration, Source
from tuning.recipe import Hosting, Limits, Provenance, Recipe

NOVA_MICRO = "amazon.nova-micro-v1:0:128k"
NOVA_2_LITE = "amazon.nova-2-lite-v1:0:256k"

RECIPE = Recipe(
    base_model=NOVA_2_LITE,
    hyperparameters={"epochCount": "3"},
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
    report_key="",
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


@pytest.fixture
def account(stubbed: Callable[[str], Stubber]) -> Callable[..., Stubber]:
    """Have Service Quotas tell these values by the quotas' names."""

    def tell(**values: Any) -> Stubber:
        quotas.customization_jobs.cache_clear()
        stub = stubbed("service_quotas")
        stub.add_response(
            "list_service_quotas",
            {
                "Quotas": [
                    {"QuotaName": name, "QuotaCode": f"L-{number:08}", "Value": float(value)}
                    for number, (name, value) in enumerate(values.items())
                ]
            },
            {"ServiceCode": "bedrock"},
        )
        return stub

    return tell
