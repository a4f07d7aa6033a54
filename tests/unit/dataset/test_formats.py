"""What each format becomes: the one conversation record that Nova takes."""

import gzip
import json
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tuning.dataset.formats.shapes import converse
from tuning.dataset.problems import Problems
from tuning.dataset.reading import files
from tuning.dataset.reading.file import Reading
from tuning.dataset.record import Record, Turn
from tuning.training.catalogue import catalogue


def read(content: bytes, name: str = "train.jsonl") -> tuple[list[Record], Reading]:
    reading = Reading(file=name, problems=Problems())
    return list(files.read(BytesIO(content), reading)), reading


def lines(*records: object) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


EXCHANGE = {
    "schemaVersion": "bedrock-conversation-2024",
    "messages": [
        {"role": "user", "content": [{"text": "q, é\u2028"}]},
        {"role": "assistant", "content": [{"text": "a"}]},
    ],
}
SYSTEM = {**EXCHANGE, "system": [{"text": "s"}]}
ASKED = [{"role": "user", "content": "q, é\u2028"}, {"role": "assistant", "content": "a"}]

ACCEPTED = {
    "prompt/completion": (
        "train.jsonl",
        lines({"prompt": "q, é\u2028", "completion": "a"}),
        "JSONL of prompt/completion",
        EXCHANGE,
    ),
    "with real U+2028": (
        "train.jsonl",
        '{"prompt":"q, é\u2028","completion":"a"}'.encode(),
        "JSONL of prompt/completion",
        EXCHANGE,
    ),
    "conversation": (
        "train.jsonl",
        lines(SYSTEM),
        "JSONL of bedrock-conversation-2024",
        SYSTEM,
    ),
    "OpenAI": (
        "train.jsonl",
        lines({"messages": [{"role": "system", "content": "s"}, *ASKED]}),
        "JSONL of messages",
        SYSTEM,
    ),
    "Anthropic": (
        "train.jsonl",
        lines({"system": "s", "messages": ASKED}),
        "JSONL of messages",
        SYSTEM,
    ),
    "examples": (
        "train.json",
        json.dumps({"examples": [{"input": "q, é\u2028", "output": "a"}]}, indent=2).encode(),
        "JSON examples of input/output",
        EXCHANGE,
    ),
    "CSV": (
        "train.csv",
        'Completion, Prompt\r\na,"q, é\u2028"\r\n'.encode(),
        "CSV of prompt/completion",
        EXCHANGE,
    ),
    "CSV from a spreadsheet": (
        "train.CSV",
        '\ufefftext,label\r\n"q, é\u2028",a'.encode(),
        "CSV of text/label",
        EXCHANGE,
    ),
    "gzip": (
        "train.jsonl.gz",
        gzip.compress(lines({"prompt": "q, é\u2028", "completion": "a"})),
        "JSONL of prompt/completion",
        EXCHANGE,
    ),
    "gzip in two members": (
        "train.csv.gz",
        gzip.compress(b"text,label\n") + gzip.compress('"q, é\u2028",a\n'.encode()),
        "CSV of text/label",
        EXCHANGE,
    ),
}


@pytest.mark.parametrize(
    ("name", "content", "title", "expected"), ACCEPTED.values(), ids=ACCEPTED.keys()
)
def test_every_format_becomes_the_same_conversation(
    name: str, content: bytes, title: str, expected: object
) -> None:
    records, reading = read(content, name)

    assert [expected] == [json.loads(converse(record)) for record in records]
    assert title == reading.format
    assert {} == reading.problems.counts


def test_a_cell_of_a_table_may_hold_commas_quotes_and_line_breaks() -> None:
    records, _ = read(b'input,output\n"a, ""b""\nc",d\ne,f\n', "train.csv")

    assert [(2, 'a, "b"\nc', "d"), (4, "e", "f")] == [
        (record.line, record.asked[0].texts[0], record.answer) for record in records
    ]


def test_examples_of_a_document_carry_the_lines_on_which_they_begin() -> None:
    document = b'{\n "examples": [\n{"input":"a",\n"output":"b"},{"input":"a","output":"b"},\n'
    records, _ = read(document + b' {"input":"a","output":"b"}]}', "train.json")

    assert [3, 4, 5] == [record.line for record in records]


def test_a_text_that_looks_like_keys_is_no_duplicate_key() -> None:
    text = '{"prompt": 1, "prompt": 2, "content": [ "completion": '
    records, reading = read(lines({"prompt": text, "completion": text}))

    assert text == records[0].answer
    assert {} == reading.problems.counts


def test_a_text_that_looks_like_content_blocks_does_not_change_the_format() -> None:
    told = {"role": "user", "content": 'say {"content": [1]}'}
    _, reading = read(lines({"messages": [told, {"role": "assistant", "content": "no"}]}))

    assert "JSONL of messages" == reading.format


def test_the_hash_and_size_are_those_of_the_bytes_that_were_dropped() -> None:
    packed = gzip.compress(lines({"prompt": "q", "completion": "a"}), mtime=0)
    _, reading = read(packed, "train.jsonl.gz")

    assert len(packed) == reading.bytes
    assert reading.sha256 is not None
    assert reading.sha256 != read(packed + b"\0", "train.jsonl.gz")[1].sha256


def test_every_model_of_the_catalogue_has_a_writer_of_its_record_format() -> None:
    from tuning.dataset.intake import WRITERS

    assert {
        model.datasets["FINE_TUNING"].record_format for model in catalogue().models
    } <= WRITERS.keys()


texts = st.text(min_size=1, max_size=20)
turns = st.lists(st.lists(texts, min_size=1, max_size=3).map(tuple), min_size=2, max_size=6)
records_of_text = st.builds(
    lambda system, texts: Record(
        1,
        tuple(system),
        tuple(Turn(("user", "assistant")[n % 2], text) for n, text in enumerate(texts)),
    ),
    st.lists(texts, max_size=2),
    turns,
)


@settings(deadline=None)
@given(st.lists(records_of_text, min_size=1, max_size=4))
def test_what_is_written_reads_back_as_it_was(written: list[Record]) -> None:
    read_back, reading = read(b"".join(map(converse, written)))

    assert [(r.system, r.turns) for r in written] == [(r.system, r.turns) for r in read_back]
    assert {} == reading.problems.counts
