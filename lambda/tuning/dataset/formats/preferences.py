"""Preference data: what people liked, beside what they did not. Only the first can be learned."""

import re
from typing import Any, Final

from tuning.dataset.codes import Code
from tuning.dataset.formats import dialogues
from tuning.dataset.formats.beside import says_nothing
from tuning.dataset.formats.telling import Fields, Telling

LIKED: Final = ("chosen", "preferred_output", "chosen_response")
DISLIKED: Final = ("rejected", "non_preferred_output", "rejected_response")
ASKED: Final = ("prompt", "question", "instruction", "input", "query")
DIALOGUE: Final = ("conversations", "messages")
SCORES: Final = frozenset(
    ("chosen_score", "rejected_score", "score_chosen", "score_rejected", "margin")
)

SPEAKERS: Final = re.compile(r"\s*\n\n(Human|Assistant):\s*")
"""What parts a transcript of Anthropic's public preference data into turns."""


def retold(fields: Fields, telling: Telling) -> dict[str, Any] | None:
    """Return the messages that end with the answer that people liked, where that was asked for."""
    liked = next(key for key in LIKED if key in fields)
    disliked = next((key for key in DISLIKED if key in fields), "")
    if not telling.handling.preferred:
        telling.add(Code.PREFERENCES, keys=f"{liked} and {disliked}" if disliked else liked)
        return None
    asked = [key for key in (*ASKED, *DIALOGUE) if not says_nothing(fields.get(key))]
    known = {*asked, *LIKED, *DISLIKED, *SCORES, "system", "system_prompt"}
    telling.beside(fields, known)
    telling.add(Code.PREFERRED_TAKEN, key=liked)
    before = [message for key in asked for message in _asked(fields[key])]
    answer = _answer(fields[liked])
    if answer[: len(before)] == before:
        before = []
    system = fields.get("system") or fields.get("system_prompt")
    return dialogues.retold(before + answer, telling, where=liked, system=system)


def labelled(fields: Fields, telling: Telling) -> dict[str, Any] | None:
    """Return the messages of an answer that people called good, where that was asked for."""
    if not telling.handling.preferred:
        telling.add(Code.PREFERENCES, keys="label")
        return None
    if not fields["label"]:
        telling.add(Code.DISLIKED_LEFT_OUT)
        return None
    telling.add(Code.PREFERRED_TAKEN, key="label")
    key = next((key for key in DIALOGUE if key in fields), None)
    if key:
        return dialogues.of_record(
            {k: v for k, v in fields.items() if k != "label"}, telling, key=key
        )
    telling.beside(fields, {"prompt", "completion", "label"})
    messages = _asked(fields["prompt"]) + _answer(fields["completion"])
    return dialogues.retold(messages, telling, where="completion")


def _asked(value: object) -> list[Any]:
    """Return what is asked as messages: a text, a list, or an object that holds one."""
    if isinstance(value, dict) and isinstance(value.get("messages"), list):
        return [*value["messages"]]
    if isinstance(value, list):
        return [*value]
    return _transcript(value) or [{"role": "user", "content": value}]


def _answer(value: object) -> list[Any]:
    """Return an answer as messages: a text, a transcript that ends with it, a message or a list."""
    if isinstance(value, list):
        return [*value]
    if isinstance(value, dict) and (value.keys() & set(dialogues.SPEAKER)):
        return [value]
    return _transcript(value) or [{"role": "assistant", "content": value}]


def _transcript(value: object) -> list[Any]:
    """Return the turns of ``Human:`` and ``Assistant:``; none where a text is no transcript."""
    if not isinstance(value, str):
        return []
    lead, *parts = SPEAKERS.split(value)
    if lead.strip() or not parts:
        return []
    return [
        {"role": role.lower(), "content": text.strip()}
        for role, text in zip(parts[::2], parts[1::2], strict=True)
    ]
