"""report.json and the model card: the same facts, for programs and for model hubs."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from tests.unit.report.conftest import ENDINGS, FOLDER, RUN
from tuning.report.publish import publish
from tuning.report.templates import plain
from tuning.run.run import Run

SCHEMA = json.loads((Path(__file__).parents[3] / "docs" / "report.schema.json").read_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


@pytest.fixture
def published(
    endings: dict[str, Run], ledger: Callable[[Run], Any], left: Any
) -> Callable[[str], dict[str, str]]:
    """Publish a run of an ending, and return what it left by name."""

    def publishing(ending: str) -> dict[str, str]:
        ledger(endings[ending])
        publish(RUN, None)
        return {key.removeprefix(f"{FOLDER}/"): body.decode() for key, body in left.objects.items()}

    return publishing


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("ending", [make.__name__ for make in ENDINGS])
def test_the_report_of_every_ending_is_of_its_schema(
    published: Callable[[str], dict[str, str]], ending: str
) -> None:
    document = json.loads(published(ending)["report.json"])

    VALIDATOR.validate(document)
    assert SCHEMA["title"] == document["schema"] == "bedrock-finetune/report/1"


def test_a_report_of_another_version_is_not_of_this_schema(
    published: Callable[[str], dict[str, str]],
) -> None:
    document = json.loads(published("kept")["report.json"]) | {"schema": "another/2"}

    with pytest.raises(jsonschema.ValidationError, match="another/2"):
        VALIDATOR.validate(document)


@pytest.mark.parametrize("ending", [make.__name__ for make in ENDINGS])
def test_every_run_with_a_recipe_has_a_model_card_whose_metadata_can_be_read(
    published: Callable[[str], dict[str, str]], ending: str
) -> None:
    card = published(ending).get("model-card.md")

    if ending == "refused":
        assert card is None
        return
    assert card
    _, front, body = card.split("---\n", 2)
    metadata = yaml.safe_load(front)
    assert "amazon.nova-micro-v1:0:128k" == metadata["base_model"]
    assert "CC BY 4.0" == metadata["license_name"]
    for heading in ("Model", "Intended use", "Training data", "Evaluation", "Limits", "Cost"):
        assert f"\n## {heading}\n" in body
    assert "\n\n\n" not in body


def test_the_card_has_the_scores_with_their_intervals(
    published: Callable[[str], dict[str, str]],
) -> None:
    card = published("kept")["model-card.md"]

    assert "| exact match | 0.125 | 0.908 | +0.783 | +0.729 to +0.833 |" in card
    assert "| The most frequent answer (must be beaten) | 0.083 |" in card
    value = yaml.safe_load(card.split("---\n", 2)[1])["model-index"][0]["results"][0]["metrics"][0]
    assert {"type": "exact_match", "name": "exact match", "value": 0.908} == value


def test_nothing_from_outside_is_markup_in_a_card() -> None:
    assert r"\<b\> \[a\](b) \| \# \_x\_ \&amp;" == plain("<b>\n[a](b) | # _x_ &amp;")
