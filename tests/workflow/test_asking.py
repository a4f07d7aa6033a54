"""The deployed machine asks both models on until all is answered, and nothing twice."""

from collections import Counter
from threading import Event
from typing import Any

import pytest

from rehearsal.bedrock import inference
from rehearsal.bedrock.errors import ServiceError
from rehearsal.dataset import RehearsedDataset
from tests.workflow.conftest import Machine
from tuning.evaluation.participant import SUSPICIOUS


def test_an_outage_is_waited_out_and_what_was_answered_is_not_asked_again(
    machine: Machine, few_tickets: RehearsedDataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    asks = inference.ask
    answered: Counter[tuple[bool, str]] = Counter()
    out = Event()
    out.set()

    def troubled(account: Any, asked: Any, conversation: Any, **more: Any) -> Any:
        if asked.deployment and out.is_set():
            raise ServiceError("ServiceUnavailableException", "come back later", status=503)
        answer = asks(account, asked, conversation, **more)
        answered[asked.deployment is not None, conversation.turns[-1].text] += 1
        return answer

    monkeypatch.setattr(inference, "ask", troubled)

    execution = machine.started(few_tickets, hosting="on_demand")
    waiting = machine.ended(execution, until="WaitForAnswers")
    out.clear()
    walk = machine.ended(execution)

    asking, answers = waiting.document["answers"], walk.document["answers"]
    assert "asking" == asking["outcome"]
    assert "come back later" in asking["message"]
    assert walk.ended is not None
    assert "SUCCEEDED" == walk.ended.status
    assert ("asked", 10, 10) == (answers["outcome"], answers["records"], answers["held_out"])
    assert (0, None) == (answers["custom_failed"], answers["message"])
    assert answers["lost_requests"] >= SUSPICIOUS
    assert 20 == len(answered)
    assert {1} == set(answered.values())
