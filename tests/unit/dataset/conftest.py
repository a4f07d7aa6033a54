"""What the dataset room's tests stand on: a real base model, and drops made of bytes."""

import dataclasses
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from io import BytesIO

import pytest
from msgspec.structs import replace

from tuning.dataset.intake import Intake
from tuning.models.catalogue import BaseModel, base_model
from tuning.run.handling import Handling
from tuning.run.parts import PartName

Taken = Callable[..., Intake]


@pytest.fixture(scope="session")
def model() -> BaseModel:
    """Nova Micro, as the catalogue has it."""
    return base_model("amazon.nova-micro-v1:0:128k")


@pytest.fixture(scope="session")
def handling(model: BaseModel) -> Handling:
    """Fine-tuning of Nova Micro, as a recipe has it that asks for nothing special."""
    return Handling(model=model)


@pytest.fixture
def take(handling: Handling) -> Iterator[Taken]:
    """Take in a drop and conclude: `take(train=b"…", validation=b"…", name="train.csv")`."""
    with ExitStack() as stack:

        def taken(
            train: bytes,
            *,
            name: str = "train.jsonl",
            asked: Handling = handling,
            validation: bytes | None = None,
            evaluation: bytes | None = None,
            keep: bool = True,
        ) -> Intake:
            files: dict[PartName, tuple[str, bytes | None]] = {
                "training": (name, train),
                "validation": ("validation.jsonl", validation),
                "evaluation": ("evaluation.jsonl", evaluation),
            }
            brought = {part: (file, c) for part, (file, c) in files.items() if c is not None}
            intake = stack.enter_context(Intake(asked, brought=brought.keys(), keep=keep))
            for part, (file, content) in brought.items():
                intake.take(part, BytesIO(content), file=file)
            intake.conclude()
            return intake

        yield taken


def pairs(count: int, *, start: int = 0) -> bytes:
    """Return so many prompt/completion records, no two alike."""
    return b"".join(
        json.dumps({"prompt": f"question {n}", "completion": f"reply {n}"}).encode() + b"\n"
        for n in range(start, start + count)
    )


@pytest.fixture
def records() -> Callable[..., bytes]:
    """Make good prompt/completion records: `records(100)`."""
    return pairs


@pytest.fixture
def at_most(handling: Handling) -> Callable[[int], Handling]:
    """Ask for a base model that takes no more than so many records: `at_most(100)`."""

    def asked(records: int) -> Handling:
        rules = replace(handling.rules, max_records=records)
        model = replace(handling.model, datasets={handling.customization_type: rules})
        return dataclasses.replace(handling, model=model)

    return asked
