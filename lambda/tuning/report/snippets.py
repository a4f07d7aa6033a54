"""How a program calls what is served: code to paste, framed as the model was trained."""

import json
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from tuning.run.handling import PROMPT
from tuning.run.recipe import Recipe

QUESTION: Final = "…"

NATIVE: Final = "amazon.nova"
"""How the ids begin of the models whose native body is that of Converse (docs.aws.amazon.com/nova,
"Complete request schema")."""


@dataclass(frozen=True, kw_only=True)
class Snippet:
    """Code to paste.

    Attributes:
        title: what it calls the model with.
        language: as a fence names it.
        code: the code.
    """

    title: str
    language: str
    code: str


def of(arn: str, region: str, recipe: Recipe) -> Iterator[Snippet]:
    """Yield how a served model is called, the plainest way first.

    Args:
        arn: of the deployment or the throughput that serves it.
        region: where that is.
        recipe: of the run that trained it: its instruction, template and longest answer are in
            the code.
    """
    call = _Call(arn=arn, region=region, recipe=recipe)
    yield Snippet(title="boto3, Converse", language="python", code=_converse(call))
    if NATIVE in recipe.base_model:
        yield Snippet(title="boto3, InvokeModel", language="python", code=_invoke_model(call))
    yield Snippet(title="AWS CLI", language="bash", code=_cli(call))
    yield Snippet(title="LangChain", language="python", code=_langchain(call))
    yield Snippet(title="LiteLLM", language="python", code=_litellm(call))


@dataclass(frozen=True, kw_only=True)
class _Call:
    """What every snippet says, in the words of Python."""

    arn: str
    region: str
    recipe: Recipe

    @property
    def instruction(self) -> str:
        return self.recipe.dataset.instruction or ""

    @property
    def most(self) -> int:
        return self.recipe.evaluation.max_output_tokens

    @property
    def asked(self) -> str:
        """The question with the template around it, as an expression."""
        template = self.recipe.dataset.prompt_template
        return f"{_text(template)}.replace({_text(PROMPT)}, question)" if template else "question"

    @property
    def system(self) -> str:
        """The system text as a line of a call or a body of Converse; nothing without one."""
        return f'system=[{{"text": {_text(self.instruction)}}}],' if self.instruction else ""


def _text(text: str) -> str:
    """Return a text as Python and JSON both write it."""
    return json.dumps(text, ensure_ascii=False)


def _code(*lines: str) -> str:
    """Join lines; one of which only its indentation is left is left out."""
    return "\n".join(line for line in lines if line.strip() or not line) + "\n"


def _converse(call: _Call) -> str:
    return _code(
        "import boto3",
        "",
        f"question = {_text(QUESTION)}",
        f'bedrock = boto3.client("bedrock-runtime", region_name={_text(call.region)})',
        "answer = bedrock.converse(",
        f"    modelId={_text(call.arn)},",
        f"    {call.system}",
        f'    messages=[{{"role": "user", "content": [{{"text": {call.asked}}}]}}],',
        f'    inferenceConfig={{"maxTokens": {call.most}, "temperature": 0}},',
        ")",
        'print(answer["output"]["message"]["content"][0]["text"])',
    )


def _invoke_model(call: _Call) -> str:
    system = f'"system": [{{"text": {_text(call.instruction)}}}],' if call.instruction else ""
    return _code(
        "import json",
        "",
        "import boto3",
        "",
        f"question = {_text(QUESTION)}",
        f'bedrock = boto3.client("bedrock-runtime", region_name={_text(call.region)})',
        "body = {",
        '    "schemaVersion": "messages-v1",',
        f"    {system}",
        f'    "messages": [{{"role": "user", "content": [{{"text": {call.asked}}}]}}],',
        f'    "inferenceConfig": {{"maxTokens": {call.most}, "temperature": 0}},',
        "}",
        "answer = bedrock.invoke_model(",
        f"    modelId={_text(call.arn)},",
        "    body=json.dumps(body),",
        ")",
        'print(json.loads(answer["body"].read())["output"]["message"]["content"][0]["text"])',
    )


def _cli(call: _Call) -> str:
    template = call.recipe.dataset.prompt_template or PROMPT
    asked = template.replace(PROMPT, QUESTION)
    options: Mapping[str, Any] = {
        "region": call.region,
        "model-id": call.arn,
        "system": [{"text": call.instruction}] if call.instruction else None,
        "messages": [{"role": "user", "content": [{"text": asked}]}],
        "inference-config": {"maxTokens": call.most, "temperature": 0},
        "query": "output.message.content[0].text",
        "output": "text",
    }
    words = [
        f"  --{name} {shlex.quote(value if isinstance(value, str) else _json(value))}"
        for name, value in options.items()
        if value is not None
    ]
    return " \\\n".join(["aws bedrock-runtime converse", *words]) + "\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _langchain(call: _Call) -> str:
    provider = call.recipe.base_model.partition(".")[0]
    system = f'("system", {_text(call.instruction)}), ' if call.instruction else ""
    return _code(
        "from langchain_aws import ChatBedrockConverse",
        "",
        f"question = {_text(QUESTION)}",
        "model = ChatBedrockConverse(",
        f"    model={_text(call.arn)},",
        f"    provider={_text(provider)},",
        f"    region_name={_text(call.region)},",
        f"    max_tokens={call.most},",
        "    temperature=0,",
        ")",
        f'print(model.invoke([{system}("human", {call.asked})]).content)',
    )


def _litellm(call: _Call) -> str:
    system = (
        f'{{"role": "system", "content": {_text(call.instruction)}}},' if call.instruction else ""
    )
    return _code(
        "from litellm import completion",
        "",
        f"question = {_text(QUESTION)}",
        "answer = completion(",
        f"    model={_text(f'bedrock/converse/{call.recipe.model.inference_id}')},",
        f"    model_id={_text(call.arn)},",
        f"    aws_region_name={_text(call.region)},",
        "    messages=[",
        f"        {system}",
        f'        {{"role": "user", "content": {call.asked}}},',
        "    ],",
        f"    max_tokens={call.most},",
        "    temperature=0,",
        ")",
        "print(answer.choices[0].message.content)",
    )
