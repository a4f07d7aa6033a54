"""The one table of forms: how each is known, what it is called, and what its records become."""

import re
from dataclasses import replace
from typing import Any, Final

import msgspec

from tuning.dataset.formats import dialogues, natives, pairs, preferences, ratings
from tuning.dataset.formats.exchange import InputOutput, PromptCompletion
from tuning.dataset.formats.form import CELL, NOTHING, Form, Raw, is_list, paired
from tuning.dataset.formats.pairs import CONTEXT, HISTORY, SYSTEM, Pair
from tuning.dataset.formats.shape import Shape
from tuning.dataset.formats.shapes import NAMED, SHAPES
from tuning.dataset.formats.shapes import fitting as native_shapes
from tuning.dataset.formats.telling import Fields, Telling
from tuning.dataset.record import REFERENCE_ANSWER
from tuning.run.formats import FormatName
from tuning.run.handling import Handling

MESSAGES: Final = re.compile(rb'\[\s*\{\s*"(?:role|content|from|value)"')
"""How a list of messages begins."""

SAID: Final = (b'"', b"[", b"{")
"""How a value begins that may be an answer."""


def _liked(fields: Raw) -> bool:
    asked = any(key in fields for key in preferences.ASKED)
    answered = any(key in fields for key in preferences.ANSWERED)
    judged = any(key in fields for key in ratings.WINNERS)
    if ratings.rivals(fields) and (judged or (asked and not answered)):
        return True
    disliked = [fields[key] for key in preferences.DISLIKED if key in fields]
    if any(key in fields for key in preferences.LIKED):
        return asked or bool(disliked)
    return asked and answered and any(bytes(raw).startswith(SAID) for raw in disliked)


def _kto(fields: Raw) -> bool:
    asked, answered = (
        any(key in fields for key in keys)
        for keys in (preferences.RATED, preferences.RATED_ANSWERS)
    )
    spoken = any(key in fields for key in preferences.DIALOGUE)
    if REFERENCE_ANSWER in fields or not (spoken or (asked and answered)):
        return False
    return any(_is_rating(key, bytes(fields[key])) for key in ratings.RATINGS if key in fields)


def _is_rating(key: str, raw: bytes) -> bool:
    """Tell whether a value says what people liked; a table's cell, which is not read, may."""
    if raw in NOTHING:
        return False
    return raw == CELL or ratings.is_rating(key, raw.strip(b'"').decode(errors="replace"))


def _message_lists(fields: Raw) -> bool:
    two = [fields[key] for key in ("prompt", "completion") if key in fields]
    return len(two) == len(("prompt", "completion")) and any(map(MESSAGES.match, map(bytes, two)))


def _of_lists(fields: Fields, telling: Telling) -> dict[str, Any] | None:
    telling.beside(fields, {"prompt", "completion"})
    asked, answered = fields.get("prompt"), fields.get("completion")
    said = asked if isinstance(asked, list) else [{"role": "user", "content": asked}]
    told = answered if isinstance(answered, list) else [{"role": "assistant", "content": answered}]
    return dialogues.retold(said + told, telling, where="prompt and completion")


CONVERSATIONS: Final = ("conversations", "conversation", "dialogue", "dialog")


def _sharegpt(fields: Raw) -> bool:
    return any(key in fields and is_list(fields[key]) for key in CONVERSATIONS)


def _of_sharegpt(fields: Fields, telling: Telling) -> dict[str, Any] | None:
    key = next((key for key in CONVERSATIONS if key in fields), CONVERSATIONS[0])
    return dialogues.of_record(fields, telling, key=key)


FOREIGN: Final[tuple[Form, ...]] = (
    Form(
        name="preferences",
        title="preference data (chosen/rejected)",
        keys=("prompt", "chosen", "rejected"),
        fits=_liked,
        retell=preferences.retold,
    ),
    Form(
        name="kto",
        title="preference data (prompt/completion with a label of true or false)",
        keys=("prompt", "completion", "label"),
        fits=_kto,
        retell=preferences.labelled,
    ),
    Form(
        name="prompt_completion_messages",
        title="prompt/completion as lists of messages",
        keys=("prompt", "completion"),
        fits=_message_lists,
        retell=_of_lists,
    ),
    Form(
        name="sharegpt",
        title="conversations (ShareGPT)",
        keys=("conversations",),
        fits=_sharegpt,
        retell=_of_sharegpt,
    ),
    Form(
        name="gemini",
        title="contents with parts (Gemini)",
        keys=("contents",),
        fits=lambda fields: "contents" in fields and is_list(fields["contents"]),
        retell=lambda fields, telling: dialogues.of_record(fields, telling, key="contents"),
    ),
    paired("alpaca", "instruction/input/output (Alpaca)", Pair("instruction", "output")),
    paired(
        "dolly",
        "instruction/context/response (Dolly)",
        Pair("instruction", "response"),
        needs=("context",),
    ),
    paired(
        "instruction_response",
        "instruction/response",
        Pair("instruction", "response"),
        Pair("instruction", "completion"),
        Pair("instruction", "answer"),
    ),
    paired(
        "prompt_response",
        "a question and its answer beside a system text, context or history",
        Pair("prompt", "completion"),
        Pair("input", "output"),
        any_of=(*SYSTEM, *CONTEXT[:1], *CONTEXT[2:], HISTORY),
    ),
    paired(
        "prompt_response",
        "prompt/response",
        Pair("prompt", "response"),
        Pair("prompt", "answer"),
        Pair("prompt", "output"),
        Pair("input", "response"),
        Pair("text_input", "output"),
        Pair("user", "assistant"),
    ),
    paired(
        "question_answer",
        "question/answer",
        Pair("question", "answer"),
        Pair("question", "response"),
        Pair("question", "output"),
        Pair("query", "response"),
        Pair("query", "answer"),
    ),
    paired(
        "text_label",
        "text/label",
        Pair("text", "label"),
        Pair("text", "category"),
        Pair("text", "summary"),
        Pair("text", "intent"),
        Pair("sentence", "label"),
        Pair("document", "summary"),
        Pair("article", "summary"),
    ),
)


def _native(shape: type[Shape]) -> Form:
    return Form(
        name=shape.name,
        title=shape.title,
        keys=tuple(field.encode_name for field in msgspec.structs.fields(shape) if field.required),
        fits=lambda fields: shape in native_shapes(fields),
        retell=natives.RETELL.get(shape),
        shape=shape,
        native=True,
    )


NATIVE: Final = {shape: _native(shape) for shape in SHAPES}

FORMS: Final[tuple[Form, ...]] = (*FOREIGN, *NATIVE.values())
"""Of every form; the first that fits a record is the form that it has."""


def named(name: FormatName, handling: Handling) -> Form:
    """Return the form of a name."""
    if name in NAMED:
        return NATIVE[NAMED[name]]
    found = [form for form in FOREIGN if form.name == name]
    form = found[-1]
    if handling.columns and name == "question_answer":
        first, second = in_case(handling.columns)
        return of_columns((first, second), *form.pairs, title=f"{first}/{second}")
    return form


PREFERENCES: Final = ("preferences", "kto")
"""What is never taken for questions and answers, whatever keys a person names."""

TABLES: Final = tuple(
    form
    for form in FORMS
    if form.pairs or form.shape in (PromptCompletion, InputOutput) or form.name in PREFERENCES
)
"""Forms that the columns of a table may have."""


def in_case(columns: tuple[str, str]) -> tuple[str, str]:
    """Return the keys that a person named, in the case in which records are read."""
    return columns[0].strip().lower(), columns[1].strip().lower()


def of_columns(columns: tuple[str, str], *more: Pair, title: str) -> Form:
    """Return the form whose question and answer are under the keys that a person named.

    To name two is to ask for the others to be left out, but for those that any question has: what
    it is about, a system text, earlier turns.
    """
    known = (Pair(*columns), *more)
    form = paired("question_answer", title, *known)

    def retell(fields: Fields, telling: Telling) -> dict[str, Any] | None:
        asked = Telling(replace(telling.handling, lossy=True), telling.title)
        record = pairs.retold(fields, pairs.fitting(fields, known) or known[0], asked)
        telling.faults += asked.faults
        return record

    return replace(form, retell=retell)
