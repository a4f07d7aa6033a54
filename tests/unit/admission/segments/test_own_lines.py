"""Which lines belong to a byte range: each line to one range, wherever its file is cut."""

from io import BytesIO
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tuning.admission.segments.own_lines import OwnLines

FILES = st.lists(st.sampled_from([b"a", b"bc", b"\n", b"\r\n", b"\n\n", b"long" * 9])).map(b"".join)


def owned(content: bytes, start: int, end: int, *, chunk: int = 7) -> bytes:
    """The lines of a range, read in small chunks."""
    lines = OwnLines(BytesIO(content[start:]), length=end - start, begins_file=start == 0)
    return b"".join(iter(lambda: lines.read(chunk), b""))


def cut(content: bytes, at: list[int], *, chunk: int = 7) -> list[bytes]:
    edges = sorted({0, len(content), *(place for place in at if place < len(content))})
    return [owned(content, start, end, chunk=chunk) for start, end in pairwise(edges)]


@given(content=FILES, at=st.lists(st.integers(0, 200)), chunk=st.integers(1, 50))
def test_every_line_belongs_to_one_range(content: bytes, at: list[int], chunk: int) -> None:
    assert content == b"".join(cut(content, at, chunk=chunk))


@given(content=FILES, at=st.lists(st.integers(0, 200)), chunk=st.integers(1, 50))
def test_no_range_ends_within_a_line(content: bytes, at: list[int], chunk: int) -> None:
    *earlier, _ = [part for part in cut(content, at, chunk=chunk) if part] or [b""]

    assert all(part.endswith(b"\n") for part in earlier)


def test_a_line_belongs_to_the_range_in_which_it_begins() -> None:
    assert [b"first\nsecond\n", b"third\n"] == cut(b"first\nsecond\nthird\n", [8])


def test_a_line_that_begins_right_at_a_cut_belongs_to_the_range_before() -> None:
    assert [b"first\nsecond\n", b"third\n"] == cut(b"first\nsecond\nthird\n", [6])


def test_a_range_in_which_no_line_begins_holds_none() -> None:
    assert [b"a line that is longer than two ranges\n", b"", b"b\n"] == cut(
        b"a line that is longer than two ranges\nb\n", [10, 20]
    )


def test_a_range_within_a_line_is_not_read_beyond_its_end() -> None:
    stream = BytesIO(b"x" * 1000)
    lines = OwnLines(stream, length=100, begins_file=False)

    assert b"" == lines.read(10)
    assert 100 == stream.tell()


def test_a_range_is_not_read_beyond_its_last_line() -> None:
    stream = BytesIO(b"ab\n" * 1000)
    lines = OwnLines(stream, length=100, begins_file=True)

    assert b"ab\n" * 34 == b"".join(iter(lambda: lines.read(10), b""))
    assert 110 == stream.tell()
