"""Calls, tokens and dollars of each caller, as CloudWatch reads them from the function's log."""

import json
from typing import Any

import pytest

from tests.unit.api.conftest import RUN, SESSION, Ask, name
from tests.unit.hosting.world import World

THROUGHPUT = "arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abcdefghijkl"


def metrics(capfd: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """The lines of embedded metrics that were written."""
    out, _ = capfd.readouterr()
    lines = [json.loads(line) for line in out.splitlines() if line.startswith("{")]
    return [line for line in lines if "_aws" in line]


def test_an_answer_is_counted_by_its_caller_and_its_task(
    ask: Ask, capfd: pytest.CaptureFixture[str]
) -> None:
    ask(prompt="Where is my parcel?")

    [line] = metrics(capfd)
    [read] = line["_aws"]["CloudWatchMetrics"]
    assert "bedrock-finetune" == read["Namespace"]
    assert [{"service", "environment", "caller", "task"}] == [set(by) for by in read["Dimensions"]]
    assert ("api", "dev", "role/shop", "faq") == (
        line["service"],
        line["environment"],
        line["caller"],
        line["task"],
    )
    # 25 tokens are asked and 10 answered; of Nova Micro 1,000 cost $0.000035 and $0.00014
    assert [1.0] == line["Calls"]
    assert ([25.0], [10.0]) == (line["InputTokens"], line["OutputTokens"])
    assert [pytest.approx(25 * 0.000000035 + 10 * 0.00000014)] == line["Dollars"]


def test_what_is_paid_by_the_hour_costs_nothing_more(
    ask: Ask, world: World, models: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    models.says[THROUGHPUT] = lambda _: "On Monday."
    name(world, RUN, THROUGHPUT)

    ask(prompt="Where?")

    assert [[0.0]] == [line["Dollars"] for line in metrics(capfd)]


def test_a_refusal_is_counted_by_its_caller(ask: Ask, capfd: pytest.CaptureFixture[str]) -> None:
    ask(prompt="Where?", task="none", caller=SESSION.replace("shop", "crm"))

    [line] = metrics(capfd)
    assert ("role/crm", [1.0]) == (line["caller"], line["Refused"])
    assert "task" not in line
