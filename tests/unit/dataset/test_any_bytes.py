"""Whatever is dropped, reading it raises nothing, and no text of it leaves in a problem."""

import gzip
import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from tuning.dataset import report
from tuning.dataset.intake import Intake
from tuning.models.catalogue import base_model
from tuning.run.handling import Handling

HANDLING = Handling(model=base_model("amazon.nova-micro-v1:0:128k"))
CANARY = "zebra-4711"

names = st.sampled_from(
    ["train.jsonl", "train.json", "train.csv", "train.jsonl.gz", "train.csv.gz", "train", ".gz"]
)

json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)
keys = st.sampled_from(
    [
        *("prompt", "completion", "input", "output", "examples", "messages", "system"),
        *("role", "content", "text", "schemaVersion", "bedrock-conversation-2024", "user"),
    ]
)
near_records = st.recursive(
    keys | st.text() | json_values,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)
fragments = st.sampled_from(
    [
        *(b'{"prompt":"a","completion":"b"}', b"prompt,completion", b"a,b", b'"', b'""', b","),
        *(b'{"examples":[', b'{"input":"a","output":"b"}', b"]}", b"{", b"[", b"\n", b"\r\n"),
        *(b'{"messages":[{"role":"user","content":', b"NaN", b"1e999", b"\\ud800"),
        *(b"\x00", b"\xff", b"\xef\xbb\xbf"),
    ]
)
contents = st.one_of(
    st.binary(max_size=200),
    st.lists(fragments, max_size=12).map(b"".join),
    st.lists(near_records, max_size=4).map(
        lambda records: b"\n".join(json.dumps(record).encode() for record in records)
    ),
)


def taken_in(name: str, content: bytes) -> bytes:
    with Intake(HANDLING, brought={"training"}) as intake:
        intake.take("training", BytesIO(content), file=name)
        intake.conclude()
        described = report.describe(intake, sources={}, estimate=None, snapshot=None)
        assert (described.outcome == "rejected") == (intake.problems.errors > 0)
        return report.to_json(described)


@settings(max_examples=200, deadline=None)
@given(names, contents, st.sampled_from([bytes, gzip.compress]))
def test_reading_any_bytes_raises_nothing_and_gives_a_report(
    name: str, content: bytes, pack: Callable[[bytes], bytes]
) -> None:
    assert msgspec.json.decode(taken_in(name, pack(content)))


canaries = st.recursive(
    st.just(CANARY) | keys | st.integers(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.just(CANARY) | keys, inner, max_size=4)
    ),
    max_leaves=10,
)


@settings(max_examples=120, deadline=None)
@given(st.lists(canaries, max_size=4), names)
def test_no_text_of_a_dataset_reaches_its_report(records: list[object], name: str) -> None:
    content = b"\n".join(json.dumps(record).encode() for record in records)

    assert CANARY.encode() not in taken_in(name, content)


def test_no_text_of_an_admitted_dataset_reaches_its_report() -> None:
    content = b"text,label\n" + b"".join(
        f"{CANARY} {n},{CANARY}{n % 3}\n".encode() for n in range(200)
    )

    told = taken_in("train.csv", content)
    assert b'"outcome": "admitted"' in told
    assert CANARY.encode() not in told
