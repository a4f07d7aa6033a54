"""Preference data: what people liked, beside what they did not. Only the first can be learned."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from tuning.dataset.codes import Code
from tuning.dataset.formats import dialogues, pairs
from tuning.dataset.formats.beside import says_nothing
from tuning.dataset.formats.telling import Fields, Telling

LIKED: Final = ("chosen", "preferred_output", "chosen_response")
DISLIKED: Final = ("rejected", "non_preferred_output", "rejected_response")
ASKED: Final = ("prompt", "question", "instruction", "input", "query")
ANSWERED: Final = ("completion", "output", "response", "answer")
"""Of a record that has what people did not like beside its answer, or a label that says whether."""
DIALOGUE: Final = ("conversations", "messages")
LABELS: Final = ("label", "kto_tag")
SCORES: Final = frozenset(
    ("chosen_score", "rejected_score", "score_chosen", "score_rejected", "margin")
)

LIKINGS: Final[Mapping[str, bool]] = {
    **dict.fromkeys(("true", "1", "1.0", "desirable", "chosen", "good"), True),
    **dict.fromkeys(("false", "0", "0.0", "-1", "undesirable", "rejected", "bad"), False),
}
"""What a label says, as JSON, tables and spreadsheets write it."""

SPEAKERS: Final = re.compile(r"\s*\n\n(Human|Assistant):\s*")
"""What parts a transcript of Anthropic's public preference data into turns."""


def is_liked(label: object) -> bool | None:
    """Tell whether a label says that people liked an answer; None where it says nothing of that."""
    return LIKINGS.get(str(label).strip().lower())


def retold(fields: Fields, telling: Telling) -> dict[str, Any] | None:
    """Return the messages that end with the answer that people liked, where that was asked for."""
    liked = _first((*LIKED, *ANSWERED), fields)
    disliked = _first(DISLIKED, fields)
    if not telling.handling.preferred:
        telling.add(Code.PREFERENCES, keys=" and ".join(filter(None, (liked, disliked))))
        return None
    if not liked:
        telling.add(Code.MISSING_KEY, key=LIKED[0], where="")
        return None
    telling.add(Code.PREFERRED_TAKEN, key=liked)
    beside = {*DISLIKED, *SCORES}
    if liked in ANSWERED and not _first(DIALOGUE, fields):
        return _answered({k: v for k, v in fields.items() if k not in beside}, liked, telling)
    asked = [key for key in (*ASKED, *DIALOGUE) if not says_nothing(fields.get(key))]
    telling.beside(fields, {*asked, *LIKED, liked, *beside, "system", "system_prompt"})
    before = [message for key in asked for message in _asked(fields[key])]
    answer = _answer(fields[liked])
    if answer[: len(before)] == before:
        before = []
    system = fields.get("system") or fields.get("system_prompt")
    return dialogues.retold(before + answer, telling, where=liked, system=system)


def labelled(fields: Fields, telling: Telling) -> dict[str, Any] | None:
    """Return the messages of an answer that people called good, where that was asked for.

    The columns of a table do not show what a label says: where it says something else than whether
    people liked the answer, it is a key like any other.
    """
    label = _first(LABELS, fields)
    liked = is_liked(fields.get(label))
    preferred = telling.handling.preferred
    if liked is None and preferred:
        telling.wrong(fields.get(label), label or LABELS[0], "true or false")
        return None
    if liked is not None and not preferred:
        telling.add(Code.PREFERENCES, keys=label)
        return None
    if liked is False:
        telling.add(Code.DISLIKED_LEFT_OUT)
        return None
    rest = fields
    if liked:
        telling.add(Code.PREFERRED_TAKEN, key=label)
        rest = {key: value for key, value in fields.items() if key != label}
    key = _first(DIALOGUE, rest)
    if key:
        return dialogues.of_record(rest, telling, key=key)
    answer = _first(ANSWERED, rest) or ANSWERED[0]
    if liked is None:
        telling.title = f"{_first(ASKED, rest)}/{answer}"
    return _answered(rest, answer, telling)


def _answered(fields: Fields, answer: str, telling: Telling) -> dict[str, Any] | None:
    """Return the messages of a question, whatever its key, and its answer."""
    asked = _first(ASKED, fields) or ASKED[0]
    pair = pairs.Pair(asked, answer)
    if any(fields.get(key) is None for key in pair):
        return pairs.retold(fields, pair, telling)
    before, after = _asked(fields[asked]), _answer(fields[answer])
    if len(before) == len(after) == 1 and isinstance(fields[asked], str):
        return pairs.retold(fields, pair, telling)
    telling.beside(fields, pair)
    return dialogues.retold(before + after, telling, where=answer)


def _first(keys: Iterable[str], fields: Fields) -> str:
    """Return the first of some keys that a record has; nothing where it has none."""
    return next((key for key in keys if key in fields), "")


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
