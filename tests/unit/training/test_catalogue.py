"""The catalogue: true to its sources, complete, and all that a new base model needs."""

import json
import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from tuning.dataset.admit import FILES
from tuning.dataset.handling import Handling
from tuning.dataset.inspection import inspect
from tuning.dataset.rules import files, sizes
from tuning.dataset.split import PartName
from tuning.training import catalogue as module
from tuning.training.catalogue import (
    BaseModel,
    UnusableModel,
    base_model,
    catalogue,
    check_region,
)

ROWS = [
    pytest.param(rules, id=f"{model.name} {customization_type}")
    for model in catalogue().models
    for customization_type, rules in model.datasets.items()
]


@pytest.mark.parametrize("rules", ROWS)
def test_every_row_says_where_it_is_from_and_when_that_was_read(rules: Any) -> None:
    assert rules.source
    assert date(2026, 1, 1) <= date.fromisoformat(rules.as_of)


@pytest.mark.parametrize("rules", ROWS)
def test_the_limits_of_a_row_leave_something_to_train_on(rules: Any) -> None:
    assert 0 < rules.min_records <= rules.advised_records < rules.max_records
    assert 0 < rules.max_tokens_per_sample


@pytest.mark.parametrize("rules", ROWS)
def test_the_names_that_we_write_are_names_that_the_job_takes(rules: Any) -> None:
    for name in FILES.values():
        assert re.fullmatch(rules.file_name_pattern, f"snapshots/{'0a' * 32}/{name}")


def test_no_model_stands_twice() -> None:
    known = [model.id for model in catalogue().models]
    known += [model.id for model in catalogue().retired]

    assert len(set(known)) == len(known)


ROW = {
    "id": "example.scribe-v1:0:8k",
    "name": "Scribe",
    "regions": ["eu-west-1"],
    "datasets": {
        "FINE_TUNING": {
            "record_format": "prompt_completion",
            "min_records": 2,
            "advised_records": 3,
            "max_records": 4,
            "max_tokens_per_sample": 5,
            "max_line_bytes": 90,
            "max_file_bytes": 200,
            "validation": False,
            "file_name_pattern": "[a-z0-9/.]+",
            "reserved_words": ["###"],
            "source": "its documentation",
            "as_of": "2026-11-21",
        }
    },
    "inference_id": "example.scribe-v1:0",
    "price_list_name": "Scribe",
    "provisioned_throughput": True,
    "on_demand_deployment": False,
    "hyperparameters": [],
    "source": "its documentation",
    "as_of": "2026-11-21",
}


@pytest.fixture
def scribe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[BaseModel]:
    """A model that was added to the catalogue's file, and to nothing else."""
    content = json.loads(Path(module.__file__).with_name("catalogue.json").read_bytes())
    content["models"].append(ROW)
    (tmp_path / "catalogue.json").write_text(json.dumps(content))
    monkeypatch.setattr(module, "__file__", str(tmp_path / "catalogue.py"))
    catalogue.cache_clear()
    yield base_model("example.scribe-v1:0:8k")
    catalogue.cache_clear()


RECORDS: tuple[dict[str, Any], ...] = (
    {"prompt": "q", "completion": "a"},
    {"prompt": "###", "completion": "a"},
    {"prompt": "q" * 30, "completion": "a"},
    {"prompt": "\U0001f600" * 20, "completion": "a"},
    {"messages": []},
)


def test_a_model_is_added_by_adding_a_row(scribe: BaseModel) -> None:
    handling = Handling(model=scribe)
    content = b"".join(json.dumps(record).encode() + b"\n" for record in RECORDS)
    with inspect(BytesIO(content), handling, file="train.jsonl") as piece:
        found = {problem.line: problem.code for problem in piece.problems.listed}
        kept = [json.loads(line) for line in piece.lines.lines()]

    assert {
        2: "RESERVED_WORD",
        3: "SAMPLE_TOO_LONG",
        4: "LINE_OVER_LIMIT",
        5: "MIXED_FORMATS",
    } == found
    assert [RECORDS[0]] == kept
    counts: dict[PartName, int] = {"training": 1, "validation": 0, "evaluation": 9}
    assert ["TOO_FEW_RECORDS"] == [
        fault.code.name for _, fault in sizes.too_few(counts, handling, met=1)
    ]
    assert ["FILE_OVER_LIMIT"] == [
        fault.code.name for _, fault in files.too_large({"training": 201}, handling)
    ]
    assert ["VALIDATION_NOT_TAKEN"] == [
        fault.code.name for _, fault in files.not_taken(["validation"], handling)
    ]


def test_an_unknown_model_names_the_nearest_and_those_that_can_be_used() -> None:
    with pytest.raises(UnusableModel) as refused:
        base_model("amazon.nova-mikro-v1:0:128k")

    assert "did you mean amazon.nova-micro-v1:0:128k? " in str(refused.value)
    assert all(model.id in str(refused.value) for model in catalogue().models)


def test_a_retired_model_says_since_when() -> None:
    with pytest.raises(UnusableModel, match=r"is EOL \(end of life 2026-07-07\) and takes no new"):
        base_model("meta.llama3-2-1b-instruct-v1:0:128k")


def test_a_region_without_the_model_names_those_that_have_it() -> None:
    model = base_model("amazon.nova-micro-v1:0:128k")
    check_region(model, "us-east-1")

    with pytest.raises(
        UnusableModel, match="cannot be customised in eu-west-1; it can in: us-east"
    ):
        check_region(model, "eu-west-1")
