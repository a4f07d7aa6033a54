"""A task that waits for a token waits as long as it says, and fails when its function fails.

MiniStack waits for a token by the machine's clock while every other wait is shortened, so that a
deadline of hours would pass in hours; and it forgets that the function broke which was to hand out
the token, so that nobody would ever answer.
"""

from functools import wraps
from threading import local
from typing import Any

from ministack.services import stepfunctions


def apply() -> None:
    """Shorten the wait like any other, and answer a token with the error of its function."""
    invoke = stepfunctions._invoke_with_callback
    call = stepfunctions._call_lambda
    waiting = local()

    @wraps(invoke)
    def invoke_with_callback(
        resource: str, given: dict[str, Any], token: str, state: dict[str, Any]
    ) -> Any:
        waiting.token = token
        scaled = {
            key: value * stepfunctions._SFN_WAIT_SCALE if key == "TimeoutSeconds" else value
            for key, value in state.items()
        }
        try:
            return invoke(resource, given, token, scaled)
        finally:
            waiting.token = None

    @wraps(call)
    def call_lambda(function: str, event: Any) -> Any:
        try:
            return call(function, event)
        except stepfunctions._ExecutionError as error:
            task = stepfunctions._task_tokens.get(getattr(waiting, "token", None))
            if task:
                task["error"] = {"Error": error.error, "Cause": error.cause}
                task["event"].set()
            raise

    stepfunctions._invoke_with_callback = invoke_with_callback
    stepfunctions._call_lambda = call_lambda
