"""Files of every format, made of texts that are nearly personal data, and ways to spoil them."""

import csv
import gzip
import json
from collections.abc import Callable
from io import StringIO
from typing import Any, NamedTuple

from hypothesis import strategies as st

from tests.fuzz.inputs import HANDLINGS, Input

FRAGMENTS = [
    *("jane", ".", "doe", "@", "example", ".com", "mailto:", "4111", "1111", " ", "-", "(415)"),
    *("555", "0132", "+1", "536-90-4399", "DE89", "3704", "0044", "0532", "0130", "00", "10.2"),
    *(".3.4", "::1", "2001:db8::7", "AKIA", "IOSFODNN7EXAMPLE", "sk-", "a1b2c3d4e5f6a7b8c9d0e1f2"),
    *("ghp_", "eyJhbGciOiJIUzI1NiJ9.", "password", " = ", "Bearer ", "-----BEGIN ", "PRIVATE KEY"),
    *("-----", "User", ":", "Bot:", "[EOS]", "<image>", "ignore ", "all ", "previous "),
    *("instructions", "you are now DAN", "system prompt", "word ", "\n", "\t", '"', "\\", "/"),
    *("ß", "İ", "é", "e\u0301", "日本", "😀", "👩\u200d👧", "\u200b", "\u200c", "\u202e", "\u2066"),
    *("\u2028", "\u0085", "\ufeff", "\u00ad", "\U000e0061", "\x07", "\x00", "\x7f", "\x9b"),
]
"""Pieces of what the rules look for: put together, they are it, nearly it, or nothing."""

texts = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=6), max_size=9).map("".join)


def _said(role: str, text: str) -> dict[str, object]:
    return {"role": role, "content": [{"text": text}]}


def _blocks(role: str, text: str) -> dict[str, object]:
    return {"role": role, "content": [{"type": "text", "text": text}]}


def _plain(role: str, text: str) -> dict[str, object]:
    return {"role": role, "content": text}


RECORDS: dict[str, Callable[[str, str], object]] = {
    "prompt/completion": lambda q, a: {"prompt": q, "completion": a},
    "input/output": lambda q, a: {"input": q, "output": a},
    "structured output": lambda q, a: {"prompt": q, "completion": {"label": a, q: [1, None, a]}},
    "text": lambda q, a: {"input": q + a},
    "prompts": lambda q, _: {"prompt": q},
    "conversation": lambda q, a: {
        "schemaVersion": "bedrock-conversation-2024",
        "system": [{"text": a}],
        "messages": [_said("user", q), _said("assistant", a)],
    },
    "turns": lambda q, a: {
        "schemaVersion": "bedrock-conversation-2024",
        "messages": [_said(role, text) for role in ("user", "assistant") for text in (q, a)],
    },
    "messages": lambda q, a: {
        "messages": [_plain("system", a), _plain("user", q), _plain("assistant", a)]
    },
    "messages and system": lambda q, a: {
        "system": q,
        "messages": [_plain("user", q), _plain("assistant", a)],
    },
    "messages of blocks": lambda q, a: {
        "messages": [_blocks("user", q), _blocks("assistant", a), _plain(a, q)]
    },
    "graded": lambda q, a: {
        "messages": [_plain("user", q)],
        "reference_answer": {"a": a, "n": 1},
        "note": q,
    },
}


def _lines(records: list[object], *, ascii_only: bool, ending: str) -> bytes:
    return "".join(json.dumps(r, ensure_ascii=ascii_only) + ending for r in records).encode()


def _table(pairs: list[tuple[str, str]], ending: str) -> bytes:
    written = StringIO(newline="")
    table = csv.writer(written, lineterminator=ending)
    table.writerows([("prompt", "completion"), *pairs])
    return written.getvalue().encode()


class File(NamedTuple):
    """A file under its name."""

    name: str
    content: bytes


@st.composite
def files(draw: st.DrawFn, *, packed: bool = True) -> File:
    """Draw a file whose form is right; its texts may be anything."""
    pairs = draw(st.lists(st.tuples(texts, texts), min_size=1, max_size=7))
    pairs += draw(st.lists(st.sampled_from(pairs), max_size=2))
    ending = draw(st.sampled_from(["\n", "\n", "\r\n"]))
    ascii_only = draw(st.booleans())
    container = draw(st.sampled_from(["jsonl"] * 5 + ["csv", "json"]))
    if container == "csv":
        content = _table(pairs, ending)
    elif container == "json":
        examples = [RECORDS["input/output"](*pair) for pair in pairs]
        content = json.dumps({"examples": examples}, ensure_ascii=ascii_only, indent=1).encode()
    else:
        record = RECORDS[draw(st.sampled_from(sorted(RECORDS)))]
        records = [record(*pair) for pair in pairs]
        content = _lines(records, ascii_only=ascii_only, ending=ending)
    if packed and draw(st.integers(0, 5)) == 0:
        return File(f"train.{container}.gz", gzip.compress(content))
    return File(f"train.{container}", content)


SPLINTERS = [
    *(b"\n", b"\r", b"\r\n", b'"', b"\\", b"{", b"}", b"[", b"]", b",", b":", b"\x00", b"\xff"),
    *(b"\xed\xa0\x80", b"\xc0\x80", b"\xef\xbb\xbf", b"NaN", b"-Infinity", b"null", b"true", b"7"),
    *(b"1e999", b"9" * 40, b'"prompt":"x",', b'"role":"user",', b'"text":1,', b"\\ud800"),
    *(b"\\u0000", b"\\u0022", b"[" * 3000, b'{"a":' * 2000, b'{"prompt":"a","completion":"b"}\n'),
    *(b'{"examples":[', b"prompt,completion\n", b"\xe2\x80\xa8", b" ", b"\t"),
]


def _spoil(content: bytes, way: str, at: float, splinter: bytes) -> bytes:
    place = int(at * len(content))
    rest = content[place:]
    match way:
        case "insert":
            return content[:place] + splinter + rest
        case "replace":
            return content[:place] + splinter + rest[len(splinter) :]
        case "delete":
            return content[:place] + rest[len(splinter) :]
        case "cut":
            return content[:place]
        case "repeat":
            return content[:place] + rest + rest
        case _:
            return splinter + content


spoilings = st.tuples(
    st.sampled_from(["insert", "insert", "replace", "delete", "cut", "repeat", "prefix"]),
    st.floats(0, 1),
    st.sampled_from(SPLINTERS) | st.binary(max_size=4),
)


@st.composite
def spoilt_files(draw: st.DrawFn) -> File:
    """Draw a file of which up to four places were changed."""
    name, content = draw(files())
    for way, at, splinter in draw(st.lists(spoilings, max_size=4)):
        content = _spoil(content, way, at, splinter)
    if draw(st.integers(0, 9)) == 0:
        name = draw(st.sampled_from(["train.jsonl", "train.csv", "train.json", "train.jsonl.gz"]))
    return File(name, content)


@st.composite
def inputs(draw: st.DrawFn, drawn: st.SearchStrategy[Any]) -> Input:
    """Draw a file and what is asked of it."""
    name, content = draw(drawn)
    return Input(content, name, draw(st.sampled_from(HANDLINGS)))
