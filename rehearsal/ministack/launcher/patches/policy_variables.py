"""``${aws:PrincipalTag/team}`` in a policy stands for the caller's tag.

MiniStack takes it for the text that it is, so a policy for each caller's own things allows nobody
anything. On AWS a statement with a variable that the caller has no value for does not match (IAM
User Guide, "IAM policy elements: Variables and tags").
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from ministack.core import iam_evaluator

VARIABLE: Final = re.compile(r"\$\{([^}]+)\}")

LITERAL: Final = frozenset("*?$")
"""``${*}`` and its like stand for the character itself, which no policy here needs."""


class NoValue(Exception):
    """A variable has no value for this caller, or one that would be taken for a pattern."""


def apply() -> None:
    """Fill in the variables of a statement before it is matched."""
    first_match = iam_evaluator._first_match

    def _first_match(context: Any, statements: list[Any], effect: str) -> Any:
        for statement in statements:
            try:
                found = first_match(context, [_filled(statement, context)], effect)
            except NoValue:
                continue
            if found:
                return found
        return None

    iam_evaluator._first_match = _first_match


def _filled(statement: Any, context: Any) -> Any:
    if "${" not in str((statement.resources, statement.not_resources, statement.conditions)):
        return statement
    return replace(
        statement,
        resources=_value(statement.resources, context),
        not_resources=_value(statement.not_resources, context),
        conditions=_value(statement.conditions, context),
    )


def _value(part: Any, context: Any) -> Any:
    if isinstance(part, str):
        return VARIABLE.sub(lambda variable: _of(variable[1], context), part)
    if isinstance(part, Mapping):
        return {name: _value(each, context) for name, each in part.items()}
    return [_value(each, context) for each in part] if isinstance(part, list) else part


def _of(variable: str, context: Any) -> str:
    value = iam_evaluator._resolve_condition_key(variable, context)
    if not isinstance(value, str) or LITERAL & {variable, *value}:
        raise NoValue(variable)
    return value
