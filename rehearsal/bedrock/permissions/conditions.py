"""The Condition block of a policy that names the service, judged as IAM judges it."""

import re
from collections.abc import Callable, Mapping
from functools import cache
from operator import eq
from typing import Any, Final


def as_list(value: Any) -> tuple[Any, ...]:
    """Return a policy element, which may be one thing or a list of them, as a list."""
    return tuple(value) if isinstance(value, list | tuple) else (value,)


@cache
def _wildcards(pattern: str) -> re.Pattern[str]:
    literal = re.escape(pattern)
    return re.compile(literal.replace(r"\*", ".*").replace(r"\?", "."), re.DOTALL)


def like(actual: str, pattern: str) -> bool:
    """Say whether a text matches a pattern with ``*`` and ``?``; nothing else is special."""
    return _wildcards(pattern).fullmatch(actual) is not None


def arn_like(actual: str, pattern: str) -> bool:
    """Say whether an ARN matches a pattern, each of its six parts by itself."""
    parts, patterns = actual.split(":", 5), pattern.split(":", 5)
    return len(parts) == len(patterns) and all(map(like, parts, patterns))


def _equal_without_case(actual: str, expected: str) -> bool:
    return actual.lower() == expected.lower()


OPERATORS: Mapping[str, Callable[[str, str], bool]] = {
    "StringEquals": eq,
    "StringEqualsIgnoreCase": _equal_without_case,
    "StringLike": like,
    "ArnEquals": arn_like,
    "ArnLike": arn_like,
    "Bool": _equal_without_case,
}


class UnreadablePolicy(Exception):
    """A policy uses a condition operator that the stand-in cannot judge; the message names it."""


ANY: Final = "ForAnyValue:"
"""Before an operator: the key may have many values, and one that fits is enough."""


def holds(
    conditions: Mapping[str, Mapping[str, object]], context: Mapping[str, str | tuple[str, ...]]
) -> bool:
    """Say whether every condition of a statement holds; keys are compared without case.

    Raises:
        UnreadablePolicy: one of them uses an operator that is not judged here.
    """
    known = {key.lower(): value for key, value in context.items()}
    return all(
        _one(operator, known.get(key.lower()), tuple(map(str, as_list(expected))))
        for operator, block in conditions.items()
        for key, expected in block.items()
    )


def _one(operator: str, actual: str | tuple[str, ...] | None, expected: tuple[str, ...]) -> bool:
    if operator.startswith(ANY):
        each = operator.removeprefix(ANY)
        return any(_one(each, value, expected) for value in as_list(actual or ()))
    if isinstance(actual, tuple):
        raise UnreadablePolicy(f"{operator} is asked of a key with many values: {actual}")
    name = operator.removesuffix("IfExists")
    if name == "Null":
        return (actual is None) == (expected[0].lower() == "true")
    affirmative = name.replace("Not", "", 1)
    if affirmative not in OPERATORS:
        raise UnreadablePolicy(f"the stand-in does not know the condition operator {operator}")
    negated = affirmative != name
    if actual is None:
        return negated or name != operator
    return any(OPERATORS[affirmative](actual, value) for value in expected) != negated
