"""The datasets that come with the project: sound, apart, and honest about what they prove."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from rehearsal.bedrock.model import Conversation, Turn
from tuning.dataset.codes import Code
from tuning.dataset.intake import Intake
from tuning.registration import task_toml
from tuning.run.parts import PartName
from tuning.run.recipe import Recipe

DATASETS = Path(__file__).parents[3] / "datasets"
NAMES = sorted(folder.parent.name for folder in DATASETS.glob("*/task.toml"))
PARTS = ("train", "validation", "evaluation")
DROPPED_AS: tuple[PartName, ...] = ("training", "validation", "evaluation")


def recipe_of(name: str) -> Recipe:
    text = (DATASETS / name / "task.toml").read_text()
    return task_toml.read(text, default_model="none", default_hyperparameters={})


def records(name: str, part: str) -> list[Conversation]:
    return [
        conversation(json.loads(line))
        for line in (DATASETS / name / f"{part}.jsonl").read_text().splitlines()
    ]


def conversation(record: dict[str, Any]) -> Conversation:
    if "prompt" in record:
        user = Turn(role="user", text=record["prompt"])
        return Conversation(turns=(user, Turn(role="assistant", text=record["completion"])))
    turns = (
        Turn(role=message["role"], text=message["content"][0]["text"])
        for message in record["messages"]
    )
    return Conversation(turns=tuple(turns), system=record["system"][0]["text"])


def test_there_is_more_than_one_task_to_start_from() -> None:
    assert ["banking-intents", "support-tickets"] == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_dataset_is_admitted_without_a_problem(name: str) -> None:
    with Intake(recipe_of(name).handling, brought=DROPPED_AS) as intake:
        for part, file in zip(DROPPED_AS, PARTS, strict=True):
            with (DATASETS / name / f"{file}.jsonl").open("rb") as stream:
                intake.take(part, stream, file=f"{file}.jsonl")
        intake.conclude()

        assert 0 == intake.problems.errors
        assert not intake.problems.counts.get(Code.DUPLICATE_RECORD)


@pytest.mark.parametrize(
    ("name", "sizes"), [("banking-intents", (1008, 120, 240)), ("support-tickets", (304, 40, 80))]
)
def test_a_dataset_is_as_large_as_its_readme_says(name: str, sizes: tuple[int, ...]) -> None:
    readme = (DATASETS / name / "README.md").read_text()

    assert tuple(len(records(name, part)) for part in PARTS) == sizes
    assert all(f"{size:,}" in readme for size in sizes)


@pytest.mark.parametrize("name", NAMES)
def test_no_prompt_is_in_two_files(name: str) -> None:
    prompts = [{one.turns[-2].text.casefold() for one in records(name, part)} for part in PARTS]

    assert len(set.union(*prompts)) == sum(map(len, prompts))


def test_every_intent_is_as_frequent_as_any_other() -> None:
    for part, each in zip(PARTS, (84, 10, 20), strict=True):
        labels = [one.reference for one in records("banking-intents", part)]
        assert {labels.count(label) for label in set(labels)} == {each}


def test_the_tickets_are_what_their_parts_make(tmp_path: Path) -> None:
    folder = DATASETS / "support-tickets"
    subprocess.run([sys.executable, folder / "make.py", tmp_path], check=True)

    for part in PARTS:
        made, committed = (place / f"{part}.jsonl" for place in (tmp_path, folder))
        assert made.read_text() == committed.read_text()


def test_the_held_out_tickets_tell_every_problem_in_words_that_training_never_uses() -> None:
    parts = tomllib.loads((DATASETS / "support-tickets" / "parts.toml").read_text())
    kept = [p["said"][-1] for product in parts["products"] for p in product["problems"]]
    told = {part: [one.turns[0].text for one in records("support-tickets", part)] for part in PARTS}

    for sentence in kept:
        assert not any(sentence in ticket for ticket in told["train"])
        assert any(sentence in ticket for ticket in told["evaluation"])
