"""Models that answer at once, by a table instead of by learning, and a clock for tests alone."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from botocore.exceptions import ClientError
from msgspec import structs

from tests.unit.conftest import Served
from tuning.evaluation.pacing import Clock
from tuning.run.recipe import Probes
from tuning.run.registration import Registration
from tuning.run.run import Run
from tuning.settings import Settings


@pytest.fixture
def registration(registration: Registration) -> Registration:
    """A run that asks nothing beside its held-out set; tests of probes say what theirs ask."""
    quiet = Probes(refusals=False, abilities=False)
    return replace(registration, recipe=structs.replace(registration.ready_recipe, probes=quiet))


METADATA = ("usage", "metrics", "trace")


class Models:
    """The Converse operation: what each model says to the last turn, or the error that it gives."""

    def __init__(self) -> None:
        self.says: dict[str, Callable[[str], str]] = {}
        self.stop_reasons: dict[str, str] = {}
        self.traces: dict[str, Any] = {}
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
            "stopReason": self.stop_reasons.get(request["modelId"], "end_turn"),
            "usage": {"inputTokens": len(prompt), "outputTokens": len(said)},
            "metrics": {"latencyMs": 40},
            **({"trace": trace} if (trace := self.traces.get(request["modelId"])) else {}),
            "ResponseMetadata": {"HTTPHeaders": {"date": "Sat, 21 Nov 2026 10:30:00 GMT"}},
        }

    def converse_stream(self, **request: Any) -> dict[str, Any]:
        """The same answer, a few characters at a time."""
        whole = self.converse(**request)
        text = whole["output"]["message"]["content"][0]["text"]
        return {
            "stream": [
                {"messageStart": {"role": "assistant"}},
                *(
                    {"contentBlockDelta": {"delta": {"text": text[n : n + 3]}}}
                    for n in range(0, len(text), 3)
                ),
                {"messageStop": {"stopReason": whole["stopReason"]}},
                {"metadata": {key: whole[key] for key in METADATA if key in whole}},
            ],
            "ResponseMetadata": whole["ResponseMetadata"],
        }

    def asked(self) -> list[tuple[str, str]]:
        """Which model was asked what, in order."""
        return [
            (request["modelId"], request["messages"][-1]["content"][-1]["text"])
            for request in self.requests
        ]


class Quotas:
    """Service Quotas: what the account may do by name, and what every account begins with."""

    def __init__(self) -> None:
        self.applied: dict[str, float] = {}
        self.default: dict[str, float] = {}
        self._operation = ""

    def get_paginator(self, operation: str) -> "Quotas":
        self._operation = operation
        return self

    def paginate(self, *, ServiceCode: str) -> Iterator[dict[str, Any]]:  # noqa: N803  botocore's names
        assert "bedrock" == ServiceCode
        known = self.applied if self._operation == "list_service_quotas" else self.default
        yield {"Quotas": [{"QuotaName": name, "Value": value} for name, value in known.items()]}


class Time:
    """Seconds that pass when somebody sleeps, and not otherwise."""

    def __init__(self) -> None:
        self.seconds = 1000.0
        self._lock = threading.Lock()

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.seconds += seconds

    @property
    def clock(self) -> Clock:
        """What a pace is given."""
        return Clock(now=lambda: self.seconds, sleep=self.sleep)


def refusal(code: str, message: str = "no") -> ClientError:
    """An error as botocore raises it."""
    return ClientError({"Error": {"Code": code, "Message": message}}, "Converse")


@pytest.fixture
def models(served: Served) -> Models:
    """A base and a custom model; each test says what they answer."""
    made = Models()
    served(bedrock_runtime=made)
    return made


@pytest.fixture(autouse=True)
def quotas(served: Served) -> Quotas:
    """An account whose quotas nobody knows, until a test says them."""
    made = Quotas()
    served(service_quotas=made)
    return made


class Ledger:
    """The runs table, which knows no champion until a test writes one."""

    def __init__(self) -> None:
        self.items: dict[str, dict[str, Any]] = {}

    def get_item(self, *, Key: dict[str, Any], **_: Any) -> dict[str, Any]:  # noqa: N803  botocore's names
        item = self.items.get(Key["run_id"]["S"])
        return {"Item": item} if item else {}

    def crown(self, task: str, run: Run, *, hosted: bool) -> None:
        """Write a run, and that its model was kept."""
        results = ("registration", "training_status", "lease", "answers")
        plain = ("run_id", "task", "execution", "created_at", "updated_at", "status")
        self.items[run.run_id] = {
            "timeline": {"M": {}},
            **{name: {"S": str(getattr(run, name))} for name in plain},
            **{
                name: {"S": msgspec.json.encode(getattr(run, name)).decode()}
                for name in results
                if getattr(run, name)
            },
        }
        names = ("kept", "hosted") if hosted else ("kept",)
        self.items[f"champion#{task}"] = {name: {"S": run.run_id} for name in names}


@pytest.fixture(autouse=True)
def ledger(served: Served, settings: Settings) -> Ledger:
    """A ledger without champions."""
    made = Ledger()
    served(dynamodb=made)
    return made


@pytest.fixture
def time() -> Time:
    """A clock that stands still while nobody sleeps."""
    return Time()
