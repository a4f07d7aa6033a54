"""The Condition block of a policy statement, judged as IAM judges it."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from operator import eq, ge, gt, le, lt
from typing import Any

Context = Mapping[str, str | tuple[str, ...]]
"""What is known of a request, by condition key; keys are compared without case."""


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


def _numbers(compare: Callable[[float, float], bool]) -> Callable[[str, str], bool]:
    return lambda actual, expected: compare(float(actual), float(expected))


OPERATORS: Mapping[str, Callable[[str, str], bool]] = {
    "StringEquals": eq,
    "StringEqualsIgnoreCase": lambda actual, expected: actual.lower() == expected.lower(),
    "StringLike": like,
    "ArnEquals": arn_like,
    "ArnLike": arn_like,
    "Bool": lambda actual, expected: actual.lower() == expected.lower(),
    "NumericEquals": _numbers(eq),
    "NumericLessThan": _numbers(lt),
    "NumericLessThanEquals": _numbers(le),
    "NumericGreaterThan": _numbers(gt),
    "NumericGreaterThanEquals": _numbers(ge),
}


class UnreadablePolicy(Exception):
    """A policy uses a condition operator that the stand-in cannot judge; the message names it."""


def holds(conditions: Mapping[str, Mapping[str, object]], context: Context) -> bool:
    """Say whether every condition of a statement holds.

    Raises:
        UnreadablePolicy: one of them uses an operator that is not judged here.
    """
    known = {key.lower(): value for key, value in context.items()}
    return all(
        _one(operator, _texts(known.get(key.lower())), _texts(expected))
        for operator, block in conditions.items()
        for key, expected in block.items()
    )


def _texts(value: object) -> tuple[str, ...] | None:
    if value is None:
        return None
    return tuple(
        str(item).lower() if isinstance(item, bool) else str(item) for item in as_list(value)
    )


def _one(operator: str, actual: Sequence[str] | None, expected: Sequence[str] | None) -> bool:
    quantifier, _, name = operator.rpartition(":")
    name, absent_holds = name.removesuffix("IfExists"), name.endswith("IfExists")
    wanted = expected or ()
    if name == "Null":
        return (actual is None) == (wanted == ("true",))
    negated = name.replace("Not", "", 1) if "Not" in name else None
    compare = OPERATORS.get(negated or name)
    if compare is None:
        raise UnreadablePolicy(f"the stand-in does not know the condition operator {operator}")
    if actual is None:
        return absent_holds or negated is not None or quantifier == "ForAllValues"

    def agrees(value: str) -> bool:
        return any(compare(value, pattern) for pattern in wanted) != (negated is not None)

    return all(map(agrees, actual)) if quantifier == "ForAllValues" else any(map(agrees, actual))
