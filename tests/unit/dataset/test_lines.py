"""Streams stay bounded, and lines end where LF bytes are and nowhere else."""

import gzip
import time
import tracemalloc
from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tuning.dataset.codes import Code
from tuning.dataset.problems import Unreadable
from tuning.dataset.reading import blocks, lines
from tuning.dataset.reading.lines import CHUNK_BYTES, Interrupted, bounded, chunks, gathered
from tuning.dataset.reading.packings import gunzipped


def cut(content: bytes, size: int) -> Iterator[bytes]:
    return (content[start : start + size] for start in range(0, len(content), size))


@settings(deadline=None)
@given(st.lists(st.binary().map(lambda line: line.replace(b"\n", b"")), max_size=9), st.integers(1))
def test_lines_are_those_of_the_file_however_it_is_cut(texts: list[bytes], size: int) -> None:
    content = b"".join(text + b"\n" for text in texts)

    assert list(enumerate(texts, 1)) == list(lines.lines(cut(content, min(size, 1 << 30))))


def test_a_last_line_without_lf_is_a_line() -> None:
    assert [(1, b"a"), (2, b"b")] == list(lines.lines([b"a\nb"]))


def test_a_line_of_a_gigabyte_is_passed_over_without_being_held() -> None:
    def endless() -> Iterator[bytes]:
        yield b"a\n"
        block = b"x" * lines.CHUNK_BYTES
        for _ in range(4096):
            yield block
        yield b"\nb\n"

    tracemalloc.start()
    read = list(lines.lines(endless()))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert [(1, b"a"), (2, None), (3, b"b")] == read
    assert peak < 3 * lines.LINE_BYTES


@settings(deadline=None)
@given(st.binary(max_size=2000), st.integers(1, 2000), st.integers(1, 3))
def test_gzip_expands_to_what_was_packed(content: bytes, size: int, members: int) -> None:
    packed = gzip.compress(content) * members

    assert content * members == b"".join(gunzipped(cut(packed, size)))


def test_gzip_expands_without_holding_the_whole() -> None:
    packed = gzip.compress(bytes(100) + b"abc" * 8_000_000)
    lengths: list[int] = []
    with pytest.raises(Unreadable) as stopped:
        lengths.extend(len(piece) for piece in gunzipped(cut(packed, 4096)))

    assert Code.GZIP_BOMB is stopped.value.fault.code
    assert max(lengths, default=0) <= lines.CHUNK_BYTES


def test_gzip_of_many_small_members_expands_in_time_that_grows_with_its_size() -> None:
    one = gzip.compress(b"abc")
    few, many = (_seconds(one * count) for count in (2_000, 20_000))

    assert many < 40 * few


def _seconds(packed: bytes) -> float:
    start = time.process_time()
    assert packed.count(b"\x1f\x8b") * 3 <= sum(map(len, gunzipped(cut(packed, CHUNK_BYTES))))
    return time.process_time() - start


@settings(deadline=None)
@given(st.binary(min_size=1, max_size=300))
def test_what_is_not_gzip_is_refused(content: bytes) -> None:
    with pytest.raises(Unreadable) as stopped:
        list(gunzipped([content]))

    assert Code.BAD_GZIP is stopped.value.fault.code


def test_a_stream_over_its_limit_is_refused() -> None:
    with pytest.raises(Unreadable) as stopped:
        list(bounded([b"abc", b"d"], limit=3, content="file"))

    assert Code.FILE_TOO_LARGE is stopped.value.fault.code


@settings(deadline=None)
@given(st.lists(st.binary(max_size=50), max_size=20), st.integers(1, 99))
def test_small_pieces_are_joined_and_nothing_is_lost(pieces: list[bytes], size: int) -> None:
    with mock.patch.object(lines, "CHUNK_BYTES", size):
        joined = list(gathered(pieces))

    assert b"".join(pieces) == b"".join(joined)
    assert all(len(piece) >= size for piece in joined[:-1])


def test_a_stream_that_breaks_off_is_the_room_s_own_error() -> None:
    class Broken:
        def read(self, size: int, /) -> bytes:
            raise OSError(5, "Input/output error")

    with pytest.raises(Interrupted, match="reading broke off: Input/output error"):
        list(chunks(Broken()))


def lined(block: bytes | None) -> list[bytes | None]:
    return [None] if block is None else [*block.removesuffix(b"\n").split(b"\n")]


@settings(deadline=None)
@given(st.lists(st.sampled_from([b"", b"a", b"bc", b"d" * 5, b"e" * 30])), st.integers(1, 40))
def test_blocks_hold_whole_lines_however_the_stream_is_cut(texts: list[bytes], size: int) -> None:
    content = b"".join(text + b"\n" for text in texts)
    expected = [text if len(text) <= 20 else None for text in texts]
    with mock.patch.object(blocks, "LINE_BYTES", 20):
        found = [line for block in blocks.blocks(cut(content, size)) for line in lined(block)]

    assert expected == [line if line is None or len(line) <= 20 else None for line in found]


def test_a_line_that_never_ends_is_never_held_by_a_block() -> None:
    pieces = [b"a\n", *[b"x" * lines.CHUNK_BYTES] * 1000, b"\nb"]
    tracemalloc.start()
    read = list(blocks.blocks(pieces))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert [b"a\n", None, b"b"] == read
    assert peak < 3 * lines.LINE_BYTES


def test_a_stream_is_read_piece_by_piece() -> None:
    class Stream:
        def __init__(self) -> None:
            self.left: list[Any] = [b"ab", b"c", b""]

        def read(self, size: int, /) -> bytes:
            assert lines.CHUNK_BYTES == size
            return bytes(self.left.pop(0))

    assert [b"ab", b"c"] == list(chunks(Stream()))
