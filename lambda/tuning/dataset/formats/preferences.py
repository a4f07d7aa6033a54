"""Preference data: what people liked, beside what they did not. Only the first can be learned."""

import re
from collections.abc import Iterable
from typing import Any, Final

from tuning.dataset.codes import Code
from tuning.dataset.formats import dialogues, pairs, ratings
from tuning.dataset.formats.beside import says_nothing
from tuning.dataset.formats.telling import Fields, Telling

LIKED: Final = ("chosen", "preferred_output", "chosen_response")
DISLIKED: Final = ("rejected", "non_preferred_output", "rejected_response")
ASKED: Final = ("prompt", "question", "instruction", "input", "query")
ANSWERED: Final = ("completion", "output", "response", "answer")
"""Of a record that has what people did not like beside its answer, or a label that says whether."""
RATED: Final = (*ASKED, "text_input", "user", "document", "article", "text")
RATED_ANSWERS: Final = (*ANSWERED, "assistant", "summary")
"""Of a record with a rating of its answer."""
DIALOGUE: Final = ("conversations", "messages")
SCORES: Final = frozenset(
    ("chosen_score", "rejected_score", "score_chosen", "score_rejected", "margin")
)

LIKING: Final = "true (people liked it) or false: a scale does not say which"
"""What a rating must be for an answer to be taken by it."""

SPEAKERS: Final = re.compile(r"\s*\n\n(Human|Assistant):\s*")
"""What parts a transcript of Anthropic's public preference data into turns."""


def retold(fields: Fields, telling: Telling) -> dict[str, Any] | None:
    """Return the messages that end with the answer that people liked, where that was asked for."""
    if not _first((*LIKED, *DISLIKED), fields) and (two := ratings.rivals(fields)):
        return _won(fields, two, telling)
    liked = _first((*LIKED, *ANSWERED), fields)
    disliked = _first(DISLIKED, fields)
    if not telling.handling.preferred:
        telling.add(Code.PREFERENCES, keys=" and ".join(filter(None, (liked, disliked))))
        return None
    if not liked:
        telling.add(Code.MISSING_KEY, key=LIKED[0], where="")
        return None
    telling.add(Code.PREFERRED_TAKEN, key=liked)
    return _taken(fields, liked, telling)


def _won(fields: Fields, two: tuple[str, str], telling: Telling) -> dict[str, Any] | None:
    """Return the messages that end with the answer that people preferred of two."""
    if not telling.handling.preferred:
        telling.add(Code.PREFERENCES, keys=" and ".join(two))
        return None
    key = _first(ratings.WINNERS, fields) or ratings.WINNERS[0]
    value = fields.get(key)
    liked = ratings.winner(value, two)
    if liked:
        telling.add(Code.PREFERRED_TAKEN, key=liked)
        rest = {name: value for name, value in fields.items() if name not in (*two, key)}
        return _taken({**rest, LIKED[0]: fields[liked]}, LIKED[0], telling)
    if ratings.is_tie(value):
        telling.add(Code.DISLIKED_LEFT_OUT)
    else:
        telling.wrong(value, key, f"{two[0]} or {two[1]}, whichever people preferred,")
    return None


def _taken(fields: Fields, liked: str, telling: Telling) -> dict[str, Any] | None:
    """Return the messages that end with the answer under a key."""
    beside = {*DISLIKED, *SCORES}
    if liked in ANSWERED and not _first(DIALOGUE, fields):
        return _answered({k: v for k, v in fields.items() if k not in beside}, liked, telling)
    asked = [key for key in (*ASKED, *DIALOGUE) if not says_nothing(fields.get(key))]
    telling.beside(fields, {*asked, *LIKED, liked, *beside, "system", "system_prompt"})
    lead = [key for key in asked if not _said_again(key, fields, liked)]
    before = [message for key in lead for message in _asked(fields[key])]
    answer = _answer(fields[liked])
    if answer[: len(before)] == before:
        before = []
    system = fields.get("system") or fields.get("system_prompt")
    return dialogues.retold(before + answer, telling, where=liked, system=system)


def _said_again(key: str, fields: Fields, liked: str) -> bool:
    """Tell whether a key holds what another one does: the answer, or how a conversation begins."""
    if key in DIALOGUE:
        return bool(fields[key] == fields[liked])
    return any(dialogues.begins(fields.get(other), fields[key]) for other in DIALOGUE)


def labelled(fields: Fields, telling: Telling) -> dict[str, Any] | None:
    """Return the messages of an answer that people called good, where that was asked for.

    The columns of a table do not show what a label says: where it says something else than whether
    people liked the answer, it is a key like any other.
    """
    said = [key for key in ratings.RATINGS if not says_nothing(fields.get(key))]
    rated = [key for key in said if ratings.is_rating(key, fields[key])]
    likings = {ratings.is_liked(key, fields[key]): key for key in rated}
    preferred = telling.handling.preferred
    if rated and not preferred:
        telling.add(Code.PREFERENCES, keys=" and ".join(rated))
        return None
    if False in likings:
        telling.add(Code.DISLIKED_LEFT_OUT)
        return None
    if preferred and True not in likings:
        key = next(iter([*rated, *said]), ratings.LABELS[0])
        telling.wrong(fields.get(key), key, LIKING)
        return None
    rest = fields
    if rated:
        telling.add(Code.PREFERRED_TAKEN, key=likings[True])
        rest = {key: value for key, value in fields.items() if key not in rated}
    key = _first(DIALOGUE, rest)
    if key:
        return dialogues.of_record(rest, telling, key=key)
    answer = _first(RATED_ANSWERS, rest) or ANSWERED[0]
    if not rated:
        telling.title = f"{_first(RATED, rest)}/{answer}"
    return _answered(rest, answer, telling)


def _answered(fields: Fields, answer: str, telling: Telling) -> dict[str, Any] | None:
    """Return the messages of a question, whatever its key, and its answer."""
    asked = _first(RATED, fields) or ASKED[0]
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
