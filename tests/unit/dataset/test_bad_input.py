"""Every kind of bad input has its code and its line, and all are found in one pass."""

import gzip
import json
from io import BytesIO

import pytest

from tuning.dataset import inspection, sheet
from tuning.dataset.codes import Code
from tuning.dataset.problems import Problems
from tuning.dataset.reading import examples, file, files
from tuning.dataset.reading.lines import CHUNK_BYTES
from tuning.run.handling import Handling

GOOD = b'{"prompt":"a","completion":"b"}\n'


def chat(*turns: tuple[str, str]) -> bytes:
    messages = [{"role": role, "content": text} for role, text in turns]
    return json.dumps({"messages": messages}).encode() + b"\n"


def conversation(**changes: object) -> bytes:
    record: dict[str, object] = {
        "schemaVersion": "bedrock-conversation-2024",
        "system": [{"text": "be brief"}],
        "messages": [
            {"role": "user", "content": [{"text": "q"}]},
            {"role": "assistant", "content": [{"text": "a"}]},
        ],
    }
    return json.dumps({**record, **changes}).encode() + b"\n"


def problems(content: bytes, handling: Handling, name: str = "train.jsonl") -> Problems:
    """Return what is wrong with single records."""
    with inspection.inspect(BytesIO(content), handling, file=name) as piece:
        return piece.problems


def found(content: bytes, handling: Handling, name: str = "train.jsonl") -> list[str]:
    """Return the problems of single records as `CODE@line`."""
    listed = problems(content, handling, name).listed
    return [f"{p.code}@{p.line}" if p.line else p.code for p in listed]


BAD_LINES = {
    "not JSON": (b"prompt: a\n", "NOT_JSON"),
    "a Python dict": (b"{'prompt': 'a', 'completion': 'b'}\n", "NOT_JSON"),
    "two records": (GOOD.strip() + b" " + GOOD, "NOT_JSON"),
    "cut off": (b'{"prompt":"a","completion":"b\n', "TRUNCATED_JSON"),
    "blank": (b"\n", "BLANK_LINE"),
    "spaces": (b"   \n", "BLANK_LINE"),
    "CR alone": (b"\r\n", "BLANK_LINE"),
    "an array": (b'["a","b"]\n', "NOT_AN_OBJECT"),
    "null": (b"null\n", "NOT_AN_OBJECT"),
    "no completion": (b'{"prompt":"a"}\n', "MISSING_KEY"),
    "an unknown key": (b'{"prompt":"a","completion":"b","marker":1}\n', "UNKNOWN_KEY"),
    "null for text": (b'{"prompt":null,"completion":"b"}\n', "WRONG_TYPE"),
    "5,000 digits": (b'{"prompt":"a","completion":' + b"9" * 5000 + b"}\n", "HUGE_INT"),
    "NaN": (b'{"prompt":NaN,"completion":"b"}\n', "NOT_A_NUMBER"),
    "-Infinity": (b'{"prompt":"a","completion":-Infinity}\n', "NOT_A_NUMBER"),
    "a key twice": (b'{"prompt":"a","completion":"b","prompt":"c"}\n', "DUPLICATE_KEY"),
    "an escaped key twice": (
        b'{"prompt":"a","completion":"b","pr\\u006fmpt":"c"}\n',
        "DUPLICATE_KEY",
    ),
    "too deep": (b'{"prompt":' + b"[" * 100_000 + b"\n", "TOO_DEEP"),
    "too long": (b'{"prompt":"' + b"a" * 3_000_000 + b'"}\n', "LINE_TOO_LONG"),
    "bad UTF-8": (b'{"prompt":"\xff","completion":"b"}\n', "BAD_UTF8"),
    "a surrogate in UTF-8": (b'{"prompt":"\xed\xa0\x80","completion":"b"}\n', "BAD_UTF8"),
    "a lone surrogate": (b'{"prompt":"\\ud800","completion":"b"}\n', "LONE_SURROGATE"),
    "a reversed pair": (b'{"prompt":"\\udc00\\ud800","completion":"b"}\n', "LONE_SURROGATE"),
    "a NUL": (b'{"prompt":"a\x00","completion":"b"}\n', "CONTROL_CHARACTER"),
    "an escaped NUL": (b'{"prompt":"a\\u0000","completion":"b"}\n', "CONTROL_CHARACTER"),
    "an escape": (b'{"prompt":"a","completion":"\\u001b[31m"}\n', "CONTROL_CHARACTER"),
    "an empty prompt": (b'{"prompt":"","completion":"b"}\n', "EMPTY_TEXT"),
    "a blank answer": (b'{"prompt":"a","completion":" \\n"}\n', "EMPTY_TEXT"),
    "a reserved word": (b'{"prompt":"User: a","completion":"b"}\n', "RESERVED_WORD"),
    "too many tokens": (
        json.dumps({"prompt": "a" * 201_000, "completion": "b"}).encode() + b"\n",
        "SAMPLE_TOO_LONG",
    ),
    "another format": (chat(("user", "a"), ("assistant", "b")), "MIXED_FORMATS"),
}


@pytest.mark.parametrize(("line", "code"), BAD_LINES.values(), ids=BAD_LINES.keys())
def test_a_bad_line_is_named_and_the_lines_around_it_are_read(
    line: bytes, code: str, handling: Handling
) -> None:
    assert [f"{code}@3", "MISSING_KEY@5"] == found(
        GOOD * 2 + line + GOOD + b'{"prompt":"a"}\n', handling
    )


BAD_CONVERSATIONS = {
    "no turns": (chat(), ["NO_MESSAGES@1"]),
    "another role": (chat(("user", "a"), ("tool", "b")), ["UNKNOWN_ROLE@1"]),
    "a late system text": (
        chat(("user", "a"), ("system", "s"), ("assistant", "b")),
        ["SYSTEM_INSIDE@1"],
    ),
    "assistant first": (
        chat(("assistant", "b"), ("user", "a"), ("assistant", "b")),
        ["FIRST_NOT_USER@1"],
    ),
    "user last": (
        chat(("user", "a"), ("assistant", "b"), ("user", "c")),
        ["LAST_NOT_ASSISTANT@1"],
    ),
    "user twice": (
        chat(("user", "a"), ("user", "b"), ("assistant", "c")),
        ["ROLE_ORDER@1"],
    ),
    "all of it": (
        chat(("assistant", " "), ("assistant", "a"), ("user", "Bot:")),
        [
            "EMPTY_TEXT@1",
            "FIRST_NOT_USER@1",
            "LAST_NOT_ASSISTANT@1",
            "RESERVED_WORD@1",
            "ROLE_ORDER@1",
        ],
    ),
    "a reserved word in the system text": (
        chat(("system", "Obey [EOS]"), ("user", "a"), ("assistant", "b")),
        ["RESERVED_WORD@1"],
    ),
    "a reserved word in an answer": (
        chat(("user", "a"), ("assistant", "User: b")),
        ["DOUBTFUL_WORD@1"],
    ),
    "another schema version": (
        conversation(schemaVersion="bedrock-conversation-2023"),
        ["WRONG_SCHEMA_VERSION@1"],
    ),
    "no schema version": (
        conversation().replace(b'"schemaVersion": "bedrock-conversation-2024", ', b""),
        [],
    ),
    "a conversation of plain texts": (
        conversation(messages=[{"role": "user", "content": "q"}]),
        ["WRONG_TYPE@1"],
    ),
    "an image": (
        conversation(messages=[{"role": "user", "content": [{"image": {}}]}]),
        ["NOT_ONLY_TEXT@1"],
    ),
    "a turn without content": (
        conversation(messages=[{"role": "user", "content": []}, {"role": "assistant"}]),
        ["MISSING_KEY@1"],
    ),
    "empty content": (
        conversation(
            messages=[
                {"role": "user", "content": []},
                {"role": "assistant", "content": [{"text": "a"}]},
            ]
        ),
        ["EMPTY_TEXT@1"],
    ),
    "a key twice inside": (
        conversation().replace(b'{"text": "q"}', b'{"text": "q", "text": "r"}'),
        ["DUPLICATE_KEY@1"],
    ),
}


@pytest.mark.parametrize(
    ("record", "expected"), BAD_CONVERSATIONS.values(), ids=BAD_CONVERSATIONS.keys()
)
def test_every_fault_of_a_conversation_is_named(
    record: bytes, expected: list[str], handling: Handling
) -> None:
    assert expected == found(record, handling)


BOMB = gzip.compress(b"\0" * 5_000_000)

BAD_FILES = {
    "empty": ("train.jsonl", b"", ["EMPTY_FILE"]),
    "empty, packed": ("train.jsonl.gz", gzip.compress(b""), ["EMPTY_FILE"]),
    "zip": ("train.jsonl", b"PK\x03\x04\x14\x00", ["NOT_TEXT"]),
    "Parquet": ("train.jsonl", b"PAR1\x15\x04", ["NOT_TEXT"]),
    "gzip without .gz": ("train.jsonl", gzip.compress(GOOD), ["NOT_TEXT"]),
    "zip inside gzip": ("train.jsonl.gz", gzip.compress(b"PK\x03\x04"), ["NOT_TEXT"]),
    "UTF-16 cut off": (
        "train.jsonl",
        GOOD.decode().encode("utf-16")[:-1],
        ["BAD_ENCODING@1", "OTHER_ENCODING"],
    ),
    "binary": ("train.jsonl", bytes(range(8)) * 4 + bytes(64), ["NOT_TEXT"]),
    "no gzip": ("train.jsonl.gz", GOOD, ["BAD_GZIP"]),
    "gzip cut off": ("train.jsonl.gz", gzip.compress(GOOD * 99)[:-12], ["BAD_GZIP"]),
    "a gzip bomb": ("train.jsonl.gz", BOMB, ["NOT_TEXT"]),
    "a gzip bomb of text": (
        "train.jsonl.gz",
        gzip.compress(GOOD + b" " * 9_000_000),
        ["GZIP_BOMB"],
    ),
    "a byte order mark": (
        "train.jsonl",
        b"\xef\xbb\xbf" + GOOD + b"{}\n",
        ["MISSING_KEY@2", "MISSING_KEY@2"],
    ),
    "an array": ("train.json", b"[\n" + GOOD + b"]", []),
    "no format": ("train.jsonl", b'{"a":1}\n{}\n', ["UNKNOWN_FORMAT@1", "UNKNOWN_FORMAT@2"]),
    "blank last line": ("train.jsonl", GOOD + b"\n", ["BLANK_LINE@2"]),
    "examples cut off": ("train.json", b'{"examples":[\n{"input":"a"}', ["TRUNCATED_JSON@2"]),
    "examples that are no JSON": (
        "train.json",
        b'{"examples":[\n{"input":"a"},\noops]}',
        ["NOT_JSON@3"],
    ),
    "examples and more": ("train.json", b'{"examples":[],"more":1}', ["UNKNOWN_KEY"]),
    "examples too deep": ("train.json", b'{"examples":[' + b"[" * 100_000, ["TOO_DEEP"]),
    "examples twice": (
        "train.json",
        b'{"examples":[{"input":"a","output":"b"}],"examples":[{"input":"a","output":"c"}]}',
        ["DUPLICATE_KEY"],
    ),
    "the same examples twice": (
        "train.json",
        b'{"examples":[{"input":"a","output":"b"}],"examples":[{"input":"a","output":"b"}]}',
        ["DUPLICATE_KEY"],
    ),
    "an example without output": (
        "train.json",
        b'{"examples":[\n{"input":"a",\n"output":"b"},\n{"input":"a"}]}',
        ["MISSING_KEY@4"],
    ),
    "CSV of unknown columns": ("train.csv", b"a,b\n1,2\n", ["UNKNOWN_COLUMNS@1"]),
    "CSV of three columns": (
        "train.csv",
        b"prompt,completion,note\n1,2,3\n",
        ["UNKNOWN_KEY@1"],
    ),
    "CSV with a short row": ("train.csv", b"prompt,completion\n1\n1,2\n", ["BAD_CSV@2"]),
    "CSV with a stray quote": (
        "train.csv",
        b'prompt,completion\n"1"2,3\n1,\n',
        ["BAD_CSV@2", "EMPTY_TEXT@3"],
    ),
    "CSV with an open quote": ("train.csv", b'prompt,completion\n1,2\n"3,4\n5,6\n', ["BAD_CSV@3"]),
    "CSV with a blank line": ("train.csv", b"prompt,completion\n1,2\n\n", ["BLANK_LINE@3"]),
    "CSV with bad UTF-8": ("train.csv", b"prompt,completion\n\xff,2\n", ["BAD_UTF8@2"]),
    "CSV with a row of 3 MB": (
        "train.csv",
        b'prompt,completion\n1,2\n"' + b"text\n" * 600_000,
        ["LINE_TOO_LONG@3"],
    ),
}


@pytest.mark.parametrize(("name", "content", "expected"), BAD_FILES.values(), ids=BAD_FILES.keys())
def test_a_bad_file_is_named(
    name: str, content: bytes, expected: list[str], handling: Handling
) -> None:
    assert expected == found(content, handling, name)


@pytest.mark.parametrize("name", ["train.jsonl", "train.csv", "train.jsonl.gz"])
def test_a_file_that_is_too_large_is_named_and_read_no_further(
    name: str, handling: Handling, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "FILE_BYTES", 1 << 20)
    content = b"prompt,completion\n" + b"".join(b"%d,%b\n" % (n, b"b" * 200) for n in range(9_000))
    dropped = gzip.compress(content) if name.endswith(".gz") else content

    assert "FILE_TOO_LARGE" in found(dropped, handling, name)


def test_a_document_is_held_in_memory_so_it_may_not_be_as_large_as_lines(
    handling: Handling, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(examples, "DOCUMENT_BYTES", 1 << 20)
    example = b'{"input":"a","output":"b"}'
    document = b'{"examples":[%b]}' % b",".join([example] * 40_000)

    assert ["FILE_TOO_LARGE"] == found(document, handling, "train.json")
    assert [] == found((example + b"\n") * 40_000, handling)


def test_a_problem_reads_as_a_compiler_would_say_it(handling: Handling) -> None:
    listed = problems(GOOD + b'{"prompt":"a"}\n', handling).listed

    assert [
        "train.jsonl:2: MISSING_KEY completion is missing (write it under this name; "
        "a misspelled key is not recognised)"
    ] == list(map(str, listed))


def test_many_problems_of_one_code_are_counted_and_the_first_are_listed(handling: Handling) -> None:
    found = problems(GOOD + b"oops\n" * 5000 + b"[]\n", handling)

    assert {Code.NOT_JSON: 5000, Code.NOT_AN_OBJECT: 1} == found.counts
    assert [*range(2, 22), 5002] == [problem.line for problem in found.listed]
    assert 5001 == found.errors


HEADER = b"prompt,completion\n"
ENDLESS = {
    "blank lines": ("train.jsonl", b"", b"\n"),
    "blank lines after a record": ("train.jsonl", GOOD, b"\n"),
    "blank prompts": ("train.jsonl", b"", GOOD.replace(b"a", b" ")),
    "examples of nothing": ("train.json", b'{"examples":[' + GOOD, b",{}"),
    "blank rows": ("train.csv", b"", b"\n"),
    "blank rows after a header": ("train.csv", HEADER, b"\n"),
    "short rows": ("train.csv", HEADER, b"a\n"),
    "empty cells": ("train.csv", HEADER, b",b\n"),
    "stray quotes": ("train.csv", HEADER, b'"a"b,c\n'),
}


@pytest.mark.parametrize(("name", "before", "line"), ENDLESS.values(), ids=ENDLESS.keys())
def test_what_is_no_dataset_at_all_is_not_read_to_its_end(
    name: str, before: bytes, line: bytes, handling: Handling, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (file, inspection):
        monkeypatch.setattr(module, "MOST_ERRORS", 1000)
    content = before + line * (10 * CHUNK_BYTES // len(line))
    if name == "train.json":
        content += b"]}"
    stream = BytesIO(content)
    with inspection.inspect(stream, handling, file=name) as piece:
        assert 1 == piece.problems.counts[Code.TOO_MANY_ERRORS]
        assert piece.problems.errors < 1000 + CHUNK_BYTES
        assert name == "train.json" or stream.tell() < 3 * CHUNK_BYTES


def test_more_records_than_any_model_takes_are_not_read_to_their_end(
    handling: Handling, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (sheet, inspection):
        monkeypatch.setattr(module, "MOST_ROWS", 1000)
    stream = BytesIO(GOOD * (10 * CHUNK_BYTES // len(GOOD)))
    with inspection.inspect(stream, handling, file="train.jsonl") as piece:
        assert {Code.TOO_MANY_TO_READ: 1} == piece.problems.counts
        assert stream.tell() < 3 * CHUNK_BYTES
        rows = len(piece.sheet)
        piece.sheet.append(piece.sheet)

        assert rows == len(piece.sheet)


def test_a_key_that_could_be_text_of_the_dataset_is_not_shown(handling: Handling) -> None:
    keys = b'"labels":1,"jane@example.com":1,"Jane Doe":1,"AKIA1234":1'
    listed = problems(b'{"prompt":"a","completion":"b",' + keys + b"}\n", handling).listed

    assert ["labels", "a key"] == [
        problem.message.partition(" is not part of prompt/completion")[0] for problem in listed
    ]
