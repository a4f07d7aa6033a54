"""What an evaluation reads of a snapshot is what was judged, or nothing."""

from collections.abc import Iterator

import pytest

from tests.unit.seals import seal
from tuning import artifacts
from tuning.errors import SnapshotChanged
from tuning.evaluation.snapshot import training_records
from tuning.run.validation import Admission, Part


@pytest.mark.parametrize("line", [b"{}", b'{"messages": [', b"\xff\xfe"])
def test_a_training_record_that_cannot_be_read_names_its_file_and_not_its_text(
    monkeypatch: pytest.MonkeyPatch, line: bytes
) -> None:
    def lines(_key: str) -> Iterator[bytes]:
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

    with pytest.raises(SnapshotChanged, match=r"train\.jsonl is not what was judged; drop the"):
        list(training_records(admission))
