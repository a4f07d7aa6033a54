"""What people paste to call a served model: each snippet as far as it can be held here.

Those for boto3 are executed, against the rehearsal's Bedrock. The words of the AWS CLI are read as
its options are, and held to the service model. Those for LangChain and LiteLLM are compiled, and
their arguments are those that their documentation names; they are not executed.
"""

import ast
import json
import shlex
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import boto3
import botocore.session
import pytest
from botocore import xform_name
from botocore.validate import ParamValidator
from msgspec import structs

from tests.servers.bedrock.account import BASE
from tests.unit.rehearsal.test_invoke import judge, runtime
from tests.unit.report.conftest import FOLDER, RUN
from tuning.report import snippets
from tuning.report.publish import publish
from tuning.report.snippets import Snippet
from tuning.run.lease import Lease
from tuning.run.recipe import Recipe
from tuning.run.registration import Registration
from tuning.run.run import Run

__all__ = ["judge", "runtime"]  # fixtures of the stand-in

ARN = "arn:aws:bedrock:us-east-1:123456789012:custom-model-deployment/abcdefghijkl"

DOCUMENTED = {
    "ChatBedrockConverse": {"model", "provider", "region_name", "max_tokens", "temperature"},
    "completion": {
        "model",
        "model_id",
        "aws_region_name",
        "messages",
        "max_tokens",
        "temperature",
    },
}
"""What the calls take: reference.langchain.com/python (ChatBedrockConverse), and
docs.litellm.ai/docs/providers/bedrock (of provisioned throughput: model and model_id)."""


@pytest.fixture(params=["framed", "plain"])
def recipe(registration: Registration, request: pytest.FixtureRequest) -> Recipe:
    """A recipe with words around a question that have to be escaped, and one without any."""
    plain = registration.ready_recipe
    framed = structs.replace(
        plain.dataset, instruction='Don\'t "guess".', prompt_template="Q: {prompt}\nA\u2019s:"
    )
    return structs.replace(plain, dataset=framed) if request.param == "framed" else plain


def asked(recipe: Recipe) -> str:
    """What the model is told, how it is asked, and how much it may say."""
    dataset = recipe.dataset
    template = dataset.prompt_template or "{prompt}"
    return f"{dataset.instruction or ''}|{template.replace('{prompt}', snippets.QUESTION)}|256"


def of(recipe: Recipe, arn: str = ARN) -> dict[str, Snippet]:
    return {each.title: each for each in snippets.of(arn, "us-east-1", recipe)}


@pytest.mark.parametrize("title", ["boto3, Converse", "boto3, InvokeModel"])
def test_boto3_asks_the_model_as_it_was_trained(
    recipe: Recipe,
    runtime: Any,
    title: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    made: list[tuple[str, dict[str, str]]] = []

    def client(service: str, **options: str) -> Any:
        made.append((service, options))
        return runtime

    monkeypatch.setattr(boto3, "client", client)

    exec(of(recipe, BASE)[title].code, {})  # noqa: S102  it is what people paste

    assert [("bedrock-runtime", {"region_name": "us-east-1"})] == made
    assert f"{asked(recipe)}\n" == capsys.readouterr().out


def test_the_cli_asks_the_same(recipe: Recipe, runtime: Any) -> None:
    program, service, operation, *options = shlex.split(
        of(recipe, BASE)["AWS CLI"].code.replace("\\\n", "")
    )
    given = dict(zip(options[::2], options[1::2], strict=True))

    assert ("aws", "bedrock-runtime", "converse") == (program, service, operation)
    assert "us-east-1" == given.pop("--region")
    assert ("output.message.content[0].text", "text") == (
        given.pop("--query"),
        given.pop("--output"),
    )
    shape: Any = (
        botocore.session.get_session().get_service_model(service).operation_model("Converse")
    ).input_shape
    members = {f"--{xform_name(name, '-')}": name for name in shape.members}
    request = {
        members[name]: text if name == "--model-id" else json.loads(text)
        for name, text in given.items()
    }
    assert not ParamValidator().validate(request, shape).has_errors()
    answer = runtime.converse(**request)
    assert asked(recipe) == answer["output"]["message"]["content"][0]["text"]


@pytest.mark.parametrize("title", ["LangChain", "LiteLLM"])
def test_what_is_not_executed_compiles_and_takes_what_is_documented(
    recipe: Recipe, title: str
) -> None:
    tree = ast.parse(of(recipe)[title].code)
    compile(tree, title, "exec")

    [made] = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in DOCUMENTED
    ]
    assert isinstance(made.func, ast.Name)
    assert DOCUMENTED[made.func.id] == {each.arg for each in made.keywords}
    strings = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    template, instruction = recipe.dataset.prompt_template, recipe.dataset.instruction
    assert {ARN, "us-east-1", 256, *filter(None, (template, instruction))} <= strings


def test_the_report_of_a_hosted_model_shows_each_of_them(
    endings: dict[str, Run], ledger: Callable[[Run], Any], left: Any
) -> None:
    lease = Lease(
        run_id=RUN,
        kind="deployment",
        name="n",
        owner="Ada",
        units=0,
        unit_hour_usd=0.0,
        expires_at="2026-11-22T08:00:00+00:00",
        state="held",
        arn=ARN,
    )
    hosted = replace(endings["kept"], lease=lease)
    ledger(hosted)
    publish(RUN, None)

    page = left.objects[f"{FOLDER}/report.html"].decode()
    assert hosted.registration
    for title in of(hosted.registration.ready_recipe):
        assert f"<summary>Call it with {title}</summary>" in page
    assert 5 <= page.count(ARN)


def test_the_report_of_a_stored_model_shows_none(
    endings: dict[str, Run], ledger: Callable[[Run], Any], left: Any
) -> None:
    ledger(replace(endings["kept"], lease=None))
    publish(RUN, None)

    assert "Call it with" not in left.objects[f"{FOLDER}/report.html"].decode()


def test_the_page_on_asking_has_them_as_they_are(registration: Registration) -> None:
    recipe = registration.ready_recipe
    dataset = structs.replace(recipe.dataset, instruction="Answer as our support does.")
    page = Path("docs/asking.md").read_text()

    for each in snippets.of(ARN, "us-east-1", structs.replace(recipe, dataset=dataset)):
        assert f"### {each.title}\n\n```{each.language}\n{each.code}```\n" in page
