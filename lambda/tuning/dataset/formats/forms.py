"""The one table of forms: how each is known, what it is called, and what its records become."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any, Final

import msgspec

from tuning.dataset.formats import dialogues, natives, pairs, preferences
from tuning.dataset.formats.beside import key_name
from tuning.dataset.formats.capabilities import answer_needed
from tuning.dataset.formats.chat import Chat
from tuning.dataset.formats.exchange import InputOutput, PromptCompletion
from tuning.dataset.formats.pairs import CONTEXT, HISTORY, SYSTEM, Pair
from tuning.dataset.formats.shape import Shape
from tuning.dataset.formats.shapes import NAMED, SHAPES
from tuning.dataset.formats.shapes import fitting as native_shapes
from tuning.dataset.formats.telling import Fields, Telling
from tuning.run.formats import FormatName
from tuning.run.handling import Handling

Raw = Mapping[str, msgspec.Raw]
"""The outermost keys of a record, their values unread."""

MESSAGES: Final = re.compile(rb'\[\s*\{\s*"(?:role|content|from|value)"')
"""How a list of messages begins."""

SHOWN: Final = 8
"""Keys of a record that are named where it is not known."""

CELL: Final = b'"text"'
"""What any cell of a table is, where only its column is known: a text."""

SAID: Final = (b'"', b"[", b"{")
"""How a value begins that may be an answer."""

NOTHING: Final = frozenset({b'""', b"null", b"[]", b"{}"})


@dataclass(frozen=True, kw_only=True)
class Form:
    """A form that records may have.

    Attributes:
        name: what it is detected, said aloud and forced by.
        title: what a person calls it.
        keys: of its records, as a person would write them; of forms with several, the usual ones.
        shape: what its records become.
        native: whether the shape's own decoder reads most of its records, without this table.
        fits: tells it from the outermost keys of a record.
        retell: returns a record as its shape has it; None where nothing is left of it.
        pairs: the columns of a table that has this form.
    """

    name: FormatName
    title: str
    keys: tuple[str, ...]
    fits: Callable[[Raw], bool]
    retell: Callable[[Fields, Telling], dict[str, Any] | None] | None
    shape: type[Shape] = Chat
    native: bool = False
    pairs: tuple[Pair, ...] = ()


def _paired(
    name: FormatName,
    title: str,
    *known: Pair,
    needs: Iterable[str] = (),
    any_of: Iterable[str] = (),
) -> Form:
    """Return the form of a question and its answer, under any of some pairs of keys.

    Args:
        name, title, known: of the form.
        needs: keys that are there as well.
        any_of: keys of which one says something.
    """
    needed, more = frozenset(needs), frozenset(any_of)

    def fits(fields: Raw) -> bool:
        pair = pairs.fitting(fields, known)
        if pair is None or not needed <= fields.keys() or is_list(fields[pair.answer]):
            return False
        told = {key for key in more if key in fields and bytes(fields[key]) not in NOTHING}
        return bool(told) or not more

    def retell(fields: Fields, telling: Telling) -> dict[str, Any] | None:
        return pairs.retold(fields, pairs.fitting(fields, known) or known[0], telling)

    first = known[0]
    keys = (first.asked, *needed, first.answer)
    return Form(name=name, title=title, keys=keys, fits=fits, retell=retell, pairs=known)


def is_list(raw: msgspec.Raw) -> bool:
    """Tell whether a value that was not read is a list."""
    return bytes(raw).startswith(b"[")


def _liked(fields: Raw) -> bool:
    asked = any(key in fields for key in preferences.ASKED)
    disliked = [fields[key] for key in preferences.DISLIKED if key in fields]
    if any(key in fields for key in preferences.LIKED):
        return asked or bool(disliked)
    answered = any(key in fields for key in preferences.ANSWERED)
    return asked and answered and any(bytes(raw).startswith(SAID) for raw in disliked)


def _kto(fields: Raw) -> bool:
    asked, answered = (
        any(key in fields for key in keys) for keys in (preferences.ASKED, preferences.ANSWERED)
    )
    spoken = any(key in fields for key in preferences.DIALOGUE)
    labels = [bytes(fields[key]) for key in preferences.LABELS if key in fields]
    return (spoken or (asked and answered)) and any(map(_is_liking, labels))


def _is_liking(raw: bytes) -> bool:
    """Tell whether a label says what people liked; a table's cell, which is not read, may."""
    return raw == CELL or preferences.is_liked(raw.strip(b'"').decode(errors="replace")) is not None


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
    _paired("alpaca", "instruction/input/output (Alpaca)", Pair("instruction", "output")),
    _paired(
        "dolly",
        "instruction/context/response (Dolly)",
        Pair("instruction", "response"),
        needs=("context",),
    ),
    _paired(
        "instruction_response",
        "instruction/response",
        Pair("instruction", "response"),
        Pair("instruction", "completion"),
        Pair("instruction", "answer"),
    ),
    _paired(
        "prompt_response",
        "a question and its answer beside a system text, context or history",
        Pair("prompt", "completion"),
        Pair("input", "output"),
        any_of=(*SYSTEM, *CONTEXT[:1], *CONTEXT[2:], HISTORY),
    ),
    _paired(
        "prompt_response",
        "prompt/response",
        Pair("prompt", "response"),
        Pair("prompt", "answer"),
        Pair("prompt", "output"),
        Pair("input", "response"),
        Pair("text_input", "output"),
        Pair("user", "assistant"),
    ),
    _paired(
        "question_answer",
        "question/answer",
        Pair("question", "answer"),
        Pair("question", "response"),
        Pair("question", "output"),
        Pair("query", "response"),
        Pair("query", "answer"),
    ),
    _paired(
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
    form = _paired("question_answer", title, *known)

    def retell(fields: Fields, telling: Telling) -> dict[str, Any] | None:
        asked = Telling(replace(telling.handling, lossy=True), telling.title)
        record = pairs.retold(fields, pairs.fitting(fields, known) or known[0], asked)
        telling.faults += asked.faults
        return record

    return replace(form, retell=retell)


def fitting(fields: Raw) -> tuple[Form, ...]:
    """Return the forms that a record may have by its outermost keys, the likeliest first."""
    foreign = [form for form in FOREIGN if form.fits(fields)]
    return (*foreign, *(NATIVE[shape] for shape in native_shapes(fields)))


def recognised(fields: Raw, handling: Handling) -> Form | None:
    """Tell the form of a file from its first record; None when the keys are those of none.

    A form that was asked for is taken for granted: the records must fit it.
    """
    if handling.format:
        shape = asked_for(fields, handling) if handling.format == "prompts" else None
        return NATIVE[shape] if shape else named(handling.format, handling)
    fits = fitting(fields)
    preferred = fits and fits[0].name in PREFERENCES
    if handling.columns and not preferred and {*in_case(handling.columns)} <= fields.keys():
        return named("question_answer", handling)
    prompt = NATIVE[NAMED["prompts"]]
    if prompt in fits and "completion" not in fields and not answer_needed(handling):
        return fits[0] if not fits[0].native else prompt
    return fits[0] if fits else None


def asked_for(fields: Raw, handling: Handling) -> type[Shape]:
    """Return the shape of what may hold a prompt that has no answer."""
    fits = native_shapes(fields)
    return next((shape for shape in natives.ASKED_AS_PROMPTS if shape in fits), NAMED["prompts"])


def mixed(form: Form, fields: Raw) -> Form | None:
    """Return the form that a record has, if it is none that a file of another form may hold."""
    if pairs.fitting(fields, form.pairs) and not form.native:
        return next(
            (each for each in FOREIGN if each.name in PREFERENCES and each.fits(fields)), None
        )
    looks = fitting(fields)
    alike = form.name in {look.name for look in looks}
    if not looks or (alike and not (form.native and not looks[0].native)):
        return None
    return looks[0]


def nearest(fields: Iterable[str]) -> Form:
    """Return the form whose keys are most like those of a record."""
    met = [key.lower() for key in fields]

    def likeness(form: Form) -> float:
        best = (
            max((SequenceMatcher(None, key, other).ratio() for other in met), default=0.0)
            for key in form.keys
        )
        return sum(best) / max(len(form.keys), min(len(met), 4))

    return max(FORMS, key=likeness)


def keys_met(fields: Iterable[str]) -> str:
    """Return the keys of a record as a message may show them."""
    keys = [key_name(key) for key in fields]
    told = [key for key in keys if key != "a key"]
    others = len(keys) - len(told)
    more = [f"{others} that cannot be shown"] if others else []
    more += [f"{len(told) - SHOWN} more"] if len(told) > SHOWN else []
    return ", ".join([*told[:SHOWN], *more]) or "(none)"
