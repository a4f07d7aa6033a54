"""Converse, without a server: how long an answer took."""

from functools import cache
from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import Mock

import pytest

from rehearsal.bedrock.account import Account, Call
from rehearsal.bedrock.faults import Faults
from rehearsal.bedrock.operations import converse
from rehearsal.clock import Clock
from tests.servers.bedrock.account import BASE
from tests.servers.bedrock.parrot import Parrot


def test_the_latency_is_of_the_answer_and_not_of_the_pretraining(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    machine = SimpleNamespace(seconds=0.0)
    monkeypatch.setattr(converse, "time", SimpleNamespace(monotonic=lambda: machine.seconds))

    @cache
    def pretrained(_: str) -> Parrot:
        machine.seconds += 20
        return Parrot()

    account = Account(
        aws=cast(Any, SimpleNamespace(region="us-east-1", account="000000000000")),
        clock=Clock(1),
        faults=Faults(),
        judge=Mock(),
        base=cast(Any, pretrained),
    )
    asked = {"modelId": BASE, "messages": [{"role": "user", "content": [{"text": "why?"}]}]}

    answer = converse.converse(account, Call(operation="Converse", caller=Mock(), request=asked))

    assert 20 == machine.seconds
    assert 0 == answer["metrics"]["latencyMs"]
