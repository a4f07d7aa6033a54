"""An environment in which one task is served, and whoever calls its API."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from msgspec import structs

from tests.unit.conftest import Served
from tests.unit.evaluation.conftest import Models
from tests.unit.hosting.world import World
from tuning.api import routes, served
from tuning.api.bounds import bounds
from tuning.hosting import alias
from tuning.run.registration import Registration
from tuning.settings import Settings

RUN = "faq-0123456789ab"
CUSTOM = "arn:aws:bedrock:us-east-1:123456789012:custom-model-deployment/abcdefghijkl"
SESSION = "arn:aws:sts::123456789012:assumed-role/shop/ada@example.org"

Ask = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def limits(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """What a caller may ask, in the environment variables of the function."""

    def say(*, calls: int = 60, tokens: int = 100_000) -> None:
        monkeypatch.setenv("TUNING_CALLERS_TABLE", "callers")
        monkeypatch.setenv("TUNING_CALLS_A_MINUTE", str(calls))
        monkeypatch.setenv("TUNING_TOKENS_A_DAY", str(tokens))
        bounds.cache_clear()

    say()
    yield say
    bounds.cache_clear()


@pytest.fixture
def models(in_place: Served) -> Models:
    """What serves the task; each test says what it answers."""
    made = Models()
    made.says[CUSTOM] = lambda _: "On Monday."
    in_place(bedrock_runtime=made)
    return made


@pytest.fixture
def in_place(served: Served) -> Served:
    """The fixture of that name, which a module of the room hides here."""
    return served


@pytest.fixture
def world(
    limits: Callable[..., None], in_place: Served, models: Models, registration: Registration
) -> Iterator[World]:
    """A world in which the name of `faq` stands for the model of one run."""
    made = World()
    in_place(ssm=made.client("ssm"), dynamodb=made.client("dynamodb"))
    trained(made, RUN, registration)
    name(made, RUN, CUSTOM)
    served._known.clear()
    yield made
    served._known.clear()


def trained(world: World, run_id: str, registration: Registration) -> None:
    """Put a run into the ledger whose recipe says what stands around each question."""
    recipe = registration.ready_recipe
    dataset = structs.replace(
        recipe.dataset, instruction="Be kind.", prompt_template="Q: {prompt}\nA:"
    )
    known = replace(registration, run_id=run_id, recipe=structs.replace(recipe, dataset=dataset))
    world.claim(run_id, status="kept")
    world.items[run_id]["registration"] = {"S": msgspec.json.encode(known).decode()}


def name(world: World, run_id: str | None, arn: str, task: str = "faq") -> None:
    """Have the name of a task stand for something, as `promote` does."""
    said = f"run {run_id}: it is better; by arn:ada" if run_id else "set by hand"
    world.PutParameter(
        Name=alias.name_of(task), Value=arn, Description=said, Type="String", Overwrite=True
    )


def event(
    resource: str, body: Any = None, *, task: str | None = None, caller: str | None = SESSION
) -> dict[str, Any]:
    """What API Gateway hands a function over (payload format 1.0), as far as it is read."""
    return {
        "resource": resource,
        "httpMethod": "GET" if body is None else "POST",
        "pathParameters": {"task": task} if task else None,
        "headers": {"Content-Type": "application/json"},
        "requestContext": {"requestId": "c0ffee", "identity": {"userArn": caller}},
        "body": body if body is None or isinstance(body, str) else json.dumps(body),
        "isBase64Encoded": False,
    }


def responded(request: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """The status and the body of a response."""
    response = routes.respond(request)
    return response["statusCode"], json.loads(response["body"])


@pytest.fixture
def ask(world: World) -> Ask:
    """Ask `faq` in the API's own shape."""

    def ask(*, task: str = "faq", caller: str = SESSION, **body: Any) -> tuple[int, dict[str, Any]]:
        return responded(event("/tasks/{task}/answer", body, task=task, caller=caller))

    return ask
