"""What a model learns: a base model, which takes seconds to teach, and small things to teach it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from rehearsal.bedrock.model import Conversation, LanguageModel, Turn

DATASETS = Path(__file__).parents[2] / "datasets"
MICRO = "amazon.nova-micro-v1:0:128k"

Part = Callable[[str], list[Conversation]]


@pytest.fixture(scope="session")
def base() -> LanguageModel:
    return LanguageModel.base(MICRO)


@pytest.fixture(scope="session")
def tickets() -> Part:
    def part(name: str) -> list[Conversation]:
        text = (DATASETS / "support-tickets" / f"{name}.jsonl").read_text()
        records = map(json.loads, text.splitlines())
        return [record(one["prompt"], one["completion"]) for one in records]

    return part


@pytest.fixture(scope="session")
def intents() -> Part:
    def part(name: str) -> list[Conversation]:
        text = (DATASETS / "banking-intents" / f"{name}.jsonl").read_text()
        records = [json.loads(line) for line in text.splitlines()]
        said = [[turn["content"][0]["text"] for turn in one["messages"]] for one in records]
        systems = [one["system"][0]["text"] for one in records]
        return [
            record(question, answer, system)
            for (question, answer), system in zip(said, systems, strict=True)
        ]

    return part


def record(question: str, answer: str, system: str = "") -> Conversation:
    turns = (Turn(role="user", text=question), Turn(role="assistant", text=answer))
    return Conversation(turns=turns, system=system)
