"""Models that answer at once, by a table instead of by learning."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from tuning import clients


class Models:
    """The Converse operation: what each model says to the last turn, or the error that it gives."""

    def __init__(self) -> None:
        self.says: dict[str, Callable[[str], str]] = {}
        self.requests: list[dict[str, Any]] = []
        self.in_flight = self.most_in_flight = 0
        self._lock = threading.Lock()

    def converse(self, **request: Any) -> dict[str, Any]:
        with self._lock:
            self.requests.append(request)
            self.in_flight += 1
            self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            prompt = request["messages"][-1]["content"][-1]["text"]
            said = self.says[request["modelId"]](prompt)
        finally:
            with self._lock:
                self.in_flight -= 1
        return {
            "output": {"message": {"role": "assistant", "content": [{"text": said}]}},
            "stopReason": "end_turn",
            "usage": {"inputTokens": len(prompt), "outputTokens": len(said)},
            "ResponseMetadata": {"HTTPHeaders": {"date": "Sat, 21 Nov 2026 10:30:00 GMT"}},
        }


@pytest.fixture
def models(monkeypatch: pytest.MonkeyPatch) -> Models:
    """A base and a custom model; each test says what they answer."""
    made = Models()
    monkeypatch.setattr(clients, "bedrock_runtime", lambda: made)
    return made
