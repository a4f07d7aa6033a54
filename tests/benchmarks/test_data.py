"""What is measured is the same on every machine, and as dirty as the document says."""

from itertools import islice
from pathlib import Path

import msgspec
import pytest

from benchmarks import data
from benchmarks.data import KINDS, Kind, lines

RECORDS = 60_000


@pytest.fixture(scope="module")
def dirty() -> list[bytes]:
    return list(islice(lines(KINDS["pairs"]), RECORDS))


def test_the_same_lines_come_every_time(dirty: list[bytes]) -> None:
    assert dirty[:200] == list(islice(lines(KINDS["pairs"]), 200))


def test_as_much_is_wrong_as_the_document_says(dirty: list[bytes]) -> None:
    content = b"".join(dirty)
    broken = sum(not line.endswith(b'"}\n') for line in dirty)

    assert 0.009 < (content.count(b"@example.com") * 6) / RECORDS < 0.011
    assert 0.0015 < 1 - len(set(dirty)) / RECORDS < 0.0025
    assert 5 <= content.count(b"\\u0007") <= 25
    assert 1 <= content.count(b"\xff") <= 15
    assert 1 <= broken <= 15


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
def test_a_record_has_as_many_words_as_are_said(kind: Kind) -> None:
    content = b"".join(islice(lines(kind), 500)).decode(errors="replace")

    words = 10 * sum(kind.phrases)
    assert 5.5 < len(content) / 500 / words < 10


def test_clean_records_are_all_good() -> None:
    for line in islice(lines(KINDS["clean-pairs"]), 500):
        assert {"prompt", "completion"} == msgspec.json.decode(line).keys()


def test_a_file_is_written_once_and_anew_when_its_recipe_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data, "FOLDER", tmp_path)
    stale = tmp_path / "pairs-1MB-00000000.jsonl"
    stale.touch()
    made = data.made(KINDS["pairs"], 1_000_000)
    written = made.stat().st_mtime_ns

    assert 1_000_000 <= made.stat().st_size < 1_010_000
    assert made == data.made(KINDS["pairs"], 1_000_000)
    assert written == made.stat().st_mtime_ns
    assert [made] == list(tmp_path.iterdir())
