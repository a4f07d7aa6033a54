"""The shapes in which others record answers, each a row: how its line is told, and what is where.

Sources: EleutherAI's lm-evaluation-harness (``--log_samples``), inspect_ai's logs as JSON,
promptfoo's ``--output results.json``, OpenAI's batches, Bedrock's evaluation jobs of responses that
people bring, and this pipeline's own answers.jsonl.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

Fields = Mapping[str, Any]
"""A line as JSON holds it."""

PROMPTS: Final = ("prompt", "question", "input", "messages", "query", "instruction", "text")
REFERENCES: Final = (
    "reference",
    "target",
    "expected",
    "ideal",
    "label",
    "ground_truth",
    "expected_output",
    "expected_answer",
    "reference_answer",
    "referenceResponse",
    "gold",
)
ANSWERS: Final = (
    "answer",
    "output",
    "response",
    "prediction",
    "completion",
    "generated_text",
    "actual_output",
    "model_output",
)
IDS: Final = ("id", "custom_id", "recordId", "record", "index")
"""What people call each, the likeliest first."""

DOCUMENTS: Final = ("samples", "results")
"""Where a log that is one JSON document holds its lines: inspect_ai's, promptfoo's."""


class Unfit(Exception):
    """A line holds something else than it should; the message says what."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a line says, as it stands there; None where it says nothing of it."""

    prompt: Any = None
    system: Any = None
    reference: Any = None
    answer: Any = None
    base: Any = None
    id: Any = None


@dataclass(frozen=True, kw_only=True)
class Shape:
    """A shape.

    Attributes:
        keys: that each of its lines has.
        read: takes out of a line what it says.
    """

    keys: frozenset[str]
    read: Callable[[Fields], Said]


def said(fields: Fields) -> Said:
    """Return what a line says, by the first shape whose keys it has.

    Raises:
        Unfit: something stands where that shape has something else.
    """
    shape = next(each for each in SHAPES if each.keys <= fields.keys())
    try:
        return shape.read(fields)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise Unfit(
            f"it has the keys {', '.join(sorted(shape.keys))}, and not what belongs to them"
        ) from error


def first(fields: Fields, names: tuple[str, ...]) -> Any:
    """Return the value of the first of several keys that is there."""
    return next((fields[name] for name in names if name in fields), None)


def _own(fields: Fields) -> Said:
    for name in ("base_scores", "custom_scores"):
        for metric, score in fields.get(name, {}).items():
            if not isinstance(score, (int, float)) or not 0 <= score <= 1:
                raise Unfit(f"{name} has {score!r} for {metric}, and a score is from 0 to 1")
    return Said(
        prompt=fields["prompt"],
        system=fields["system"] or None,
        reference=fields["reference"],
        answer=_reply(fields["custom"]),
        base=_reply(fields["base"]),
        id=fields["record"],
    )


def _reply(reply: Fields | None) -> str | None:
    """Return what a model replied: nothing where that counts as a wrong answer."""
    if reply is None:
        return None
    return "" if reply.get("error") else str(reply.get("text", ""))


def _harness(fields: Fields) -> Said:
    arguments = fields["arguments"]
    request = next(iter(arguments.values())) if isinstance(arguments, dict) else arguments[0]
    [answer, *_] = fields.get("filtered_resps") or fields["resps"]
    if isinstance(answer, list) and len(answer) == 1:
        [answer] = answer
    return Said(
        prompt=request["arg_0"] if isinstance(request, dict) else request[0],
        reference=fields["target"],
        answer=answer,
        id=fields["doc_id"],
    )


def _inspect(fields: Fields) -> Said:
    output, target = fields["output"], fields["target"]
    choices = output.get("choices") or []
    spoken = choices[0]["message"]["content"] if choices else ""
    answer = output.get("completion") or spoken
    return Said(
        prompt=fields["input"],
        reference=target[0] if isinstance(target, list) and len(target) == 1 else target,
        answer="".join(block.get("text", "") for block in answer)
        if isinstance(answer, list)
        else answer,
        id=f"{fields['id']}, epoch {fields.get('epoch', 1)}",
    )


def _promptfoo(fields: Fields) -> Said:
    variables = fields.get("vars", {})
    return Said(
        prompt=fields["prompt"]["raw"],
        reference=first(variables, REFERENCES),
        answer=fields["response"].get("output", ""),
    )


def _batch(fields: Fields) -> Said:
    body = fields["response"]["body"]
    if "output" in body:
        blocks = (block for item in body["output"] for block in item.get("content") or ())
        answer = "".join(block["text"] for block in blocks if block["type"] == "output_text")
    else:
        [choice, *_] = body["choices"]
        answer = choice["message"]["content"]
    return Said(answer=answer, id=fields["custom_id"])


def _request(fields: Fields) -> Said:
    return Said(prompt=fields["body"]["messages"], id=fields["custom_id"])


def _chat(fields: Fields) -> Said:
    said = _plain(fields)
    [*asked, last] = fields["messages"]
    if said.answer is not None or last["role"] != "assistant":
        return said
    return replace(said, prompt=asked, answer=last["content"])


def _brought(fields: Fields) -> Said:
    [response] = fields["modelResponses"]
    return Said(
        prompt=fields["prompt"],
        reference=fields.get("referenceResponse"),
        answer=response["response"],
    )


def _plain(fields: Fields) -> Said:
    return Said(
        prompt=first(fields, PROMPTS),
        system=fields.get("system"),
        reference=first(fields, REFERENCES),
        answer=first(fields, ANSWERS),
        id=first(fields, IDS),
    )


SHAPES: Final = (
    Shape(keys=frozenset({"prompt", "reference", "base", "custom"}), read=_own),
    Shape(keys=frozenset({"doc_id", "arguments", "target", "resps"}), read=_harness),
    Shape(keys=frozenset({"id", "input", "target", "output", "epoch"}), read=_inspect),
    Shape(keys=frozenset({"promptIdx", "prompt", "response"}), read=_promptfoo),
    Shape(keys=frozenset({"custom_id", "response"}), read=_batch),
    Shape(keys=frozenset({"custom_id", "body"}), read=_request),
    Shape(keys=frozenset({"prompt", "modelResponses"}), read=_brought),
    Shape(keys=frozenset({"messages"}), read=_chat),
    Shape(keys=frozenset(), read=_plain),
)
"""The narrowest first; the last one takes what is left."""
