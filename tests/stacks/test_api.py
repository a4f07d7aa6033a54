"""The API's stack: an environment has it where it says so, and every path of it is signed."""

import json
from typing import Any

import jsonschema
import pytest

from stacks.api.refusals import REFUSALS
from stacks.api.schemas import schema_of
from stacks.arguments import chosen
from stacks.environments.environment import BadEnvironment
from stacks.synthesis import Assembly
from tests.stacks.conftest import Resources
from tuning.api.routes import ROUTES, Asks

SHAPES = tuple(dict.fromkeys(route.shape for route in ROUTES.values() if isinstance(route, Asks)))


def test_there_is_none_unless_somebody_says_so() -> None:
    def has(**said: str) -> bool:
        return chosen({"env": "dev", "review": "true", **said}, None).api

    assert (False, True, False) == (has(), has(api="true"), has(api="false"))
    with pytest.raises(BadEnvironment, match="-c api=yes: must be true or false"):
        has(api="yes")


def test_every_route_is_a_method_that_takes_a_signature(resources: Resources) -> None:
    methods = resources.of("AWS::ApiGateway::Method")
    environments = {method.environment.name for method in methods}

    assert len(ROUTES) * len(environments) == len(methods)
    for method in methods:
        assert "AWS_IAM" == method.properties["AuthorizationType"], method
        assert "RequestValidatorId" in method.properties, method
        takes_body = "POST" == method.properties["HttpMethod"]
        assert takes_body == ("RequestModels" in method.properties), method


@pytest.mark.parametrize("shape", SHAPES)
def test_a_body_is_held_to_a_schema_that_api_gateway_reads(shape: type[Any]) -> None:
    schema = schema_of(shape)

    jsonschema.Draft4Validator.check_schema(schema)
    assert [] == [word for word in ("$defs", "exclusiveMinimum", "const") if word in str(schema)]


@pytest.mark.parametrize(
    ("body", "fits"),
    [
        ({"model": "faq", "messages": [{"role": "user", "content": "Where?"}]}, True),
        (
            {
                "model": "faq",
                "messages": [{"role": "user", "content": [{"type": "text", "text": "Where?"}]}],
                "stop": ["END"],
                "temperature": None,
                "seed": 7,  # refused by name, by the function
            },
            True,
        ),
        ({"messages": [{"role": "user", "content": "Where?"}]}, False),
        (
            {"model": "faq", "messages": [{"role": "user", "content": "a", "refusal": None}]},
            True,
        ),
        ({"model": "faq", "messages": []}, False),
        ({"model": "faq", "messages": [{"role": "user", "content": 7}]}, False),
        ({"model": "faq", "messages": [{"role": "user", "content": "a"}], "top_p": 2}, False),
    ],
)
def test_the_schema_takes_what_the_function_takes(body: Any, *, fits: bool) -> None:
    route = ROUTES["/v1/chat/completions"]
    assert isinstance(route, Asks)

    assert fits == jsonschema.Draft4Validator(schema_of(route.shape)).is_valid(body)


def test_what_api_gateway_refuses_has_the_shape_of_the_function(resources: Resources) -> None:
    for response in resources.of("AWS::ApiGateway::GatewayResponse"):
        row = REFUSALS[response.properties["ResponseType"]]
        said = json.loads(response.properties["ResponseTemplates"]["application/json"])
        assert {"message", "type", "param", "code"} == set(said["error"])
        assert row.message.endswith("."), response
        headers = response.properties.get("ResponseParameters", {})
        waits = row.status in (429, 503)
        assert waits == ("gatewayresponse.header.Retry-After" in headers), response


def test_the_access_log_names_no_word_of_a_caller(resources: Resources) -> None:
    for stage in resources.of("AWS::ApiGateway::Stage"):
        log = json.loads(stage.properties["AccessLogSetting"]["Format"])
        assert {"$context.path", "$context.requestOverride.path"} & set(log.values()) == set()
        assert all(value.startswith("$context.") for value in log.values())
        (settings,) = stage.properties["MethodSettings"]
        assert settings["DataTraceEnabled"] is False
        assert "LoggingLevel" not in settings
        assert (20, 40) == (settings["ThrottlingRateLimit"], settings["ThrottlingBurstLimit"])


def test_the_api_needs_nothing_of_the_pipeline(assemblies: dict[str, Assembly]) -> None:
    for assembly in assemblies.values():
        template = json.dumps(assembly.templates["Api"])
        assert "-foundation:ExportsOutput" in template
        assert "-pipeline" not in template
