"""Converse: ask a model."""

import time
from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

from rehearsal.bedrock import inference
from rehearsal.bedrock.account import Account, Call
from rehearsal.bedrock.errors import invalid
from rehearsal.bedrock.model import Conversation, Turn
from rehearsal.bedrock.operations.registry import serves
from rehearsal.bedrock.permissions import keys

DEFAULT_MAX_TOKENS: Final = 512
SERVED_MEMBERS: Final = frozenset({"modelId", "messages", "system", "inferenceConfig"})
"""What the stand-in can do; it always picks the likeliest word, so temperature changes nothing."""


@serves("Converse")
def converse(account: Account, call: Call) -> Mapping[str, Any]:
    """Answer the last message of a conversation in text."""
    request = call.request
    beyond = ", ".join(sorted(set(request) - SERVED_MEMBERS))
    if beyond:
        raise invalid(f"This stand-in for Bedrock converses in plain text only, without {beyond}")
    target = inference.target(account, request["modelId"])
    for resource, context in inference.demands(account, target):
        call.caller.demand("bedrock:InvokeModel", resource, context)
    for action, resource, context in inference.looks(account, target):
        call.caller.demand(action, resource, context)
    if target.key_arn:
        keys.demand(call.caller, target.key_arn, *keys.USES)
    settings = request.get("inferenceConfig", {})
    inference.language_model(account, target)  # made when first asked, which is no latency
    began = time.monotonic()
    answer = inference.ask(
        account,
        target,
        conversation(request.get("messages", ()), request.get("system", ())),
        max_tokens=settings.get("maxTokens", DEFAULT_MAX_TOKENS),
    )
    text, stop_reason = answer.text, str(answer.stop_reason)
    for sequence in settings.get("stopSequences", ()):
        if sequence in text:
            text, stop_reason = text.partition(sequence)[0], "stop_sequence"
    return {
        "output": {"message": {"role": "assistant", "content": [{"text": text}]}},
        "stopReason": stop_reason,
        "usage": {
            "inputTokens": answer.input_tokens,
            "outputTokens": answer.output_tokens,
            "totalTokens": answer.input_tokens + answer.output_tokens,
        },
        "metrics": {"latencyMs": round((time.monotonic() - began) * 1000)},
    }


def conversation(
    messages: Sequence[Mapping[str, Any]], system: Sequence[Mapping[str, Any]]
) -> Conversation:
    """Read the messages of a request.

    Raises:
        ServiceError: they do not alternate, beginning and ending with the user, or are not text.
    """
    for number, message in enumerate(messages):
        if message["role"] != ("user", "assistant")[number % 2]:
            raise invalid("A conversation must start with a user message and alternate after it.")
    if len(messages) % 2 == 0:
        raise invalid("A conversation must end with a user message.")
    turns = tuple(
        Turn(role=cast(Any, message["role"]), text=_text(message["content"]))
        for message in messages
    )
    return Conversation(turns=turns, system=_text(system))


def _text(blocks: Sequence[Mapping[str, Any]]) -> str:
    texts = [block.get("text") for block in blocks]
    if not all(isinstance(text, str) for text in texts):
        raise invalid("This stand-in for Bedrock reads text only")
    if not all(str(text).strip() for text in texts):
        raise invalid("The text field in the ContentBlock object is blank. Add text and try again.")
    return "\n".join(map(str, texts))
