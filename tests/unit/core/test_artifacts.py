"""Artifacts that are read as a stream of lines."""

from typing import Any

import pytest

from tuning import artifacts


@pytest.mark.parametrize("chunk", [1, 3, 4, 100])
@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"one\ntwo\nthree\n", [b"one", b"two", b"three"]),
        (b"one\n\nthree", [b"one", b"", b"three"]),
        (b"", []),
        (b"one", [b"one"]),
    ],
)
def test_lines_come_whole_wherever_the_stream_is_cut(
    bucket: Any, monkeypatch: pytest.MonkeyPatch, content: bytes, expected: list[bytes], chunk: int
) -> None:
    monkeypatch.setattr(artifacts, "CHUNK_BYTES", chunk)
    bucket.objects["runs/r/a.jsonl"] = content

    lines = artifacts.lines("runs/r/a.jsonl")

    assert lines is not None
    assert expected == list(lines)


def test_an_artifact_that_is_not_there_has_no_lines(bucket: Any) -> None:
    assert artifacts.lines("runs/r/gone.jsonl") is None
