"""A wrong and a right file for every code: what docs/problems.md shows, and a test tries."""

import gzip
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import msgspec

TABLE: Final = Path(__file__).with_suffix(".toml")

TIMES: Final = re.compile(r"(\d+) × (.*)")
AGAIN: Final = re.compile(r"⟨([^⟨⟩]*) × (\d+)⟩")
CHARACTER: Final = re.compile(r"⟨U\+([0-9A-F]{4,6})⟩")
BYTES: Final = re.compile(r"⟨((?:[0-9A-F]{2})+)⟩")


@dataclass(frozen=True, kw_only=True)
class Example:
    """What a code is told of, and what it is not told of.

    Attributes:
        wrong, right: what stands in the file, written as the head of the table says.
        name, right_name: of the file; the same for both where no other is given.
        ask: what is asked of it: options of `check`, or `convert` and its own.
        beside: the files beside it, by their names, written likewise.
        instead: wrong and right in words, where no small file shows them.
    """

    wrong: str = ""
    right: str = ""
    name: str = "train.jsonl"
    right_name: str = ""
    ask: str = ""
    beside: dict[str, str] = field(default_factory=dict)
    instead: tuple[str, str] | None = None


def examples() -> dict[str, Example]:
    """Return the examples by the name of their code."""
    return msgspec.toml.decode(TABLE.read_bytes(), type=dict[str, Example])


def content(text: str) -> bytes:
    """Return the bytes of a file from the way in which an example writes them."""
    if text.startswith("⟨gzip⟩\n"):
        return gzip.compress(content(text.removeprefix("⟨gzip⟩\n")))
    if text.startswith("⟨UTF-16⟩\n"):
        return content(text.removeprefix("⟨UTF-16⟩\n")).decode().encode("utf-16")
    lines = "\n".join(each for line in text.strip("\n").split("\n") for each in _lines(line))
    whole = AGAIN.sub(lambda part: part[1] * int(part[2]), lines)
    whole = CHARACTER.sub(lambda part: chr(int(part[1], 16)), whole)
    whole = BYTES.sub(lambda part: bytes.fromhex(part[1]).decode("ascii", "surrogateescape"), whole)
    return (whole and whole + "\n").encode("utf-8", "surrogateescape")


def _lines(line: str) -> list[str]:
    if not (many := TIMES.fullmatch(line)):
        return [line]
    return [many[2].replace("#", str(number)) for number in range(1, int(many[1]) + 1)]
