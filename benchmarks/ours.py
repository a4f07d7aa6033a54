"""The dataset room, and its parts alone."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Final

import msgspec

from benchmarks.limits import BLOCK, Pair
from tuning.dataset.batch import Columns
from tuning.dataset.intake import Intake
from tuning.dataset.privacy.search import PATTERNS
from tuning.dataset.quality import near_duplicates
from tuning.dataset.safety import hidden, phrases
from tuning.dataset.screen import CONTROL, Screen
from tuning.models.catalogue import base_model
from tuning.run.handling import Handling

MODEL: Final = "amazon.nova-micro-v1:0:128k"


def handling() -> Handling:
    """Return the rules of a live model, without its limit on records: a million are measured."""
    model = base_model(MODEL)
    rules = msgspec.structs.replace(model.datasets["FINE_TUNING"], max_records=10**9)
    unlimited = msgspec.structs.replace(model, datasets={"FINE_TUNING": rules})
    return Handling(model=unlimited, near_duplicates="off")


def judge(path: Path) -> Callable[[], int]:
    """Find every problem, as ``python -m tuning check`` does."""
    return partial(_take, path, handling(), keep=False)


def admit(path: Path) -> Callable[[], int]:
    """Find every problem, convert and split what is good, as the pipeline does."""
    return partial(_take, path, handling(), keep=True)


def _take(path: Path, asked: Handling, *, keep: bool) -> int:
    with (
        Intake(asked, brought={"training"}, keep=keep) as intake,
        path.open("rb", buffering=0) as stream,
    ):
        intake.take("training", stream, file=path.name)
        intake.conclude()
        return sum(facts.records for facts in intake.files["training"])


def screen(path: Path) -> Callable[[], int]:
    """Search all texts at once, block by block; parsing them is not measured."""
    searched = Screen(handling().rules.words)
    blocks = list(_blocks(path))
    searched.hits(blocks[0])

    def search() -> int:
        for block in blocks:
            searched.hits(block)
        return sum(len(block.asked) for block in blocks)

    return search


def expressions(path: Path) -> Callable[[], int]:
    """Search text by text, with one pattern after the other; parsing them is not measured."""
    reserved = map(str.encode, handling().rules.reserved_words)
    patterns = [
        *(pattern.regex for pattern in PATTERNS),
        *(re.compile(regex) for regex in phrases.ALL),
        *(re.compile(regex) for regex in (*hidden.COARSE, *CONTROL)),
        *(re.compile(re.escape(word)) for word in reserved),
    ]
    texts = [text.encode() for block in _blocks(path) for texts in block[:2] for text in texts]

    def search() -> int:
        for text in texts:
            for pattern in patterns:
                pattern.search(text)
        return len(texts) // 2

    return search


def near_duplicates_of_all(path: Path) -> Callable[[], int]:
    """Compare every record with every other; parsing them is not measured."""
    texts = [
        f"{asked}\n{answer}"
        for block in _blocks(path)
        for asked, answer in zip(block.asked, block.answers, strict=True)
    ]

    def search() -> int:
        for _ in near_duplicates.matches(texts):
            pass
        return len(texts)

    return search


def _blocks(path: Path) -> Iterator[Columns]:
    """Yield the texts of prompt/completion records, as many as a block holds at a time."""
    decoder = msgspec.json.Decoder(Pair)
    with path.open("rb") as file:
        while lines := file.readlines(BLOCK):
            pairs: list[Pair] = []
            for line in lines:
                with suppress(msgspec.DecodeError, UnicodeDecodeError):
                    pairs.append(decoder.decode(line))
            yield Columns([p.prompt for p in pairs], [p.completion for p in pairs], set())
