"""Converse and ConverseStream: ask a model."""

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, cast

from rehearsal.bedrock import inference
from rehearsal.bedrock.account import Account, Call
from rehearsal.bedrock.errors import invalid
from rehearsal.bedrock.guarding import Guarding, masked
from rehearsal.bedrock.model import Conversation, Turn
from rehearsal.bedrock.operations import guardrails
from rehearsal.bedrock.operations.registry import serves
from rehearsal.bedrock.permissions import keys

DEFAULT_MAX_TOKENS: Final = 512
INTERVENED: Final = "guardrail_intervened"

PIECES: Final = re.compile(r"\s*\S+\s*\Z|\s*\S+")
SERVED_MEMBERS: Final = frozenset(
    {"modelId", "messages", "system", "inferenceConfig", "guardrailConfig"}
)
"""What the stand-in can do; it always picks the likeliest word, so temperature changes nothing."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a model said, with what it took; whole, however it goes out.

    Attributes:
        guarding: what a guardrail found, where the request names one.
    """

    text: str
    stop_reason: str
    input_tokens: int
    output_tokens: int
    latency_ms: int
    guarding: Guarding | None = None

    @property
    def trace(self) -> Mapping[str, Any] | None:
        """What the answer tells of its making; None where it was not asked."""
        if self.guarding and self.guarding.traced:
            return {"guardrail": self.guarding.trace}
        return None

    @property
    def message(self) -> Mapping[str, Any]:
        """The answer as a message."""
        return {"role": "assistant", "content": [{"text": self.text}]}

    @property
    def usage(self) -> Mapping[str, int]:
        """The tokens."""
        return {
            "inputTokens": self.input_tokens,
            "outputTokens": self.output_tokens,
            "totalTokens": self.input_tokens + self.output_tokens,
        }

    @property
    def pieces(self) -> tuple[str, ...]:
        """The text in the pieces that a stream brings: its words, each with what parts it."""
        return tuple(PIECES.findall(self.text))


@serves("Converse")
def converse(account: Account, call: Call) -> Mapping[str, Any]:
    """Answer the last message of a conversation in text."""
    said = _converse(account, call, "bedrock:InvokeModel")
    return {
        "output": {"message": said.message},
        "stopReason": said.stop_reason,
        "usage": said.usage,
        "metrics": {"latencyMs": said.latency_ms},
        "trace": said.trace,
    }


@serves("ConverseStream")
def converse_stream(account: Account, call: Call) -> Mapping[str, Any]:
    """Answer as Converse does, in events; all of them go out once the whole answer is known."""
    said = _converse(account, call, "bedrock:InvokeModelWithResponseStream")
    return {
        "stream": [
            {"messageStart": {"role": "assistant"}},
            *(
                {"contentBlockDelta": {"delta": {"text": piece}, "contentBlockIndex": 0}}
                for piece in said.pieces
            ),
            {"contentBlockStop": {"contentBlockIndex": 0}},
            {"messageStop": {"stopReason": said.stop_reason}},
            {"metadata": _metadata(said)},
        ]
    }


def _metadata(said: Said) -> Mapping[str, Any]:
    told = {"usage": said.usage, "metrics": {"latencyMs": said.latency_ms}}
    return {**told, "trace": said.trace} if said.trace else told


def _converse(account: Account, call: Call, action: str) -> Said:
    request = call.request
    beyond = ", ".join(sorted(set(request) - SERVED_MEMBERS))
    if beyond:
        raise invalid(f"This stand-in for Bedrock converses in plain text only, without {beyond}")
    target = inference.target(account, request["modelId"])
    return said_by(
        account,
        call,
        target,
        action,
        messages=request.get("messages", ()),
        system=request.get("system", ()),
        settings=request.get("inferenceConfig", {}),
        guarding=_guarding(account, call, request.get("guardrailConfig")),
    )


def _guarding(account: Account, call: Call, config: Mapping[str, str] | None) -> Guarding | None:
    if config is None:
        return None
    return guarding(
        account,
        call,
        config["guardrailIdentifier"],
        config["guardrailVersion"],
        traced=config.get("trace", "disabled") != "disabled",
    )


def guarding(
    account: Account, call: Call, identifier: str, version: str, *, traced: bool
) -> Guarding:
    """Return the guardrail that a request names, to a caller who may apply it."""
    found = guardrails.applied(account, call, identifier)
    policy = guardrails.policy_of(found, version)
    return Guarding(id=found.id, policy=policy, traced=traced)


def said_by(
    account: Account,
    call: Call,
    target: inference.Target,
    action: str,
    *,
    messages: Sequence[Mapping[str, Any]],
    system: Sequence[Mapping[str, Any]],
    settings: Mapping[str, Any],
    guarding: Guarding | None = None,
) -> Said:
    """Ask a model for a caller who may.

    Args:
        account, call: who asks where.
        target: the model.
        action: the right that the caller needs to it.
        messages, system, settings: as Converse takes them.
        guarding: what looks at the messages, and at the answer; at what the system is told, never.

    Raises:
        ServiceError: the caller may not, the request is invalid, or the model cannot answer.
    """
    for resource, context in inference.demands(account, target):
        call.caller.demand(action, resource, context)
    for action_of_look, resource, context in inference.looks(account, target):
        call.caller.demand(action_of_look, resource, context)
    if target.key_arn:
        keys.demand(call.caller, target.key_arn, *keys.USES)
    inference.language_model(account, target)  # made when first asked, which is no latency
    began = time.monotonic()
    asked = conversation(messages, system)
    if guarding:
        if guarding.look("INPUT", "\n".join(turn.text for turn in asked.turns)).blocked:
            return _blocked(guarding, "blockedInputMessaging")
        turns = (replace(turn, text=masked(guarding.policy, turn.text)) for turn in asked.turns)
        asked = replace(asked, turns=tuple(turns))
    answer = inference.ask(
        account,
        target,
        asked,
        max_tokens=settings.get("maxTokens", DEFAULT_MAX_TOKENS),
    )
    text, stop_reason = answer.text, str(answer.stop_reason)
    for sequence in settings.get("stopSequences", ()):
        if sequence in text:
            text, stop_reason = text.partition(sequence)[0], "stop_sequence"
    said = Said(
        text=text,
        stop_reason=stop_reason,
        input_tokens=answer.input_tokens,
        output_tokens=answer.output_tokens,
        latency_ms=round((time.monotonic() - began) * 1000),
        guarding=guarding,
    )
    if guarding is None:
        return said
    seen = guarding.look("OUTPUT", text)
    if seen.blocked:
        said = replace(said, text=guarding.policy["blockedOutputsMessaging"])
    else:
        said = replace(said, text=seen.text)
    return replace(said, stop_reason=INTERVENED) if seen.intervened else said


def _blocked(guarding: Guarding, instead: str) -> Said:
    """Answer a question that no model is asked, and that no token is billed for."""
    return Said(
        text=guarding.policy[instead],
        stop_reason=INTERVENED,
        input_tokens=0,
        output_tokens=0,
        latency_ms=0,
        guarding=guarding,
    )


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
