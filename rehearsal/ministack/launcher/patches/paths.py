"""A path that leads nowhere ends the execution.

In MiniStack it is null: a Choice on a field that is not there goes its default way, and a parameter
that is taken from there is left empty. On AWS both are ``States.Runtime``, which nothing catches.
"""

from functools import wraps
from typing import Any

from ministack.services import stepfunctions


def apply() -> None:
    """Refuse what cannot be found, except where a Choice asks just that (IsPresent)."""
    resolve = stepfunctions._resolve_path
    evaluate = stepfunctions._evaluate_rule

    @wraps(resolve)
    def resolve_path(path: str, data: Any) -> Any:
        found = resolve(path, data)
        if found is None and not _exists(path, data):
            raise stepfunctions._ExecutionError(
                "States.Runtime", f"The JSONPath '{path}' could not be found in the input"
            )
        return found

    @wraps(evaluate)
    def evaluate_rule(rule: dict[str, Any], data: Any, context: Any = None) -> bool:
        if "IsPresent" not in rule:
            return bool(evaluate(rule, data, context))
        try:
            stepfunctions._resolve_path_or_ctx(rule["Variable"], data, context)
        except stepfunctions._ExecutionError:
            return not rule["IsPresent"]
        return bool(rule["IsPresent"])

    stepfunctions._resolve_path = resolve_path
    stepfunctions._evaluate_rule = evaluate_rule


def _exists(path: str, data: Any) -> bool:
    for kind, step in stepfunctions._parse_jsonpath_tokens(path) or ():
        there = (
            isinstance(data, dict) and step in data
            if kind == "field"
            else isinstance(data, list) and step < len(data)
        )
        if not there:
            return False
        data = data[step]
    return True
