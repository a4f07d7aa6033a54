"""A function whose process ends by itself fails by the name that it has in an account.

MiniStack calls that ``Runtime.HandlerError``. Newer runtimes say ``Runtime.ExitError``, and
``Runtime.OutOfMemory`` when the system killed the process, as it does when the memory is used up.
(A timeout is ``Sandbox.Timedout``, in MiniStack too.)

See https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html.
"""

import json
import signal
from functools import wraps
from typing import Any, Final

from ministack.core import lambda_runtime

DIED: Final = frozenset({"Worker process died", "Worker returned no response"})
"""What MiniStack says of a process that ended before it answered."""


def apply() -> None:
    """Look how the process ended, and write what the runtime would have written."""
    spawn = lambda_runtime.Worker._spawn
    invoke = lambda_runtime.Worker.invoke

    @wraps(spawn)
    def spawned(worker: Any, *arguments: Any, **options: Any) -> Any:
        result = spawn(worker, *arguments, **options)
        worker.rehearsed_process = worker._proc
        return result

    @wraps(invoke)
    def invoked(worker: Any, event: Any, request_id: str, **options: Any) -> dict[str, Any]:
        answer: dict[str, Any] = invoke(worker, event, request_id, **options)
        if answer.get("error") in DIED:
            answer["error"] = json.dumps(_payload(worker.rehearsed_process.poll(), request_id))
        return answer

    lambda_runtime.Worker._spawn = spawned
    lambda_runtime.Worker.invoke = invoked


def _payload(code: int | None, request: str) -> dict[str, str]:
    killed = code == -signal.SIGKILL
    how = "signal: killed" if killed else f"exit status {code}"
    return {
        "errorType": "Runtime.OutOfMemory" if killed else "Runtime.ExitError",
        "errorMessage": f"RequestId: {request} Error: Runtime exited with error: {how}",
    }
