"""Artifacts that are read as a stream of lines."""

from typing import Any

import pytest

from tuning import artifacts
from tuning.errors import ArtifactChanged
from tuning.seals import Seal


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

    lines = artifacts.lines(artifacts.seal_of("runs/r/a.jsonl", content))

    assert lines is not None
    assert expected == list(lines)


def test_an_artifact_that_is_not_there_has_no_lines(bucket: Any) -> None:
    assert artifacts.lines(Seal(key="runs/r/gone.jsonl", sha256="")) is None


def test_lines_that_are_not_what_was_written_are_told_after_the_last(bucket: Any) -> None:
    bucket.objects["runs/r/a.jsonl"] = b"one\nother\n"
    lines = artifacts.lines(artifacts.seal_of("runs/r/a.jsonl", b"one\ntwo\n"))

    assert lines is not None
    assert b"one" == next(lines)
    with pytest.raises(ArtifactChanged, match=r"runs/r/a\.jsonl is not what was written"):
        list(lines)


KEY = "runs/faq/faq-0123456789ab/answers.jsonl"


def test_what_decides_is_written_once_and_a_second_attempt_goes_on(bucket: Any) -> None:
    first = artifacts.seal(KEY, b"said", content_type="application/jsonl")

    assert first == artifacts.seal(KEY, b"said", content_type="application/jsonl")
    assert b"said" == artifacts.unsealed(first)
    with pytest.raises(ArtifactChanged, match=f"{KEY} is not what was written"):
        artifacts.seal(KEY, b"says", content_type="application/jsonl")
    assert b"said" == bucket.objects[KEY]


def test_one_changed_byte_breaks_a_seal_and_the_error_names_the_object(bucket: Any) -> None:
    seal = artifacts.seal(KEY, b"said", content_type="application/jsonl")
    bucket.objects[KEY] = b"Said"

    with pytest.raises(ArtifactChanged, match=f"{KEY} is not what was written.*python -m tuning"):
        artifacts.unsealed(seal)


def test_what_is_gone_is_nothing_under_its_seal(bucket: Any) -> None:
    seal = artifacts.seal(KEY, b"said", content_type="application/jsonl")
    del bucket.objects[KEY]

    assert artifacts.unsealed(seal) is None
