"""What roles were allowed to do, each thing once, in a file beside the server's own.

Every call that a role signs and everything that a service does under a role is judged in one place,
the stand-in's questions among them; tests/account judges the same calls by an account's rules.
"""

import json
from functools import wraps
from pathlib import Path
from typing import Any, Final

from ministack.core import iam_evaluator

FILE: Final = "calls.jsonl"
"""In the home of the server: role, action, resource and context, an object a line."""


def record(home: Path) -> None:
    """Write down what is allowed from now on."""
    seen: set[str] = set()
    evaluate = iam_evaluator.evaluate

    @wraps(evaluate)
    def evaluate_and_record(request: iam_evaluator.EvalContext, *rest: Any) -> Any:
        verdict = evaluate(request, *rest)
        if verdict.decision == "Allow":
            line = json.dumps(
                {
                    "caller": request.principal_arn,
                    "action": request.action,
                    "resource": request.resource_arn,
                    "context": request.service_context,
                },
                sort_keys=True,
                default=str,
            )
            if line not in seen:
                seen.add(line)
                with (home / FILE).open("a") as file:
                    file.write(f"{line}\n")
        return verdict

    iam_evaluator.evaluate = evaluate_and_record
