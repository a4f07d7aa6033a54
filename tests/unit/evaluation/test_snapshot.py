"""What an evaluation reads of a snapshot is what was judged, or nothing."""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.unit.conftest import Bucket
from tests.unit.seals import seal
from tuning import artifacts
from tuning.errors import SnapshotChanged
from tuning.evaluation import labels, recorded
from tuning.evaluation.snapshot import evaluation_set, training_records
from tuning.run.recipe import Provenance, Recipe
from tuning.run.validation import Admission, Part
from tuning.seals import Seal


@pytest.mark.parametrize("line", [b"{}", b'{"messages": [', b"\xff\xfe"])
def test_a_training_record_that_cannot_be_read_names_its_file_and_not_its_text(
    monkeypatch: pytest.MonkeyPatch, line: bytes
) -> None:
    def lines(_seal: Seal) -> Iterator[bytes]:
        return iter([line])

    monkeypatch.setattr(artifacts, "lines", lines)
    admission = Admission(
        outcome="admitted",
        summary="",
        report=seal(),
        samples=seal(),
        source_format=None,
        problems=0,
        training=Part(key="snapshots/0a/train.jsonl", records=1, tokens=1),
    )

    with pytest.raises(SnapshotChanged, match=r"train\.jsonl is not what was judged; the bucket"):
        list(training_records(admission))


PROVENANCE = Provenance(
    intended_use="u",
    source="s",
    licence="l",
    contains_personal_data=False,
    automated_decisions=False,
)
JUDGED = b'{"prompt": "p", "completion": "c"}\n'


@pytest.mark.parametrize("part", ["evaluation", "training", "labels", "recorded"])
def test_a_part_that_was_replaced_since_it_was_judged_decides_nothing(
    bucket: Bucket, part: str
) -> None:
    key = f"snapshots/0a/{part}.jsonl"
    bucket.objects[key] = JUDGED.replace(b"c", b"d")
    sha256 = hashlib.sha256(JUDGED).hexdigest()
    sealed: dict[str, Any] = {part: Part(key=key, records=1, tokens=1, sha256=sha256)}
    admission = Admission(
        outcome="admitted",
        summary="",
        report=seal(),
        samples=seal(),
        source_format=None,
        problems=0,
        **sealed,
    )
    reads: dict[str, Callable[[], object]] = {
        "evaluation": lambda: evaluation_set(admission),
        "training": lambda: list(training_records(admission)),
        "labels": lambda: labels.read(admission),
        "recorded": lambda: recorded.beside([], admission, Recipe(provenance=PROVENANCE)),
    }

    with pytest.raises(SnapshotChanged, match=rf"{part}\.jsonl is not what was judged"):
        reads[part]()
