"""A task whose function finds no room among those that run fails by the throttle's name.

MiniStack calls that ``Lambda.Unknown``, as it calls whatever it does not know. "When Lambda hits
the maximum number of invocations, the error is ``Lambda.TooManyRequestsException``", says
https://docs.aws.amazon.com/step-functions/latest/dg/bp-lambda-serviceexception.html.
"""

import json
from functools import wraps
from typing import Any, Final

from ministack.services import stepfunctions

THROTTLE: Final = "TooManyRequestsException"
NAME: Final = f"Lambda.{THROTTLE}"


def apply() -> None:
    """Name a throttle where a task hears what its function came to."""
    call = stepfunctions._call_lambda

    @wraps(call)
    def call_lambda(function: str, event: Any) -> Any:
        try:
            return call(function, event)
        except stepfunctions._ExecutionError as error:
            if error.error == "Lambda.Unknown" and _is_throttle(error.cause):
                raise stepfunctions._ExecutionError(NAME, error.cause) from error
            raise

    stepfunctions._call_lambda = call_lambda


def _is_throttle(cause: str) -> bool:
    """Say whether what Lambda answered is its one way to say that too much runs."""
    try:
        answer = json.loads(cause)
    except ValueError:
        return False
    return isinstance(answer, dict) and answer.get("__type") == THROTTLE
