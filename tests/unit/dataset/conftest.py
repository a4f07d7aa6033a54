"""What the dataset room's tests stand on: a real base model, and drops made of bytes."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from io import BytesIO

import pytest

from tuning.dataset.intake import Intake
from tuning.dataset.split import PartName
from tuning.training.catalogue import BaseModel, base_model

Taken = Callable[..., Intake]


@pytest.fixture(scope="session")
def model() -> BaseModel:
    """Nova Micro, as the catalogue has it."""
    return base_model("amazon.nova-micro-v1:0:128k")


@pytest.fixture
def take(model: BaseModel) -> Iterator[Taken]:
    """Take in a drop: `take(train=b"…", validation=b"…", name="train.csv")`, and conclude."""
    with ExitStack() as stack:

        def taken(
            train: bytes,
            *,
            name: str = "train.jsonl",
            base: BaseModel = model,
            validation: bytes | None = None,
            evaluation: bytes | None = None,
        ) -> Intake:
            files: dict[PartName, tuple[str, bytes | None]] = {
                "training": (name, train),
                "validation": ("validation.jsonl", validation),
                "evaluation": ("evaluation.jsonl", evaluation),
            }
            brought = {part: (file, c) for part, (file, c) in files.items() if c is not None}
            intake = stack.enter_context(Intake(base, brought=brought.keys()))
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
