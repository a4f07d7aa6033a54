"""What the fuzzer mutates: two bytes that choose a name and a handling, then the file itself."""

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, NamedTuple, get_args

from tuning.models.catalogue import catalogue
from tuning.run.formats import FormatName
from tuning.run.handling import Handling, PrivacyMode

CORPUS: Final = Path(__file__).with_name("corpus")
"""Small files of every format, made by hand, and every file that ever broke a rule."""


class Wrapping(NamedTuple):
    """The name that a file goes by, and how its bytes are packed."""

    name: str
    pack: Callable[[bytes], bytes]


WRAPPINGS: Final = (
    Wrapping("train.jsonl", bytes),
    Wrapping("train.csv", bytes),
    Wrapping("train.json", bytes),
    Wrapping("train.jsonl.gz", bytes),
    Wrapping("train.jsonl.gz", gzip.compress),
    Wrapping("train.csv.gz", gzip.compress),
)


def _handlings() -> Iterator[Handling]:
    """Yield every form that is written, in every care; then every format forced."""
    written = {
        rules.record_format: Handling(model=model, customization_type=customization)
        for model in catalogue().models
        for customization, rules in model.datasets.items()
    }
    for asked in written.values():
        for privacy in get_args(PrivacyMode):
            for lossy in (False, True):
                yield Handling(
                    model=asked.model,
                    customization_type=asked.customization_type,
                    lossy=lossy,
                    privacy=privacy,
                    near_duplicates="off",
                )
    for name in get_args(FormatName):
        yield Handling(model=written["converse"].model, format=name, near_duplicates="all")


HANDLINGS: Final = tuple(_handlings())


class Input(NamedTuple):
    """A file and what is asked of it."""

    content: bytes
    name: str
    handling: Handling


def opened(mutated: bytes) -> Input:
    """Read what the fuzzer wrote."""
    wrapping = WRAPPINGS[mutated[0] % len(WRAPPINGS)]
    return Input(wrapping.pack(mutated[2:]), wrapping.name, HANDLINGS[mutated[1] % len(HANDLINGS)])


def seeds() -> Iterator[tuple[str, bytes]]:
    """Yield each file of the corpus, under the wrapping that its name asks for, in a few cares."""
    names = [wrapping.name for wrapping in WRAPPINGS]
    for path in sorted(CORPUS.iterdir()):
        wrapping = names.index(f"train{''.join(path.suffixes)}")
        for handling in range(0, len(HANDLINGS), 5):
            yield f"{path.stem}-{handling}", bytes([wrapping, handling]) + path.read_bytes()
