"""Answers that name several things, such as entities, labels or calls of tools: as sets."""

import re
from collections.abc import Hashable, Iterator, Mapping
from typing import Any, Final

from tuning.evaluation.metrics.agreement import f1
from tuning.evaluation.metrics.structured import INVALID, both, fields, is_container, parsed
from tuning.evaluation.metrics.words import exact_words

BULLET: Final = re.compile(r"^\s*(?:[-*\u2022]|\d{1,3}[.)])\s+")
SEPARATORS: Final = re.compile("[,;\u3001\uff0c\uff1b\u060c]")

WRAPPERS: Final = ("function", "toolUse", "tool_use")
ARGUMENTS: Final = ("arguments", "parameters", "input")
"""How providers write a call: an object with a name and arguments, or one around it."""


def set_f1(answer: str, reference: str, *, numbers: bool = False) -> float:
    """Return the harmonic mean of precision and recall of the things that both name.

    The items of a JSON list; of a JSON object each key with each of its values; a call of a tool by
    its name and arguments; else the lines of a text, or what commas part. Order and repetition do
    not count.
    """
    values = zip((answer, reference), both(answer, reference), strict=True)
    given, wanted = (frozenset(_items(text, value, numbers=numbers)) for text, value in values)
    return f1(len(given & wanted), len(given), len(wanted))


def _items(text: str, value: Any, *, numbers: bool) -> Iterator[Hashable]:
    """Yield the things that a text names, by what it says as JSON if it does."""
    if is_container(value):
        yield from _things(value, numbers=numbers)
        return
    lines = [line for line in text.splitlines() if line.strip()]
    parts = lines if len(lines) > 1 else SEPARATORS.split(text)
    for part in parts:
        item = BULLET.sub("", part).strip()
        plain = item.isascii() and item.isalpha()
        if words := (item.lower(),) if plain else exact_words(item, numbers=numbers):
            yield words


def _things(value: Any, *, numbers: bool) -> Iterator[Hashable]:
    if isinstance(value, list):
        for each in value:
            yield _thing(each, numbers=numbers)
    elif _call(value) is not None:
        yield _thing(value, numbers=numbers)
    else:
        for key, inner in value.items():
            for each in inner if isinstance(inner, list) else (inner,):
                yield key, _thing(each, numbers=numbers)


def _thing(value: Any, *, numbers: bool) -> Hashable:
    """Return an item as what equals the same item: a text by its words, all else by its content."""
    if isinstance(value, str):
        return exact_words(value, numbers=numbers)
    call = _call(value)
    return frozenset(fields(value if call is None else call).items())


def _call(value: Any) -> dict[str, Any] | None:
    """Return the name and the arguments of a call, without what numbers it; None if it is none."""
    if not isinstance(value, Mapping):
        return None
    inner = next((value[key] for key in WRAPPERS if isinstance(value.get(key), Mapping)), value)
    named = next((key for key in ARGUMENTS if key in inner), None)
    if named is None or not isinstance(inner.get("name"), str):
        return None
    arguments = inner[named]
    written = parsed(arguments) if isinstance(arguments, str) else arguments
    return {"name": inner["name"], "arguments": arguments if written is INVALID else written}
