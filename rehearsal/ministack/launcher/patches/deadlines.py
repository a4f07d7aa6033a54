"""A Choice may compare one time with another, and its clock is the rehearsal's.

MiniStack compares a time only with one that stands in the definition: a rule that names it by a
path is never true. On AWS it is compared ("Choice workflow state": TimestampLessThanPath), and the
time at which the state was entered is the context's.
"""

import os
import time
from datetime import UTC, datetime
from functools import wraps
from typing import Any, Final

from ministack.services import stepfunctions

from .timers import OFFSET, SCALE

ENTERED: Final = "$$.State.EnteredTime"


def apply() -> None:
    """Compare times by their paths, and take the rehearsal's time for the present."""
    evaluate = stepfunctions._evaluate_rule
    resolve = stepfunctions._resolve_path_or_ctx
    scale, offset = float(os.environ[SCALE]), float(os.environ[OFFSET])

    def at(path: str, document: Any, context: Any) -> Any:
        if path == ENTERED:
            return datetime.fromtimestamp(offset + scale * time.monotonic(), UTC).isoformat()
        return resolve(path, document, context)

    @wraps(evaluate)
    def evaluate_rule(rule: dict[str, Any], document: Any, context: Any = None) -> bool:
        if "TimestampLessThanPath" not in rule:
            return bool(evaluate(rule, document, context))
        times = (rule["Variable"], rule["TimestampLessThanPath"])
        entered, until = (stepfunctions._parse_ts(at(path, document, context)) for path in times)
        return None not in (entered, until) and entered < until

    stepfunctions._evaluate_rule = evaluate_rule
