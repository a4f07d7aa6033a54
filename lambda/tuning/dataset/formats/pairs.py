"""Records of a question and its answer under the names that public datasets give them."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any, Final, NamedTuple

from tuning.dataset.codes import Code
from tuning.dataset.formats.beside import BESIDE, SHOWABLE_KEY, says_nothing
from tuning.dataset.formats.telling import Fields, Telling

SYSTEM: Final = ("system", "system_prompt", "system_message")
CONTEXT: Final = ("context", "input", "passage", "document")
HISTORY: Final = "history"
WHOLE: Final = "text"
"""In Alpaca's files: the whole example once more, put into a template. In others it is what the
instruction is about."""

ALIKE: Final = 0.75
"""How much a misspelled key is like the one that is meant; from 0 to 1."""


class Pair(NamedTuple):
    """The keys of what is asked and of what is answered."""

    asked: str
    answer: str

    def __str__(self) -> str:
        return "/".join(self)


def retold(fields: Fields, pair: Pair, telling: Telling) -> dict[str, Any] | None:
    """Return the messages of a record.

    What a question is about is put below it, earlier turns before it.
    """
    more = [key for key in CONTEXT if key not in pair and not says_nothing(fields.get(key))]
    asked = [
        telling.text(fields[key], key) for key in (pair.asked, *more) if fields.get(key) is not None
    ]
    if missing := [key for key in pair if fields.get(key) is None]:
        _lacks(fields, missing[0], telling)
        return None
    messages = [*_history(fields.get(HISTORY), telling)]
    messages.append(_said("user", "\n\n".join(text for text in asked if text.strip())))
    messages.append(_said("assistant", telling.answer(fields[pair.answer], pair.answer)))
    system = [key for key in SYSTEM if key not in pair and not says_nothing(fields.get(key))]
    known = {*pair, *more, *system, HISTORY, *([WHOLE] if _rendered(fields, pair) else [])}
    telling.beside(fields, known)
    texts = "\n\n".join(telling.text(fields[key], key) for key in system)
    return {"messages": messages, **({"system": texts} if texts.strip() else {})}


def _rendered(fields: Fields, pair: Pair) -> bool:
    """Tell whether the text beside an instruction is that and its answer, put into a template."""
    whole, asked, answer = (
        " ".join(str(fields.get(key, "")).split()) for key in (WHOLE, pair.asked, pair.answer)
    )
    at = whole.find(asked)
    return pair.asked == "instruction" and at >= 0 and answer in whole[at + len(asked) :]


def _lacks(fields: Fields, key: str, telling: Telling) -> None:
    """Say that what is asked or answered is not there, and which key may be meant for it."""
    if key in fields:
        telling.wrong(None, key)
        return
    like = _like(key, fields)
    telling.add(Code.MISSING_KEY, key=key, where=f"; {like} may be meant for it" if like else "")


def _like(key: str, fields: Mapping[str, Any]) -> str | None:
    """Return a key that may be a misspelling of another."""
    others = [other for other in fields if SHOWABLE_KEY.fullmatch(other) and other not in BESIDE]
    return next(iter(get_close_matches(key, others, n=1, cutoff=ALIKE)), None)


def misspelt(fields: Mapping[str, Any], pairs: tuple[Pair, ...]) -> Pair | None:
    """Return the first pair whose question is there, and its answer under a misspelt key."""
    for pair in pairs:
        others = {key: None for key in fields if key != pair.asked}
        if pair.asked in fields and pair.answer not in fields and _like(pair.answer, others):
            return pair
    return None


def _history(value: object, telling: Telling) -> Iterator[dict[str, Any]]:
    for turn in value if isinstance(value, list) else ():
        match turn:
            case [str(asked), str(answer)]:
                yield _said("user", asked)
                yield _said("assistant", answer)
            case _:
                telling.wrong(turn, HISTORY, "a question and its answer, two texts")


def _said(role: str, content: object) -> dict[str, Any]:
    return {"role": role, "content": content}


def fitting(keys: Mapping[str, Any], pairs: tuple[Pair, ...]) -> Pair | None:
    """Return the first pair whose keys are all there."""
    return next((pair for pair in pairs if pair.asked in keys and pair.answer in keys), None)
