"""A rule whose wildcards are too complex is refused, and with it the stack that has it.

MiniStack takes every pattern. See ``launcher/event_patterns``, and
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html.
"""

import json
from functools import wraps
from typing import Any, Final

from ministack.services import eventbridge
from ministack.services.cloudformation import provisioners

from ..event_patterns import MOST, complexity

RULE: Final = "AWS::Events::Rule"

TOO_COMPLEX: Final = (
    "Rule is too complex - try using fewer wildcard characters or fewer repeating character "
    "sequences after a wildcard character"
)


def apply() -> None:
    """Count before a rule is taken, from a template too, which MiniStack writes past its API."""
    error_of = eventbridge._event_pattern_error
    create = provisioners._RESOURCE_HANDLERS[RULE]["create"]

    @wraps(error_of)
    def event_pattern_error(pattern: Any) -> Any:
        error = error_of(pattern)
        if error or not pattern:
            return error
        return TOO_COMPLEX if complexity(json.loads(pattern)) > MOST else None

    @wraps(create)
    def create_rule(logical_id: str, properties: dict[str, Any], stack: str) -> Any:
        pattern = properties.get("EventPattern")
        text = json.dumps(pattern) if isinstance(pattern, dict) else pattern
        if error := event_pattern_error(text):
            raise ValueError(f"Event pattern is not valid. Reason: {error}")
        return create(logical_id, properties, stack)

    eventbridge._event_pattern_error = event_pattern_error
    provisioners._RESOURCE_HANDLERS[RULE]["create"] = create_rule
