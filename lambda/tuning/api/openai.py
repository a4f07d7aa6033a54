"""``/v1/chat/completions`` and ``/v1/models``: what clients of OpenAI send and read.

Whoever leaves OpenAI changes the base URL, and signs. The name of a model is that of a task. What
OpenAI takes and this API does not is refused by its name, and never passed over.
"""

import time
from collections.abc import Mapping
from typing import Any, Final, Literal

from msgspec import Struct

from tuning import naming
from tuning.api import answering, question
from tuning.api.answering import Answer
from tuning.api.call import Call
from tuning.api.question import Messages, Stop, Stops, Temperature, Tokens, TopP
from tuning.api.quota import Quota
from tuning.api.refused import invalid
from tuning.hosting import alias

FINISH_REASONS: Final[Mapping[str, str]] = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "content_filtered": "content_filter",
    "guardrail_intervened": "content_filter",
}
"""OpenAI's word for each stop reason of Converse; of another one it is ``stop``."""


class Chat(Struct, frozen=True, kw_only=True):
    """The body: a conversation, for the model of a task."""

    model: str
    messages: Messages
    max_tokens: Tokens | None = None
    max_completion_tokens: Tokens | None = None
    temperature: Temperature | None = None
    top_p: TopP | None = None
    stop: Stop | Stops | None = None
    stream: bool = False
    n: Literal[1] = 1


def complete(call: Call, quota: Quota) -> Answer:
    """Answer a conversation.

    Raises:
        Refused: there is no answer, and the message says why.
    """
    said = call.read(Chat)
    if said.stream:
        raise invalid("This API answers in one piece: leave out stream.", param="stream")
    if call.task is not None and call.task != said.model:
        raise invalid(
            f"Under this address the model is {call.task[: naming.TASK_LENGTH]!r}.", param="model"
        )
    asked = question.asked(
        said.model,
        said.messages,
        max_tokens=said.max_completion_tokens or said.max_tokens,
        temperature=said.temperature,
        top_p=said.top_p,
        stop=said.stop,
    )
    return answering.answer(asked, quota)


def completion(answered: Answer, request_id: str) -> dict[str, Any]:
    """Return what the response says; the run that trained the model is its fingerprint."""
    reply = answered.reply
    return {
        "id": f"chatcmpl-{request_id}",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": answered.task,
        "system_fingerprint": answered.served.run_id,
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": reply.text, "refusal": None},
                "logprobs": None,
                "finish_reason": FINISH_REASONS.get(reply.stop_reason, "stop"),
            }
        ],
        "usage": {
            "prompt_tokens": reply.input_tokens,
            "completion_tokens": reply.output_tokens,
            "total_tokens": reply.input_tokens + reply.output_tokens,
        },
    }


def models(call: Call) -> dict[str, Any]:
    """List what is served: every task, or the one that the path names."""
    return {
        "object": "list",
        "data": [
            {
                "id": task,
                "object": "model",
                "created": int(since.timestamp()),
                "owned_by": naming.PROJECT,
            }
            for task, since in alias.served()
            if call.task in (None, task)
        ],
    }
