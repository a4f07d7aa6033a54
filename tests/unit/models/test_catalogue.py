"""The catalogue: true to its sources, complete, and all that a new base model needs."""

import json
import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from tuning.admission.admit import FILES
from tuning.dataset.inspection import inspect
from tuning.dataset.rules import files, sizes
from tuning.models import catalogue as module
from tuning.models.catalogue import BaseModel, UnusableModel, base_model, catalogue, check_region
from tuning.run.handling import Handling
from tuning.run.parts import PartName

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
            "max_tokens_per_sample": 19,
            "max_line_bytes": 100,
            "max_file_bytes": 200,
            "validation": False,
            "file_name_pattern": "[a-z0-9/.]+",
            "reserved_words": ["###"],
            "validator_words": [],
            "reasoning": False,
            "tools_note": None,
            "source": "its documentation",
            "as_of": "2026-11-21",
        }
    },
    "inference_id": "example.scribe-v1:0",
    "price_list_name": "Scribe",
    "provisioned_throughput": True,
    "on_demand_deployment": False,
    "evaluation_job": False,
    "horizon": {
        "end_of_life": "2027-01-31",
        "no_sooner_than": "2027-01-31",
        "notice": "6 months",
        "source": "its model card",
        "as_of": "2026-11-27",
    },
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
    {"prompt": "\U0001f600" * 17, "completion": "a"},
    {"prompt": "e" * 71, "completion": "a"},
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
        fault.code.name for _, fault in sizes.too_few(counts, handling, met=1, missing=7)
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


ENDED = {
    "Titan Text": "Titan Text G1 Express",
    "Amazon Titan Text G1 - Lite": "Titan Text G1 Lite",
    "amazon.titan-text-express-v1": "Titan Text G1 Express",
    "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-text-premier-v1:0": (
        "Titan Text Premier"
    ),
    "Cohere Command": "Command",
    "cohere.command-light-text-v14": "Command Light",
    "Llama 2": "Llama 2 13B",
    "meta.llama2-70b-chat-v1": "Llama 2 70B",
    "Claude 2": "Claude 2",
    "anthropic.claude-v2:1": "Claude 2",
    "anthropic.claude-v2": "Claude 2",
    "Claude Instant": "Claude Instant",
    "us.anthropic.claude-3-haiku-20240307-v1:0": "Claude 3 Haiku",
    "Nova Premier": "Nova Premier",
    "amazon.nova-canvas-v1:0": "Nova Canvas",
    "nova reel": "Nova Reel",
}


@pytest.mark.parametrize(("called", "name"), ENDED.items())
def test_a_model_that_ended_is_known_by_every_name_it_had(called: str, name: str) -> None:
    with pytest.raises(UnusableModel, match=rf"^base model {re.escape(name)} \(.*has ended"):
        base_model(called)


@pytest.mark.parametrize("retired", catalogue().retired, ids=lambda retired: retired.id)
def test_a_retired_model_says_when_it_ends_and_names_a_successor_that_lives(retired: Any) -> None:
    with pytest.raises(UnusableModel) as refused:
        base_model(retired.id)

    assert f"base model {retired.name} ({retired.id}) " in str(refused.value)
    assert (retired.end_of_life or "") in str(refused.value)
    if retired.successor:
        assert base_model(retired.successor)
        assert f"use {retired.successor} instead" in str(refused.value)
    assert "takes no new customization job" in str(refused.value)


@pytest.mark.parametrize("called", ["Nova Micro", "amazon.nova-micro-v1:0", "Amazon Nova Micro"])
def test_a_live_model_called_otherwise_is_named_as_the_service_takes_it(called: str) -> None:
    with pytest.raises(UnusableModel, match=r"did you mean amazon\.nova-micro-v1:0:128k\?"):
        base_model(called)


@pytest.mark.parametrize("called", ["amazon", "claude-sonnet-5", "command-r-plus", "llama4", ""])
def test_what_was_never_here_has_not_ended(called: str) -> None:
    with pytest.raises(UnusableModel, match=r"^unknown base model"):
        base_model(called)


@pytest.mark.parametrize("model", catalogue().models, ids=lambda model: model.id)
def test_every_live_model_says_how_long_it_is_promised_and_where_that_stands(model: Any) -> None:
    assert date.fromisoformat(model.horizon.no_sooner_than)
    assert model.horizon.source
    assert model.horizon.as_of
    assert model.outlook.startswith(("AWS supports ", "AWS promised "))
    assert model.horizon.no_sooner_than in model.outlook


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (
            date(2025, 12, 3),
            "AWS supports Nova Micro until 2025-12-04 at least, then may end it with 6 months' "
            "notice. No end is announced.",
        ),
        (
            date(2025, 12, 4),
            "AWS promised Nova Micro until 2025-12-04; since then it may end at 6 months' notice. "
            "No end is announced.",
        ),
    ],
)
def test_a_promise_that_is_over_is_told_as_past(day: date, sentence: str) -> None:
    assert sentence == base_model("amazon.nova-micro-v1:0:128k").outlook_on(day)


def test_a_model_whose_end_is_announced_says_so(scribe: BaseModel) -> None:
    assert scribe.outlook == (
        "A custom model on Scribe stops working on 2027-01-31, when AWS ends the base model: train "
        "on another base model before that day."
    )


def test_nova_2_lite_is_what_its_own_pages_say() -> None:
    nova = base_model("amazon.nova-2-lite-v1:0:256k")
    rules = nova.datasets["FINE_TUNING"]
    [warmup] = [each for each in nova.hyperparameters if each.name == "learningRateWarmupSteps"]

    assert (200, 2000, 20000) == (rules.min_records, rules.advised_records, rules.max_records)
    assert not rules.validation
    assert rules.reasoning
    assert (0, 20, 10) == (warmup.min, warmup.max, warmup.default)
    assert not nova.evaluation_job
    assert "2026-12-02" == nova.horizon.no_sooner_than


def test_distillation_has_students_only_where_a_teacher_lives() -> None:
    students = {m.name for m in catalogue().models if "DISTILLATION" in m.datasets}

    assert {"Nova Micro", "Nova Lite"} == students
    assert {100} == {
        model.datasets["DISTILLATION"].min_records
        for model in catalogue().models
        if "DISTILLATION" in model.datasets
    }


def test_a_region_without_the_model_names_those_that_have_it() -> None:
    model = base_model("amazon.nova-micro-v1:0:128k")
    check_region(model, "us-east-1")

    with pytest.raises(
        UnusableModel, match="cannot be customised in eu-west-1; it can in: us-east"
    ):
        check_region(model, "eu-west-1")
