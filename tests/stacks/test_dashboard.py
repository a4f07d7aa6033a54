"""Every metric of the dashboard exists: something emits it, under these dimensions.

Of AWS's own: Step Functions Developer Guide, "Monitoring with CloudWatch" (procedure-cw-metrics);
Lambda Developer Guide, "Types of metrics" (monitoring-metrics-types); Amazon SQS Developer Guide,
"Available CloudWatch metrics"; Amazon Bedrock User Guide, "Monitor bedrock-runtime inference"
(monitoring-runtime-metrics) and "Monitor Amazon Bedrock Guardrails using CloudWatch metrics".
"""

import json
import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, Final

import pytest

from tests.stacks.conftest import Resource, Resources, filled
from tuning import naming
from tuning.handlers import reap
from tuning.upkeep.reaper import Sweep

DOCUMENTED: Final = {
    "AWS/States": (
        {"StateMachineArn"},
        {
            "ExecutionsStarted",
            "ExecutionsSucceeded",
            "ExecutionsFailed",
            "ExecutionsTimedOut",
            "ExecutionsAborted",
            "ExecutionTime",
        },
    ),
    "AWS/Lambda": ({"FunctionName"}, {"Invocations", "Errors", "Throttles", "Duration"}),
    "AWS/SQS": ({"QueueName"}, {"ApproximateNumberOfMessagesVisible"}),
    "AWS/Bedrock/Guardrails": (set(), {"Invocations", "InvocationsIntervened", "TextUnitCount"}),
    "AWS/Bedrock": (
        {"ModelId"},
        {
            "Invocations",
            "InvocationLatency",
            "InvocationClientErrors",
            "InvocationServerErrors",
            "InvocationThrottles",
            "InputTokenCount",
            "OutputTokenCount",
        },
    ),
}

ACCOUNT_WIDE: Final = {("AWS/Lambda", "Throttles")}
"""Counted over all functions of the account too, without a dimension (same page of Lambda's)."""

MOST_FREE: Final = 50
"""Metrics of one dashboard that is free (CloudWatch pricing, free tier)."""

SEARCH: Final = re.compile(
    r"SEARCH\('(?:\{([\w/]+),(\w+)\}|Namespace=\"([\w/]+)\") MetricName=\"(\w+)\"', "
    r"'(\w+)', \d+\)"
)


def widgets(resources: Resources) -> Iterator[tuple[Resource, dict[str, Any]]]:
    for dashboard in resources.of("AWS::CloudWatch::Dashboard"):
        body = json.loads(filled(dashboard.properties["DashboardBody"]))
        for widget in body["widgets"]:
            yield dashboard, widget


def metrics(resources: Resources) -> Iterator[tuple[str, frozenset[str], str]]:
    """Yield each metric as its namespace, its dimensions and its name."""
    for _, widget in widgets(resources):
        for namespace, name, *rest in _rows(widget["properties"].get("metrics", [])):
            yield namespace, frozenset(rest), name


def _rows(rows: list[list[Any]]) -> Iterator[list[str]]:
    for row in rows:
        if isinstance(row[0], dict):
            found = SEARCH.fullmatch(row[0]["expression"])
            assert found, row[0]["expression"]
            yield [found[1] or found[3], found[4], *filter(None, [found[2]])]
        else:
            names = [each for each in row if isinstance(each, str)]
            yield [names[0], names[1], *names[2::2]]


@pytest.fixture
def emitted(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> set[str]:
    """What a sweep of the reaper emits, read from the log line that CloudWatch reads."""
    monkeypatch.setattr(reap, "sweep", Sweep)
    monkeypatch.setattr(reap, "deployed", lambda: SimpleNamespace(environment="dev"))
    monkeypatch.setattr(reap, "news", SimpleNamespace(tell=lambda wrong: None))
    monkeypatch.setattr(reap, "digest", SimpleNamespace(send=lambda: None))
    reap.reap({}, None)
    [line] = [each for each in capsys.readouterr().out.splitlines() if "_aws" in each]
    [emitted] = json.loads(line)["_aws"]["CloudWatchMetrics"]
    assert naming.PROJECT == emitted["Namespace"]
    assert [{"service", "environment"}] == [set(each) for each in emitted["Dimensions"]]
    return {each["Name"] for each in emitted["Metrics"]}


def test_every_metric_is_one_that_something_emits(resources: Resources, emitted: set[str]) -> None:
    known = {**DOCUMENTED, naming.PROJECT: ({"service", "environment"}, emitted)}

    shown = set(metrics(resources))
    assert {namespace for namespace, _, _ in shown} >= {"AWS/States", "AWS/Lambda", "AWS/Bedrock"}
    for namespace, dimensions, name in shown:
        of, names = known[namespace]
        assert name in names
        assert of == dimensions or (namespace, name) in ACCOUNT_WIDE
    assert emitted == {name for namespace, _, name in shown if namespace == naming.PROJECT}


def test_every_environment_has_one_dashboard_of_its_own(resources: Resources) -> None:
    made = resources.of("AWS::CloudWatch::Dashboard")

    names = {each.properties["DashboardName"] for each in made}
    assert len(made) == len(names) == len({each.environment.name for each in made})


def test_every_function_of_the_pipeline_is_watched(resources: Resources) -> None:
    """The API's is in a stack that comes and goes without the page's."""
    every = resources.of("AWS::Lambda::Function")
    functions = len({str(each) for each in every if each.stack == "Pipeline"})
    watched = {
        (dashboard.environment.name, json.dumps(row[3]))
        for dashboard, widget in widgets(resources)
        for row in widget["properties"].get("metrics", [])
        if row[:2] == ["AWS/Lambda", "Errors"]
    }

    assert functions == len(watched)


def test_a_page_is_small_enough_to_be_free(resources: Resources) -> None:
    rows: dict[str, int] = {}
    for dashboard, widget in widgets(resources):
        shown = len(widget["properties"].get("metrics", []))
        rows[str(dashboard)] = rows.get(str(dashboard), 0) + shown

    assert max(rows.values()) <= MOST_FREE


def test_the_widgets_fit_the_grid_and_say_what_they_show(resources: Resources) -> None:
    for _, widget in widgets(resources):
        assert widget["x"] + widget["width"] <= 24
        assert widget["properties"]["title"]
