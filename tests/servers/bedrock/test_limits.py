"""The stand-in's table of limits beside the pipeline's catalogue: two hands wrote them."""

import ast
from pathlib import Path
from typing import Any, Final

import pytest

from rehearsal.bedrock.limits import FoundationModel, limits
from tuning.models.catalogue import BaseModel, catalogue
from tuning.models.judges import judges

ROOT: Final = Path(__file__).parents[3]

LIVE: Final = tuple(sorted({row.id for row in catalogue().models} | set(limits().models)))

EXPLAINED: Final[dict[tuple[str, str], str]] = {}
"""Differences that are meant, by model and by what differs, each with its reason."""


def of_the_service(row: FoundationModel) -> dict[str, Any]:
    tuning = row.fine_tuning
    return {
        "name": row.name,
        "regions": row.regions,
        "methods": set(row.methods),
        "asked as": row.asked_as,
        "hosting": (row.provisioned, row.on_demand),
        "fewest records": tuning.fewest_records,
        "most records": tuning.most_records,
        "tokens in a record": tuning.longest_record_tokens,
        "validation file": tuning.validation,
        "reserved words": set(tuning.reserved_words),
        "hyperparameters": {
            name: (range_.whole, range_.least, range_.most, float(range_.default))
            for name, range_ in row.hyperparameters.items()
        },
    }


def of_the_pipeline(row: BaseModel) -> dict[str, Any]:
    rules = row.datasets["FINE_TUNING"]
    return {
        "name": row.name,
        "regions": row.regions,
        "methods": set(row.datasets),
        "asked as": row.inference_id,
        "hosting": (row.provisioned_throughput, row.on_demand_deployment),
        "fewest records": rules.min_records,
        "most records": rules.max_records,
        "tokens in a record": rules.max_tokens_per_sample,
        "validation file": rules.validation,
        "reserved words": set(rules.reserved_words),
        "hyperparameters": {
            one.name: (one.type == "integer", one.min, one.max, one.default)
            for one in row.hyperparameters
        },
    }


@pytest.mark.parametrize("model", LIVE)
def test_the_two_tables_differ_only_where_it_is_explained(model: str) -> None:
    rows = {row.id: row for row in catalogue().models}
    theirs, ours = of_the_service(limits().models[model]), of_the_pipeline(rows[model])

    differ = {(model, what) for what in theirs if theirs[what] != ours[what]}

    assert differ == {key for key in EXPLAINED if key[0] == model}


def test_what_has_ended_for_the_service_has_ended_for_the_pipeline() -> None:
    retired = {row.id: row.lifecycle for row in catalogue().retired}

    for lifecycle, models in (("LEGACY", limits().legacy), ("EOL", limits().ended)):
        assert {model: retired.get(model) for model in models} == dict.fromkeys(models, lifecycle)


def test_every_judge_of_the_pipeline_may_judge() -> None:
    assert {row.id for row in judges()} <= set(limits().judges)


def test_every_row_names_its_documents() -> None:
    for row in limits().models.values():
        assert row.sources
        assert set(row.sources) <= set(limits().sources)


def test_nothing_of_the_stand_in_reads_the_catalogue() -> None:
    """What is tested must not be what it is tested by."""
    for path in (ROOT / "rehearsal" / "bedrock").rglob("*.py"):
        named = {
            module
            for node in ast.walk(ast.parse(path.read_text()))
            for module in (
                [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else []
            )
        }
        tuning = {module for module in named if module.startswith("tuning")}
        assert tuning <= {"tuning.evaluation.metrics"}, path
