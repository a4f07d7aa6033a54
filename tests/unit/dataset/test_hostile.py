"""Files that were made to break a reader end in a code, in bounded memory and in bounded time."""

import gzip
import json
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from io import BytesIO

import pytest

from tuning.dataset.inspection import inspect
from tuning.dataset.intake import Intake
from tuning.dataset.problems import LISTED_PER_CODE
from tuning.dataset.reading.lines import CHUNK_BYTES, Interrupted, Readable
from tuning.errors import TuningError
from tuning.models.catalogue import base_model
from tuning.run.handling import Handling

MODEL = base_model("amazon.nova-micro-v1:0:128k")
MEBIBYTE = 1 << 20
GOOD = b'{"prompt":"a","completion":"b"}\n'


def found(content: bytes | Readable, name: str = "train.jsonl", *, keep: bool = True) -> list[str]:
    """Return the problems of a file as `CODE@line`."""
    stream = BytesIO(content) if isinstance(content, bytes) else content
    with Intake(Handling(model=MODEL), brought={"training"}, keep=keep) as intake:
        intake.take("training", stream, file=name)
        return [f"{p.code}@{p.line}" if p.line else p.code for p in intake.problems.listed]


class Flood:
    """A stream of many bytes that takes none to keep."""

    def __init__(self, block: bytes, size: int, *, before: bytes = b"", after: bytes = b"") -> None:
        self._parts = self._given(block, size, before, after)
        self.read_bytes = 0

    @staticmethod
    def _given(block: bytes, size: int, before: bytes, after: bytes) -> Iterator[bytes]:
        if before:
            yield before
        for _ in range(size // len(block)):
            yield block
        if after:
            yield after

    def read(self, size: int, /) -> bytes:
        part = next(self._parts, b"")
        assert len(part) <= size
        self.read_bytes += len(part)
        return part


@contextmanager
def memory_below(mebibytes: float) -> Iterator[None]:
    """Hold the most memory that Python had inside against a bound."""
    tracemalloc.start()
    try:
        yield
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < mebibytes * MEBIBYTE


@contextmanager
def time_below(seconds: float) -> Iterator[None]:
    """Hold the time of this process inside against a bound, whatever else the machine does."""
    began = time.process_time()
    yield
    assert time.process_time() - began < seconds


def pair(prompt: str, completion: str = "b") -> bytes:
    """Write a record with JSON escapes for whatever needs them."""
    return json.dumps({"prompt": prompt, "completion": completion}).encode() + b"\n"


def raw(prompt: str) -> bytes:
    """Write a record with its characters as they are."""
    return f'{{"prompt":"{prompt}","completion":"b"}}\n'.encode()


DEEP = 100_000

LINES = {
    "arrays in arrays": (b"[" * DEEP + b"\n", "NOT_AN_OBJECT"),
    "arrays in a record": (b'{"prompt":' + b"[" * DEEP + b"\n", "TOO_DEEP"),
    "objects in objects": (b'{"a":' * DEEP + b"\n", "TOO_DEEP"),
    "closed arrays": (b'{"prompt":' + b"[" * DEEP + b"]" * DEEP + b"}\n", "TOO_DEEP"),
    "NaN": (b'{"prompt":NaN,"completion":"b"}\n', "NOT_A_NUMBER"),
    "Infinity": (b'{"prompt":Infinity,"completion":"b"}\n', "NOT_A_NUMBER"),
    "-Infinity": (b'{"prompt":"a","completion":-Infinity}\n', "NOT_A_NUMBER"),
    "a key twice": (b'{"prompt":"a","completion":"b","completion":"c"}\n', "DUPLICATE_KEY"),
    "an escaped key twice": (
        b'{"prompt":"a","completion":"b","c\\u006fmpletion":"c"}\n',
        "DUPLICATE_KEY",
    ),
    "NUL": (b'{"prompt":"a\x00","completion":"b"}\n', "CONTROL_CHARACTER"),
    "an escaped NUL": (pair("a\x00"), "CONTROL_CHARACTER"),
    "an escape sequence of a terminal": (pair("a\x1b[31m"), "CONTROL_CHARACTER"),
    "DEL": (raw("a\x7f"), "CONTROL_CHARACTER"),
    "a C1 control character": (raw("a\x9b31m"), "CONTROL_CHARACTER"),
    "a blank line": (b"\n", "BLANK_LINE"),
    "bytes that are no UTF-8": (b'{"prompt":"\xff","completion":"b"}\n', "BAD_UTF8"),
    "Latin-1": ('{"prompt":"ä","completion":"b"}\n'.encode("latin-1"), "BAD_UTF8"),
    "overlong UTF-8": (b'{"prompt":"\xc0\xaf","completion":"b"}\n', "BAD_UTF8"),
    "an overlong NUL": (b'{"prompt":"\xc0\x80","completion":"b"}\n', "BAD_UTF8"),
    "UTF-8 beyond Unicode": (b'{"prompt":"\xf4\x90\x80\x80","completion":"b"}\n', "BAD_UTF8"),
    "UTF-8 that is cut off": (b'{"prompt":"\xe2\x82","completion":"b"}\n', "BAD_UTF8"),
    "a surrogate in UTF-8": (b'{"prompt":"\xed\xa0\x80","completion":"b"}\n', "BAD_UTF8"),
    "a lone surrogate": (b'{"prompt":"\\ud800","completion":"b"}\n', "LONE_SURROGATE"),
    "a lone low surrogate": (b'{"prompt":"\\udc00","completion":"b"}\n', "LONE_SURROGATE"),
    "a lone surrogate in a key": (
        b'{"prompt":"a","completion":"b","\\ud800":1}\n',
        "LONE_SURROGATE",
    ),
    "a bidirectional override": (raw("a\u202eb"), "HIDDEN_TEXT"),
    "an escaped bidirectional override": (pair("a\u202eb"), "HIDDEN_TEXT"),
    "a bidirectional isolate": (raw("a\u2066b"), "INVISIBLE_CHARACTER"),
    "tag characters": (raw("a\U000e0061\U000e0062"), "HIDDEN_TEXT"),
    "escaped tag characters": (pair("a\U000e0061"), "HIDDEN_TEXT"),
    "a zero-width space": (raw("a\u200bb"), "INVISIBLE_CHARACTER"),
    "a zero-width joiner between letters": (raw("a\u200db"), "INVISIBLE_CHARACTER"),
    "an invisible operator": (raw("a\u2063b"), "INVISIBLE_CHARACTER"),
    "a byte order mark inside": (raw("a\ufeffb"), "INVISIBLE_CHARACTER"),
    "an empty key": (b'{"":"a","prompt":"a","completion":"b"}\n', "UNKNOWN_KEY"),
    "a number of 5,000 digits": (
        b'{"prompt":"a","completion":' + b"9" * 5000 + b"}\n",
        "HUGE_INT",
    ),
    "a line of 3 MB": (b'{"prompt":"' + b"a" * 3_000_000 + b'"}\n', "LINE_TOO_LONG"),
}


@pytest.mark.parametrize(("line", "code"), LINES.values(), ids=LINES.keys())
def test_a_hostile_line_has_a_code_and_the_lines_after_it_are_read(line: bytes, code: str) -> None:
    told = found(GOOD * 2 + line + GOOD + b'{"prompt":"a"}\n')

    assert {f"{code}@3", "MISSING_KEY@5"} == set(told)


HARMLESS = {
    "brackets inside a text": pair("[" * DEEP),
    "braces inside a text": pair('{"a":' * 10_000),
    "a line separator": raw("a\u2028b"),
    "a paragraph separator": raw("a\u2029b"),
    "a surrogate pair": b'{"prompt":"\\ud83d\\ude00","completion":"b"}\n',
    "a family": raw("👩\u200d👩\u200d👧"),
    "Persian with its joiner": raw("\u0645\u06cc\u200c\u062e\u0648\u0627"),
    "the word NaN": raw("NaN"),
    "a long text below the limit": pair("word " * 20_000),
}


@pytest.mark.parametrize("line", HARMLESS.values(), ids=HARMLESS.keys())
def test_what_only_looks_hostile_is_one_good_record(line: bytes) -> None:
    with inspect(BytesIO(GOOD + line), Handling(model=MODEL), file="train.jsonl") as piece:
        assert [] == [problem for problem in piece.problems.listed if problem.severity == "error"]
        assert [1, 2] == list(piece.sheet.lines)


@pytest.mark.parametrize(
    "separator", ["\u2028", "\u2029", "\u0085", "\x0b", "\x0c", "\x1c", "\x1e"]
)
def test_only_a_line_feed_ends_a_record(separator: str) -> None:
    line = raw(f"a{separator}b") if separator > "\x7f" else pair(f"a{separator}b")
    with inspect(BytesIO(line + GOOD), Handling(model=MODEL), file="train.jsonl") as piece:
        assert (2, 2) == (piece.facts.lines, piece.facts.records)


def test_a_lone_carriage_return_ends_no_line() -> None:
    line = b'{"prompt":"a",\r"completion":"b"}\r{"prompt":"c","completion":"d"}\n'

    assert ["NOT_JSON@1"] == found(line)


def packed_often(content: bytes, times: int) -> bytes:
    for _ in range(times):
        content = gzip.compress(content)
    return content


@cache
def bomb(size: int) -> bytes:
    """Pack so many good bytes of one kind, without holding them."""
    packer = zlib.compressobj(wbits=31)
    block = b" " * MEBIBYTE
    return b"".join([packer.compress(block) for _ in range(size // MEBIBYTE)]) + packer.flush()


PARQUET = b"PAR1\x15\x04\x15\x10" + bytes(64) + b"PAR1"
UTF_8_MARK = b"\xef\xbb\xbf"

FILES: dict[str, tuple[str, Callable[[], bytes], list[str]]] = {
    "a gzip bomb": ("train.jsonl.gz", lambda: bomb(64 * MEBIBYTE), ["GZIP_BOMB"]),
    "a gzip bomb after good records": (
        "train.jsonl.gz",
        lambda: gzip.compress(GOOD * 9) + bomb(64 * MEBIBYTE),
        ["GZIP_BOMB"],
    ),
    "gzip in gzip": ("train.jsonl.gz", lambda: packed_often(GOOD, 2), ["NOT_TEXT"]),
    "a gzip bomb in gzip": (
        "train.jsonl.gz",
        lambda: gzip.compress(bomb(64 * MEBIBYTE)),
        ["NOT_TEXT"],
    ),
    "empty gzip members without end": (
        "train.jsonl.gz",
        lambda: gzip.compress(b"", mtime=0) * 50_000,
        ["EMPTY_FILE"],
    ),
    "gzip that is cut off": (
        "train.jsonl.gz",
        lambda: gzip.compress(GOOD * 99)[:-12],
        ["BAD_GZIP"],
    ),
    "gzip with a wrong checksum": (
        "train.jsonl.gz",
        lambda: gzip.compress(GOOD)[:-8] + bytes(8),
        ["BAD_GZIP"],
    ),
    "gzip with bytes after it": (
        "train.jsonl.gz",
        lambda: gzip.compress(GOOD) + b"more",
        ["BAD_GZIP"],
    ),
    "gzip without its suffix": ("train.jsonl", lambda: gzip.compress(GOOD), ["NOT_TEXT"]),
    "text under the name of gzip": ("train.jsonl.gz", lambda: GOOD, ["BAD_GZIP"]),
    "UTF-16 with its mark": (
        "train.jsonl",
        lambda: GOOD.decode().encode("utf-16"),
        ["OTHER_ENCODING"],
    ),
    "big-endian UTF-16 with its mark": (
        "train.jsonl",
        lambda: b"\xfe\xff" + GOOD.decode().encode("utf-16-be"),
        ["OTHER_ENCODING"],
    ),
    "UTF-16": ("train.jsonl", lambda: GOOD.decode().encode("utf-16-le"), ["OTHER_ENCODING"]),
    "big-endian UTF-16": (
        "train.jsonl",
        lambda: GOOD.decode().encode("utf-16-be"),
        ["OTHER_ENCODING"],
    ),
    "UTF-32 with its mark": (
        "train.jsonl",
        lambda: GOOD.decode().encode("utf-32"),
        ["OTHER_ENCODING"],
    ),
    "UTF-32": ("train.jsonl", lambda: GOOD.decode().encode("utf-32-le"), ["NOT_TEXT"]),
    "big-endian UTF-32": ("train.jsonl", lambda: GOOD.decode().encode("utf-32-be"), ["NOT_TEXT"]),
    "UTF-16 under the name of a table": (
        "train.csv",
        lambda: "prompt,completion\na,b\n".encode("utf-16"),
        ["OTHER_ENCODING"],
    ),
    "Parquet": ("train.jsonl", lambda: PARQUET, ["NOT_TEXT"]),
    "zip": ("train.jsonl", lambda: b"PK\x03\x04\x14\x00\x08\x00", ["NOT_TEXT"]),
    "an empty zip": ("train.jsonl", lambda: b"PK\x05\x06" + bytes(18), ["NOT_TEXT"]),
    "PDF": ("train.jsonl", lambda: b"%PDF-1.7\n%\xe2\xe3", ["NOT_TEXT"]),
    "an empty file": ("train.jsonl", lambda: b"", ["EMPTY_FILE"]),
    "an empty packed file": ("train.jsonl.gz", lambda: gzip.compress(b""), ["EMPTY_FILE"]),
    "nothing under the name of gzip": ("train.jsonl.gz", lambda: b"", ["EMPTY_FILE"]),
    "a byte order mark alone": ("train.jsonl", lambda: UTF_8_MARK, ["EMPTY_FILE"]),
    "one line feed": ("train.jsonl", lambda: b"\n", ["BLANK_LINE@1"]),
    "three line feeds": (
        "train.jsonl",
        lambda: b"\n\n\n",
        ["BLANK_LINE@1", "BLANK_LINE@2", "BLANK_LINE@3"],
    ),
    "a space": ("train.jsonl", lambda: b" ", ["BLANK_LINE@1"]),
    "CRLF": ("train.jsonl", lambda: GOOD.replace(b"\n", b"\r\n") * 3, ["CRLF"]),
    "a byte order mark": (
        "train.jsonl",
        lambda: UTF_8_MARK + GOOD,
        [],
    ),
}


@pytest.mark.parametrize(("name", "content", "codes"), FILES.values(), ids=FILES.keys())
def test_a_hostile_file_has_a_code_and_takes_little_memory(
    name: str, content: Callable[[], bytes], codes: list[str]
) -> None:
    bytes_of_it = content()
    with time_below(5), memory_below(16):
        told = found(bytes_of_it, name)

    assert codes == told


ENDLESS = {"letters": b"a" * CHUNK_BYTES, "spaces": b" " * CHUNK_BYTES}


@pytest.mark.parametrize("block", ENDLESS.values(), ids=ENDLESS.keys())
def test_a_line_of_a_gigabyte_is_refused_in_a_moment(block: bytes) -> None:
    stream = Flood(block, 1 << 30, before=GOOD, after=b"\n" + GOOD)
    with time_below(8):  # 0.4 s alone; a machine with other work counts waits for memory too
        assert ["LINE_TOO_LONG@2"] == found(stream, keep=False)


@pytest.mark.parametrize("block", ENDLESS.values(), ids=ENDLESS.keys())
def test_a_line_without_end_is_not_held(block: bytes) -> None:
    stream = Flood(block, 256 * MEBIBYTE, before=GOOD, after=b"\n" + GOOD)
    with memory_below(16):
        assert ["LINE_TOO_LONG@2"] == found(stream)


def test_the_longest_rows_of_a_table_are_not_held_together() -> None:
    row = b'"' + b"a" * (CHUNK_BYTES - 5) + b'",b\n'
    stream = Flood(row, 100 * CHUNK_BYTES, before=b"prompt,completion\n")
    with memory_below(8), inspect(stream, Handling(model=MODEL), file="train.csv", keep=False):
        assert stream.read_bytes > 12_000_000


FLOODS = {
    "blank lines": (b"\n", "BLANK_LINE"),
    "empty objects": (b"{}\n", "UNKNOWN_FORMAT"),
    "empty objects after a record": (b"{}\n", "MISSING_KEY"),
    "open brackets": (b"[\n", "NOT_AN_OBJECT"),
    "control characters": (b'{"prompt":"\x00","completion":"b"}\n', "CONTROL_CHARACTER"),
}


@pytest.mark.parametrize(("line", "code"), FLOODS.values(), ids=FLOODS.keys())
def test_a_flood_of_bad_lines_is_counted_and_not_held(line: bytes, code: str) -> None:
    lines = 6_000
    before = GOOD if code == "MISSING_KEY" else b""
    found(before + line)  # what is made once is not counted
    with time_below(10), memory_below(1):
        told = found(before + line * lines)

    assert (1 if code == "UNKNOWN_FORMAT" else LISTED_PER_CODE) == len(told)
    assert {code} == {problem.partition("@")[0] for problem in told}


class Breaks:
    """A stream that breaks off."""

    def __init__(self, error: Exception, *, after: bytes) -> None:
        self._error = error
        self._stream = BytesIO(after)

    def read(self, size: int, /) -> bytes:
        if part := self._stream.read(size):
            return part
        raise self._error


@pytest.mark.parametrize("after", [b"", GOOD * 9, GOOD[:-9], gzip.compress(GOOD, mtime=0)])
@pytest.mark.parametrize(
    "error", [OSError(5, "Input/output error"), ConnectionResetError(), TimeoutError()]
)
def test_a_stream_that_breaks_off_ends_in_an_error_of_our_own(
    error: Exception, after: bytes
) -> None:
    with pytest.raises(Interrupted) as stopped:
        found(Breaks(error, after=after))

    assert isinstance(stopped.value, TuningError)
    assert error is stopped.value.__cause__


def test_a_file_that_shrinks_while_it_is_read_ends_where_it_ends() -> None:
    """What was read is judged: a reader of a version of an object never sees another one."""
    content = GOOD * 100_000

    class Shrinks(BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            part = super().read(size)
            self.truncate(self.tell())
            return part

    with inspect(Shrinks(content), Handling(model=MODEL), file="train.jsonl") as piece:
        assert piece.facts.bytes < len(content)
        assert {"TRUNCATED_JSON"} >= {problem.code for problem in piece.problems.listed}
