"""The event about a new object names its version, as it does for every versioned bucket on AWS.

MiniStack's S3 leaves ``detail.object.version-id`` out of what it tells EventBridge.
"""

import json
from contextvars import ContextVar
from functools import wraps
from typing import Any, Final

from ministack.services import eventbridge, s3

_version: Final[ContextVar[str | None]] = ContextVar("version", default=None)


def apply() -> None:
    """Carry the version from where S3 knows it to where the event is sent."""
    fire = s3._fire_s3_event
    dispatch = eventbridge._dispatch_event

    @wraps(fire)
    def fire_s3_event(*about: Any, **more: Any) -> None:
        token = _version.set(more.get("version_id"))
        try:
            fire(*about, **more)
        finally:
            _version.reset(token)

    @wraps(dispatch)
    def dispatch_event(event: dict[str, Any], *rest: Any) -> Any:
        if (version := _version.get()) and event["Source"] == "aws.s3":
            detail = json.loads(event["Detail"])
            detail["object"]["version-id"] = version
            event = {**event, "Detail": json.dumps(detail)}
        return dispatch(event, *rest)

    s3._fire_s3_event = fire_s3_event
    eventbridge._dispatch_event = dispatch_event
