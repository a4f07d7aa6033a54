"""What was measured, as a file of the repository: docs/privacy.md shows it, a test holds it."""

from pathlib import Path
from typing import Final

import msgspec

PATH: Final = Path(__file__).with_name("record.json")
OURS, PRESIDIO, SECRETS = "ours", "presidio", "detect-secrets"


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """Sentences with a value of one subject: a locale, a country, a service.

    Attributes:
        group, kind, subject: of what was planted.
        sentences: how many.
        found: by tool, in how many it finds the value or a part of it.
        gone: by tool, in how many no letter and no digit of the value is outside of what it finds.
        missed: the ways of writing in which ours leaves something.
    """

    group: str
    kind: str
    subject: str
    sentences: int
    found: dict[str, int]
    gone: dict[str, int]
    missed: list[str]


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """The same by the way in which the value is written."""

    group: str
    way: str
    sentences: int
    found: dict[str, int]
    gone: dict[str, int]


class Claims(msgspec.Struct, frozen=True, kw_only=True):
    """What a tool calls a kind, over all sentences and all clean texts.

    Attributes:
        kind: a kind of personal data, or "secret".
        right, wrong: by tool, findings on a value of that kind, and all others.
    """

    kind: str
    right: dict[str, int]
    wrong: dict[str, int]


class Clean(msgspec.Struct, frozen=True, kw_only=True):
    """Texts in which nothing is to be found, and in how many a tool finds something."""

    name: str
    texts: int
    found: dict[str, int]


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One run."""

    day: str
    versions: dict[str, str]
    rows: list[Row]
    ways: list[Way]
    claims: list[Claims]
    clean: list[Clean]


def read() -> Record:
    """Return what was measured last."""
    return msgspec.json.decode(PATH.read_bytes(), type=Record)


def write(record: Record) -> None:
    """Keep a run in place of the last one."""
    PATH.write_bytes(msgspec.json.format(msgspec.json.encode(record), indent=1) + b"\n")
