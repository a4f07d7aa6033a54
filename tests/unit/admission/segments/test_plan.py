"""Which files are read whole, and where the others are cut."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.admission.store import Store
from tuning.admission.segments.plan import MOST_SEGMENTS, plan, segment_bytes
from tuning.registration import shards
from tuning.run.registration import Registration, Source
from tuning.run.validation import Segment
from tuning.settings import deployed

MIB = 1 << 20
DATASETS = "datasets-bucket"
TRAINING = "incoming/faq/train.jsonl"
RECORD = b'{"prompt": "How do I pay?", "completion": "By card."}\n'
UNTOLD = b'{"a": "' + b"x" * 990 + b'"}\n'
"""A thousand bytes of no format."""

Dropped = Callable[..., Registration]


@pytest.fixture
def dropped(store: Store, registration: Registration) -> Dropped:
    """Drop training files; sizes are as said, however small the contents are."""

    def drop(*files: tuple[str, bytes, int]) -> Registration:
        sources = []
        for name, content, size in files:
            key = f"incoming/faq/{name}"
            store.put(DATASETS, key, content, version="v1")
            sources.append(Source(key=key, version_id="v1", size=size))
        several = tuple(sources) if len(sources) > 1 else ()
        return replace(registration, training=sources[-1], shards=several)

    return drop


def ranges(segments: tuple[Segment, ...]) -> list[tuple[int, int]]:
    return [(segment.start, segment.end) for segment in segments]


def test_a_file_no_larger_than_a_segment_is_read_whole(dropped: Dropped) -> None:
    said = plan(dropped(("train.jsonl", RECORD, 256 * MIB)))

    assert ("whole", ()) == (said.outcome, said.segments)


def test_what_is_not_written_in_utf_8_is_not_cut(dropped: Dropped) -> None:
    utf_16 = b"\xff\xfe" + RECORD.decode().encode("utf-16-le")

    said = plan(dropped(("train.jsonl", utf_16, 600 * MIB)))

    assert [(0, 600 * MIB)] == ranges(said.segments)


def test_a_larger_file_is_cut_into_segments_that_know_its_format(dropped: Dropped) -> None:
    said = plan(dropped(("train.jsonl", RECORD, 600 * MIB)))

    assert "in_segments" == said.outcome
    edges = [0, 256 * MIB, 512 * MIB, 600 * MIB]
    assert list(pairwise(edges)) == ranges(said.segments)
    assert [0, 1, 2] == [segment.number for segment in said.segments]
    assert [None, "prompt_completion", "prompt_completion"] == [
        segment.goes_on_as for segment in said.segments
    ]
    assert {("training", 0)} == {(segment.part, segment.file) for segment in said.segments}


def test_the_format_is_that_of_the_first_record_that_has_one(dropped: Dropped) -> None:
    said = plan(dropped(("train.jsonl", (b"\n" + UNTOLD + b"{]\n") * 300 + RECORD, 600 * MIB)))

    assert "prompt_completion" == said.segments[1].goes_on_as


@pytest.mark.parametrize(("lines", "segments"), [(1_000, 2), (1_100, 1)])
def test_a_file_whose_first_segment_does_not_tell_its_format_is_not_cut(
    dropped: Dropped, monkeypatch: pytest.MonkeyPatch, lines: int, segments: int
) -> None:
    monkeypatch.setenv("TUNING_SEGMENT_MEBIBYTES", "1")
    deployed.cache_clear()

    said = plan(dropped(("train.jsonl", UNTOLD * lines + RECORD, 2 * MIB)))

    assert segments == len(said.segments)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("train.jsonl.gz", b"\x1f\x8b"),
        ("train.csv", b"prompt,completion\na,b\n"),
        ("train.json", b'{"examples": [{"input": "a", "output": "b"}]}'),
        ("train.jsonl", b'{"examples": [{"input": "a", "output": "b"}]}'),
        ("train.jsonl", b"[\n" + RECORD),
        ("train.jsonl", b"PAR1" + RECORD),
        ("train.jsonl", b'{"a": "no format"}\n'),
        ("train.jsonl", b""),
    ],
)
def test_what_cannot_be_read_from_the_middle_is_one_segment(
    dropped: Dropped, name: str, content: bytes
) -> None:
    said = plan(dropped((name, content, 600 * MIB)))

    assert [(0, 600 * MIB)] == ranges(said.segments)
    assert said.segments[0].goes_on_as is None


def test_each_shard_is_a_segment_and_a_large_one_several(dropped: Dropped) -> None:
    said = plan(
        dropped(
            ("train-1-of-3.jsonl", RECORD, 10),
            ("train-2-of-3.jsonl", RECORD, 300 * MIB),
            ("train-3-of-3.jsonl", b"", 0),
        )
    )

    assert [(0, 10), (0, 256 * MIB), (256 * MIB, 300 * MIB), (0, 0)] == ranges(said.segments)
    assert [0, 1, 2, 3] == [segment.number for segment in said.segments]
    assert [0, 1, 1, 2] == [segment.file for segment in said.segments]


def test_a_large_companion_is_cut_too_and_a_small_file_beside_it_is_read_whole(
    store: Store, dropped: Dropped
) -> None:
    key = "incoming/faq/evaluation.jsonl"
    store.put(DATASETS, key, RECORD)
    evaluation = Source(key=key, version_id="", size=300 * MIB)
    said = plan(replace(dropped(("train.jsonl", RECORD, 10)), evaluation=evaluation))

    assert [("evaluation", 0), ("evaluation", 256 * MIB)] == [
        (segment.part, segment.start) for segment in said.segments
    ]


def test_what_is_beyond_the_model_is_not_even_opened(
    store: Store, registration: Registration
) -> None:
    vast = replace(
        registration, training=Source(key=TRAINING, version_id="v1", size=300_000_000_000)
    )

    assert "whole" == plan(vast).outcome


def test_a_file_that_just_vanished_is_left_to_who_reads_it(
    store: Store, registration: Registration
) -> None:
    gone = replace(registration, training=Source(key=TRAINING, version_id="v1", size=300 * MIB))

    assert [(0, 300 * MIB)] == ranges(plan(gone).segments)


@given(sizes=st.lists(st.integers(0, 1 << 44), min_size=1, max_size=shards.MOST + 2))
def test_there_are_never_more_segments_than_the_state_may_carry(sizes: list[int]) -> None:
    length = segment_bytes(sizes, chosen=MIB)

    assert sum(max(1, -(-size // length)) for size in sizes) <= MOST_SEGMENTS
