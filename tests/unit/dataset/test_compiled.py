"""What was compiled once is loaded afterwards, unless it is not what was written."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import hyperscan
import pytest

from tuning.dataset.compiled import database

Spoil = Callable[[Path], object]


@pytest.fixture(autouse=True)
def cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "bedrock-finetune"


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many expressions were compiled at a time."""
    counts: list[int] = []

    class Counted(hyperscan.Database):
        def compile(self, expressions: Sequence[Any], *others: Any, **named: Any) -> None:
            counts.append(len(expressions))
            super().compile(expressions, *others, **named)

    monkeypatch.setattr(hyperscan, "Database", Counted)
    return counts


def found(regexes: list[bytes], data: bytes = b"ab 12 12", *, flag: int = 0) -> list[int]:
    """Return the expression of each match."""
    numbers: list[int] = []
    database(regexes, flag=flag).scan(
        data, match_event_handler=lambda number, *_: numbers.append(number)
    )
    return sorted(numbers)


def test_expressions_are_compiled_once_and_find_the_same(compiled: list[int]) -> None:
    first, second = found([b"ab", b"12"]), found([b"ab", b"12"])

    assert first == second == [0, 1, 1]
    assert compiled == [2]


def test_other_expressions_are_others(compiled: list[int]) -> None:
    assert found([b"ab", b"12"]) == [0, 1, 1]
    assert found([b"12", b"ab"]) == [0, 0, 1]
    assert found([b"ab", b"12"], flag=hyperscan.HS_FLAG_SINGLEMATCH) == [0, 1]
    assert compiled == [2, 2, 2]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes()[:-3]),
        lambda path: path.write_bytes(path.read_bytes()[:-3] + b"zzz"),
        lambda path: path.chmod(0o666),
    ],
    ids=["empty", "cut", "changed", "writable by others"],
)
def test_what_is_not_whole_or_not_ones_own_is_compiled_anew(
    spoil: Spoil, compiled: list[int], cache: Path
) -> None:
    found([b"ab"])
    spoil(next(cache.iterdir()))

    assert found([b"ab"]) == found([b"ab"]) == [0]
    assert compiled == [1, 1]
    assert len([*cache.iterdir()]) == 1


def test_what_another_user_wrote_is_compiled_anew(
    compiled: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    found([b"ab"])
    monkeypatch.setattr("os.geteuid", lambda: 12_345)

    assert found([b"ab"]) == [0]
    assert compiled == [1, 1]


def test_where_nothing_can_be_written_each_process_compiles(
    compiled: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null")

    assert found([b"ab"]) == found([b"ab"]) == [0]
    assert compiled == [1, 1]


def test_who_has_no_home_compiles_too(
    compiled: list[int], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def homeless(_: Path) -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(Path, "expanduser", homeless)

    assert found([b"ab"]) == found([b"ab"]) == [0]
    assert compiled == [1, 1]
    assert [*tmp_path.iterdir()] == []
