"""The class of an exception that a handler raises is the error's name.

MiniStack calls every one of them ``Runtime.HandlerError``, so that no Retry or Catch of a state
machine that names an exception ever matches. AWS answers the class name, and the payload that its
Python runtime writes: errorMessage, errorType, requestId, stackTrace.
"""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

PUBLISHED: Final = '"error": str(e), "trace": traceback.format_exc()'

MENDED: Final = """"error": json.dumps({
                "errorMessage": str(e),
                "errorType": type(e).__name__,
                "requestId": context.aws_request_id,
                "stackTrace": traceback.format_list(traceback.extract_tb(e.__traceback__)[1:]),
            }), "trace": traceback.format_exc()"""

Execute = Callable[[dict[str, Any], Any, str], dict[str, Any]]


def apply() -> None:
    """Let the worker write the runtime's payload, and the service pass it on."""
    worker = lambda_runtime._PYTHON_WORKER_SCRIPT
    if PUBLISHED not in worker:
        raise RuntimeError(
            "MiniStack's Lambda worker has changed: see launcher/patches/error_names"
        )
    lambda_runtime._PYTHON_WORKER_SCRIPT = worker.replace(PUBLISHED, MENDED)
    lambda_svc._execute_function_warm = _passed_on(lambda_svc._execute_function_warm)


def _passed_on(execute: Execute) -> Execute:
    @wraps(execute)
    def execute_with_payload(function: dict[str, Any], event: Any, request: str) -> dict[str, Any]:
        result = execute(function, event, request)
        if result.get("error"):
            result["body"] = _payload(result["body"])
        return result

    return execute_with_payload


def _payload(body: dict[str, Any]) -> dict[str, Any]:
    """Return what the runtime wrote; a worker that timed out or died wrote nothing."""
    try:
        written = json.loads(body["errorMessage"])
    except ValueError:
        return body
    return written if isinstance(written, dict) and "errorType" in written else body
