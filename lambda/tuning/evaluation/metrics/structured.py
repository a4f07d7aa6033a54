"""Answers that are JSON: what they hold is compared, not how it is written."""

import json
import re
from collections import Counter
from collections.abc import Hashable
from functools import lru_cache
from typing import Any, Final, Literal

import msgspec

from tuning.evaluation.metrics.agreement import f1_of
from tuning.evaluation.metrics.words import composed
from tuning.standards.schema import schema

INVALID: Final = object()
"""Stands for what is no JSON."""

FENCE: Final = "```"
LANGUAGE: Final = re.compile(r"\A[ \t]*(?:\w+[ \t]*\n|(?:json|xml)\b)", flags=re.IGNORECASE)
"""What a fence says of the text inside: a word on its first line."""

OPENING: Final = re.compile(r"[{\[]")
MOST_TRIES: Final = 64
"""Brackets of a text from which JSON is tried: a text of brackets alone takes no longer."""


def _refuse(word: str) -> None:
    raise ValueError(word)


DECODER: Final = json.JSONDecoder(parse_constant=_refuse)
"""Reads a value at the beginning of a text, whatever follows; NaN and Infinity are no JSON."""

IN_A_TEXT: Final = "JSON in a text", None
"""A step of a place that no key and no index is."""

Field = tuple[Hashable, ...]
"""Where a value stands, key by key, its kind and itself."""


def json_valid(answer: str, _reference: str) -> float:
    """Return 1 when the answer is JSON and nothing else, else 0; a fence around it is let pass."""
    return float(parsed(answer) is not INVALID)


def json_equal(answer: str, reference: str) -> float:
    """Return 1 when both are JSON of the same content, else 0.

    Spacing, the order of keys, a fence, sentences around the JSON and the spelling of numbers do
    not count; the order of a list, the case of a text and whether a value is a text or a number do.
    """
    given, wanted = both(answer, reference)
    if given is INVALID or wanted is INVALID:
        return 0.0
    return float(fields(given) == fields(wanted))


def json_fields(answer: str, reference: str) -> float:
    """Return the harmonic mean of precision and recall of the values, each where it belongs.

    0 when one of the two is no JSON. Sentences around the answer's JSON do not count.
    """
    given, wanted = both(answer, reference)
    if given is INVALID or wanted is INVALID:
        return 0.0
    return f1_of(fields(given), fields(wanted))


def json_schema(answer: str, _reference: str, *, json_schema: str) -> float:
    """Return 1 when the answer is JSON that conforms to the recipe's schema, else 0.

    Raises:
        BadSchema: the recipe was not checked.
    """
    value = parsed(answer)
    try:
        return float(value is not INVALID and schema(json_schema).is_valid(value))
    except RecursionError:
        return 0.0


@lru_cache(maxsize=16)
def parsed(text: str) -> Any:
    """Return what a text says as JSON, apart from a fence around it; ``INVALID`` if it is none."""
    try:
        return msgspec.json.decode(unfenced(text))
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        return INVALID


def both(answer: str, reference: str) -> tuple[Any, Any]:
    """Return what an answer and a reference say as JSON.

    A model that was not trained to answer with JSON alone says what it says within sentences: where
    the reference is an object or a list, the one of its kind in the answer is what is compared.
    Whether an answer is JSON and nothing else is what ``json_valid`` tells.
    """
    given, wanted = parsed(answer), parsed(reference)
    if is_container(wanted) and not is_container(given):
        inside = embedded(answer, "object" if isinstance(wanted, dict) else "list")
        return (given if inside is INVALID else inside), wanted
    return given, wanted


@lru_cache(maxsize=16)
def embedded(text: str, kind: Literal["object", "list"]) -> Any:
    """Return the one JSON object or list within a text; ``INVALID`` where there is not just one."""
    found: list[Any] = []
    at = tries = 0
    while (opening := OPENING.search(text, at)) and tries < MOST_TRIES:
        tries += 1
        try:
            value, at = DECODER.raw_decode(text, opening.start())
        except (ValueError, RecursionError):
            at = opening.end()
        else:
            found += [value] * isinstance(value, dict if kind == "object" else list)
    return found[0] if len(found) == 1 else INVALID


def is_container(value: Any) -> bool:
    """Whether a JSON value is an object or a list, which no other answer looks like by chance."""
    return isinstance(value, (dict, list))


def unfenced(text: str) -> str:
    """Return a text without the Markdown fence around the whole of it, and the language there."""
    bare = text.strip()
    fenced = bare.startswith(FENCE) and bare.endswith(FENCE) and len(bare) >= 2 * len(FENCE)
    if not fenced:
        return bare
    inner = bare[len(FENCE) : -len(FENCE)]
    return LANGUAGE.sub("", inner, count=1)


def fields(value: Any) -> Counter[Field]:
    """Return every value of a JSON document that holds no other, with its place.

    An empty object or list is a value; of a text that is JSON, what it holds are values too. Equal
    documents have equal fields, and no others do, but for the writing of such a text.
    """
    found: Counter[Field] = Counter()
    waiting: list[tuple[Field, Any]] = [((), value)]
    while waiting:
        place, each = waiting.pop()
        if isinstance(each, str) and each[:1] in ("{", "[") and is_container(parsed(each)):
            # OpenAI writes the arguments of a tool call so
            place, each = (*place, IN_A_TEXT), parsed(each)
        if each and isinstance(each, dict):
            waiting += (((*place, composed(key)), inner) for key, inner in each.items())
        elif each and isinstance(each, list):
            waiting += (((*place, index), inner) for index, inner in enumerate(each))
        else:
            found[*place, *_leaf(each)] += 1
    return found


def _leaf(value: Any) -> tuple[str, Hashable]:
    """Return a value with its kind, by which true is not 1 and "1" is not 1."""
    if isinstance(value, str):
        return "text", composed(value)
    if isinstance(value, bool) or value is None:
        return "word", value
    if isinstance(value, (dict, list)):
        return "empty", type(value).__name__
    return "number", value
