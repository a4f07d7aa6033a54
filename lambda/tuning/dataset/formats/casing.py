"""Keys in whatever case a person or a program writes them: Instruction, OUTPUT, Messages."""

from collections import Counter
from collections.abc import Mapping
from typing import Final, TypeVar

from tuning.dataset.formats import media

Value = TypeVar("Value")

CASED: Final = {
    key.lower(): key
    for key in (*media.KEYS, "schemaVersion", "systemInstruction")
    if key != key.lower()
}
"""Keys that are written with capitals, by themselves without."""


def folded(fields: Mapping[str, Value]) -> dict[str, Value]:
    """Return a record with its outermost keys in the case in which they are known, without blanks.

    Keys that only their case or blanks tell apart stay as they are.
    """
    small = {key: key.strip().lower() for key in fields}
    ways = {key: CASED.get(way, way) for key, way in small.items()}
    times = Counter(ways.values())
    return {key if times[ways[key]] > 1 else ways[key]: value for key, value in fields.items()}
