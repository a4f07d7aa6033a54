"""Who waits waits longer than whom it waits for: the client, its function, its state.

A call that hangs must end as an error that the code can name, before the function is killed; and a
function must be killed by its own time-out before the state machine gives up on it.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

import pytest

from tests.stacks.conftest import Definition, Resource, Resources, Statement, holder
from tuning import clients

CLIENTS: Final = {
    "bedrock": "bedrock",
    "dynamodb": "dynamodb",
    "events": "events",
    "pricing": "pricing",
    "s3": "s3",
    "scheduler": "scheduler",
    "servicequotas": "service_quotas",
    "sns": "sns",
    "sqs": "sqs",
    "ssm": "ssm",
    "states": "stepfunctions",
}
"""The client of each service whose actions a function may hold rights to."""

RUNTIME: Final = ("bedrock:InvokeModel", "bedrock:Converse")
NOT_CALLED: Final = frozenset({"ec2", "iam", "kms", "logs", "xray"})
"""Rights that other services, and the runtime itself, use for a function."""

BACK_OFF: Final = 20.0
"""Most that the standard mode pauses between two attempts (boto3 guide, "Retries")."""


def longest(config: Any) -> float:
    """The seconds after which one call has ended, however it goes."""
    attempts = config.retries["total_max_attempts"]
    pauses = sum(min(2.0**n, BACK_OFF) for n in range(attempts - 1))
    return float(attempts * (config.connect_timeout + config.read_timeout) + pauses)


def called(statements: Iterable[Statement]) -> Iterator[tuple[str, str]]:
    """Which function may call by which client, told by its rights."""
    for statement in statements:
        who = holder(statement)
        for action in statement.actions:
            service = action.partition(":")[0]
            if action.startswith(RUNTIME):
                yield who, "bedrock_runtime"
            elif service not in NOT_CALLED:
                yield who, CLIENTS[service]


def functions(resources: Resources) -> Iterator[tuple[str, Resource]]:
    """The functions by what holds their rights."""
    for function in resources.of("AWS::Lambda::Function"):
        _, group, name, *_ = str(function).split("/")
        yield (name if group == "Functions" else f"{group}/{name}"), function


def test_every_call_ends_before_its_function(
    resources: Resources, statements: list[Statement], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    by_holder = dict(functions(resources))
    uses = set(called(one for one in statements if holder(one) in by_holder))

    assert {"bedrock", "bedrock_runtime", "dynamodb", "s3"} <= {client for _, client in uses}
    for who, client in uses:
        config = getattr(clients, client).__wrapped__().meta.config
        timeout = by_holder[who].properties["Timeout"]
        assert longest(config) < timeout, f"{who} ends before a call of {client} that hangs"


def test_every_function_ends_before_its_state(
    resources: Resources, definitions: dict[str, Definition]
) -> None:
    for environment, definition in definitions.items():
        timeouts = {
            name: function.properties["Timeout"]
            for name, function in functions(resources)
            if function.environment.name == environment
        }
        states = dict(definition["States"])
        for state in definition["States"].values():
            states |= state.get("ItemProcessor", {}).get("States", {})
        tasks = {name: state for name, state in states.items() if name in timeouts}
        assert len(tasks) > 20
        for name, state in tasks.items():
            assert timeouts[name] < state["TimeoutSeconds"], name
