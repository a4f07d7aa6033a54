"""What a state machine may not survive, and what survives its end.

- ``States.ALL`` catches ``States.Runtime`` and ``States.DataLimitExceeded`` in MiniStack. On AWS
  no Retry or Catch does, and a path that only looks caught would pass the rehearsal.
- A state's output above 256 KiB goes through. On AWS it is ``States.DataLimitExceeded``.
- An execution that was stopped while a task ran turns from ABORTED to FAILED when that task fails.
  On AWS what is over stays as it is.

See https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
"""

import json
from functools import wraps
from typing import Any, Final

from ministack.services import stepfunctions

TERMINAL: Final = frozenset({"States.Runtime", "States.DataLimitExceeded"})
"""Errors that no wildcard matches."""

DATA_LIMIT: Final = 256 * 1024
"""Bytes of UTF-8 that a state's input or output may have, by the quotas of Step Functions."""


def apply() -> None:
    """Make executions end as they would on AWS."""
    matches = stepfunctions._error_matches
    execute = stepfunctions._execute_task
    fail = stepfunctions._fail_execution

    @wraps(matches)
    def error_matches(names: list[str], error: str) -> bool:
        if error in TERMINAL:
            return error in names
        return bool(matches(names, error))

    @wraps(execute)
    def execute_task(*arguments: Any) -> tuple[Any, str | None]:
        output, following = execute(*arguments)
        if len(json.dumps(output, ensure_ascii=False).encode()) > DATA_LIMIT:
            raise stepfunctions._ExecutionError(
                "States.DataLimitExceeded",
                "The state returned a result with a size exceeding the maximum number of bytes"
                " service limit.",
            )
        return output, following

    @wraps(fail)
    def fail_execution(execution: dict[str, Any], error: str, cause: str) -> None:
        if execution["status"] == "RUNNING":
            fail(execution, error, cause)

    stepfunctions._error_matches = error_matches
    stepfunctions._execute_task = execute_task
    stepfunctions._fail_execution = fail_execution
