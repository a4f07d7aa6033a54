"""What to say of a record of no known form: what it may be meant as, and how that is written."""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Final

import msgspec

from tuning.dataset.codes import Code
from tuning.dataset.formats import pairs
from tuning.dataset.formats.beside import BESIDE, SHOWABLE_KEY, key_name
from tuning.dataset.formats.casing import folded
from tuning.dataset.formats.exchange import PromptCompletion
from tuning.dataset.formats.form import Form, Raw, is_list
from tuning.dataset.formats.forms import CONVERSATIONS, FOREIGN, FORMS, NATIVE
from tuning.dataset.problems import Fault
from tuning.errors import UNREADABLE

SHOWN: Final = 8
"""Keys of a record that are named where it is not known."""

LISTS: Final = (*CONVERSATIONS, "contents")
"""Keys under which a form has a list of turns."""

MESSAGES: Final = ({"role", "content"}, {"from", "value"}, {"role", "parts"})
"""The keys of one message, as the forms of conversations have it."""

ALIKE: Final = 0.6
"""How much the keys of a record are like those of a form that may be meant; from 0 to 1."""

BEGINNINGS: Final = {b"{": "an object", b'"': "text"}
"""What a value is, by its first byte, that may be one record of many or the answer to its key."""

ENTRIES: Final = {
    "an object": "write these objects as a list: [ {…}, {…} ]",
    "text": 'write each as a record of its own: {"prompt": "the key", "completion": "the text"}',
}


NESTED: Final = {
    frozenset(("columns", "data")): 'write it with df.to_json("train.jsonl", orient="records", '
    "lines=True)",
    frozenset(("features", "rows")): "each object under row is a record: write these, one a line",
}
"""How documents are written as records that hold many, by their keys."""

OBJECTS: Final = re.compile(rb"\[\s*\{")
ROWS: Final = msgspec.json.Decoder(list[dict[str, msgspec.Raw]])

LISTED: Final = (
    "if the objects under {key} are the records, python -m tuning convert FILE --list {key} "
    "-o train.jsonl writes them"
)

EACH: Final = (
    'write each question and its answer as a record: {"prompt": "…", "completion": "…"}, one a line'
)


def fault(fields: Raw) -> Fault:
    """Say why a record has no known form, and what it may be meant as."""
    if key := _listed_answer(fields):
        figures = {"found": "an array", "expected": "text", "where": f" in {key}"}
        return Fault(Code.WRONG_TYPE, figures)
    if key := next((key for key in LISTS if key in fields), None):
        found = BEGINNINGS.get(bytes(fields[key])[:1], "another value")
        return Fault.of(Code.WRONG_TYPE, found=found, expected="an array", where=f" in {key}")
    if value := _value_of_each(fields):
        return Fault.of(
            Code.ENTRIES_NOT_RECORDS, entries=len(fields), value=value, mend=ENTRIES[value]
        )
    if any(message <= fields.keys() for message in MESSAGES):
        return Fault.of(Code.ONE_MESSAGE)
    if [key for key in fields if key not in BESIDE] == [pairs.WHOLE]:
        return Fault.of(Code.ONE_TEXT, key=pairs.WHOLE)
    if _is_nested(fields):
        mend = next((mend for keys, mend in NESTED.items() if keys <= fields.keys()), None)
        mend = mend or _listed(fields) or EACH
        return Fault.of(Code.NESTED_RECORDS, keys=keys_met(fields), mend=mend)
    like = nearest(fields)
    return Fault(
        Code.UNKNOWN_FORMAT,
        {"keys": keys_met(fields), "nearest": like.title, "names": ", ".join(like.keys)},
    )


def _listed_answer(fields: Raw) -> str | None:
    """Return the key of an answer that is a list, where the keys are those of a known form."""
    found = (pairs.fitting(fields, form.pairs) for form in FOREIGN if form.pairs)
    return next((pair.answer for pair in found if pair and is_list(fields[pair.answer])), None)


def _value_of_each(fields: Raw) -> str | None:
    """Tell what stands under every key, where no key can be the name of a field.

    So records are written under their numbers, and answers under their questions.
    """
    if len(fields) < len(("one", "another")) or any(map(SHOWABLE_KEY.fullmatch, fields)):
        return None
    kinds = {BEGINNINGS.get(bytes(raw)[:1]) for raw in fields.values()}
    return kinds.pop() if len(kinds) == 1 else None


def _is_nested(fields: Raw) -> bool:
    """Tell whether a record can be no question and answer, whatever its keys mean.

    It has a list of records, or not two values that may be a question and its answer but others
    with something in them.
    """
    if _listed(fields):
        return True
    begin = [bytes(raw)[:1] for raw in fields.values()]
    plain = sum(byte not in (b"[", b"{", b"n") for byte in begin)
    return plain < len(("question", "answer")) and any(byte in (b"[", b"{") for byte in begin)


def _listed(fields: Raw) -> str | None:
    """Say how the objects of a list are read as records; None where no key has such a list."""
    for key, raw in fields.items():
        if OBJECTS.match(bytes(raw)) and SHOWABLE_KEY.fullmatch(key) and _holds_records(raw):
            return LISTED.format(key=key)
    return None


def _holds_records(raw: msgspec.Raw) -> bool:
    """Tell whether the first object of a list has a known form."""
    try:
        first = folded(ROWS.decode(raw)[0])
    except UNREADABLE:
        return False
    return any(form.fits(first) for form in FORMS)


def nearest(fields: Iterable[str]) -> Form:
    """Return the form whose keys are most like those of a record; the plainest if none is."""
    met = [key.lower() for key in fields]

    def likeness(form: Form) -> float:
        best = (
            max((SequenceMatcher(None, key, other).ratio() for other in met), default=0.0)
            for key in form.keys
        )
        return sum(best) / max(len(form.keys), min(len(met), 4))

    like = max(FORMS, key=likeness)
    return like if likeness(like) >= ALIKE else NATIVE[PromptCompletion]


def keys_met(fields: Iterable[str]) -> str:
    """Return the keys of a record as a message may show them."""
    keys = [key_name(key) for key in fields]
    told = [key for key in keys if key != "a key"]
    others = len(keys) - len(told)
    more = [f"{others} that cannot be shown"] if others else []
    more += [f"{len(told) - SHOWN} more"] if len(told) > SHOWN else []
    return ", ".join([*told[:SHOWN], *more]) or "(none)"
