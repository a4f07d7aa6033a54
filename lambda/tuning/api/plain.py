"""``POST /tasks/{task}/answer``: the API's own shape."""

from typing import Any

from msgspec import Struct

from tuning.api import answering, question
from tuning.api.answering import Answer
from tuning.api.call import Call
from tuning.api.question import Message, Messages, Question, Stop, Stops, Temperature, Tokens, TopP
from tuning.api.quota import Quota
from tuning.api.refused import invalid


class Asked(Struct, frozen=True, kw_only=True):
    """The body: a prompt, or a conversation, and how it is to be answered."""

    prompt: str | None = None
    messages: Messages | None = None
    system: str | None = None
    max_tokens: Tokens | None = None
    temperature: Temperature | None = None
    top_p: TopP | None = None
    stop: Stop | Stops | None = None


def answer(call: Call, quota: Quota) -> Answer:
    """Answer a prompt or a conversation.

    Raises:
        Refused: there is no answer, and the message says why.
    """
    return answering.answer(_question(call.task or "", call.read(Asked)), quota)


def body(answered: Answer, request_id: str) -> dict[str, Any]:
    """Return what the response says."""
    reply = answered.reply
    return {
        "answer": reply.text,
        "task": answered.task,
        "model": answered.served.recipe.base_model,
        "run": answered.served.run_id,
        "usage": {"input_tokens": reply.input_tokens, "output_tokens": reply.output_tokens},
        "stop_reason": reply.stop_reason,
    }


def _question(task: str, said: Asked) -> Question:
    if (said.prompt is None) == (said.messages is None):
        raise invalid("Give either prompt or messages.", param="prompt")
    messages = said.messages or (Message(role="user", content=said.prompt or ""),)
    return question.asked(
        task,
        messages,
        system=(said.system,) if said.system else (),
        max_tokens=said.max_tokens,
        temperature=said.temperature,
        top_p=said.top_p,
        stop=said.stop,
    )
