"""A drop that was read in segments is admitted, or rejected, as if it had been read whole."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.unit.admission.store import Store
from tests.unit.conftest import Served
from tuning.admission.admit import admit
from tuning.admission.segments.plan import plan
from tuning.admission.segments.validate import validate
from tuning.admission.source import RangeIgnored
from tuning.errors import Transient
from tuning.run.registration import Registration, Source
from tuning.run.validation import Admission, ValidatedSegment, ValidationPlan
from tuning.settings import deployed

Records = Callable[..., bytes]

DATASETS, ARTIFACTS = "datasets-bucket", "artifacts-bucket"
WHOLE = ValidationPlan(outcome="whole")


@pytest.fixture(autouse=True)
def _small_segments(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUNING_SEGMENT_MEBIBYTES", "1")
    deployed.cache_clear()


def dropped(store: Store, registration: Registration, **files: bytes) -> Registration:
    """Drop training files by their names, a ``_`` standing for a hyphen."""
    sources = []
    for name, content in files.items():
        key = f"incoming/faq/{name.replace('_', '-')}.jsonl"
        store.put(DATASETS, key, content, version="v1")
        sources.append(Source(key=key, version_id="v1", size=len(content)))
    several = tuple(sources) if len(sources) > 1 else ()
    return replace(registration, training=sources[-1], shards=several)


def in_segments(registration: Registration) -> tuple[ValidationPlan, list[ValidatedSegment]]:
    """Read the segments as the walk does, the last one first."""
    made = plan(registration)
    assert "in_segments" == made.outcome
    return made, [validate(registration, segment) for segment in reversed(made.segments)]


def told(store: Store, admission: Admission) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(store.of(ARTIFACTS)[admission.report.key])
    return report


def long(records: bytes) -> bytes:
    """Records of one and a half kilobytes."""
    return records.replace(b'"reply', b'"' + b"word " * 300 + b"reply")


def test_a_file_that_was_cut_has_the_admission_the_report_and_the_snapshot_of_the_whole(
    store: Store, registration: Registration, records: Records
) -> None:
    lines = long(records(2500)).splitlines(keepends=True)
    registration = dropped(store, registration, train=b"".join([*lines, lines[0]]))
    whole = admit(registration, WHOLE)
    before = {key: body for key, body in store.of(ARTIFACTS).items() if "manifest" not in key}

    made, said = in_segments(registration)
    cut = admit(registration, made)

    assert 4 == len(made.segments)
    assert 2501 == sum(segment.records for segment in said)
    assert whole == cut
    assert "admitted" == cut.outcome
    assert before.items() <= store.of(ARTIFACTS).items()
    assert told(store, cut)["files"][0]["sha256"]


def test_problems_of_a_file_that_was_cut_have_the_lines_of_the_whole(
    store: Store, registration: Registration, records: Records
) -> None:
    lines = long(records(2500)).splitlines(keepends=True)
    for number in (3, 1111, 1800, 2500):
        lines[number - 1] = b"{]\r\n"
    registration = dropped(store, registration, train=b"".join(lines))
    whole = told(store, admit(registration, WHOLE))

    made, _ = in_segments(registration)
    cut = told(store, admit(registration, made))

    assert whole == cut
    faulty = [problem["line"] for problem in cut["problems"] if problem["code"] == "NOT_JSON"]
    assert [3, 1111, 1800, 2500] == faulty


def test_a_problem_of_a_shard_is_named_by_its_own_file_and_line(
    store: Store, registration: Registration, records: Records
) -> None:
    third = records(100, start=200).splitlines(keepends=True)
    third[6] = b"{]\n"
    third[8] = records(1, start=5)
    registration = dropped(
        store,
        registration,
        train_1_of_3=records(100),
        train_2_of_3=records(100, start=100),
        train_3_of_3=b"".join(third),
    )
    made, _ = in_segments(registration)
    report = told(store, admit(registration, made))

    problems = {problem["code"]: problem for problem in report["problems"]}
    places = {code: (problem["file"], problem["line"]) for code, problem in problems.items()}
    assert ("train-3-of-3.jsonl", 7) == places["NOT_JSON"]
    assert ("train-3-of-3.jsonl", 9) == places["DUPLICATE_RECORD"]
    assert "line 6 of train-1-of-3.jsonl" in problems["DUPLICATE_RECORD"]["message"]
    assert [f"train-{n}-of-3.jsonl" for n in (1, 2, 3)] == [
        file["file"] for file in report["files"]
    ]
    assert all(file["sha256"] for file in report["files"])


def test_a_set_of_shards_has_the_snapshot_of_the_one_file_that_they_make(
    store: Store, registration: Registration, records: Records
) -> None:
    one = admit(dropped(store, registration, train=records(300)), WHOLE)
    registration = dropped(
        store,
        replace(registration, run_id="faq-ba9876543210"),
        train_1_of_2=records(100),
        train_2_of_2=records(200, start=100),
    )
    made, _ = in_segments(registration)

    assert one.snapshot
    assert one.snapshot == admit(registration, made).snapshot


def test_a_shard_that_vanished_is_told_and_the_others_are_judged(
    store: Store, registration: Registration, records: Records
) -> None:
    registration = dropped(
        store, registration, train_1_of_2=records(100), train_2_of_2=records(100) + b"{]\n"
    )
    made = plan(registration)
    del store.objects[DATASETS, registration.shards[0].key, "v1"]
    for segment in made.segments:
        validate(registration, segment)

    report = told(store, admit(registration, made))

    assert [("train-1-of-2.jsonl", "SOURCE_GONE"), ("train-2-of-2.jsonl", "NOT_JSON")] == [
        (problem["file"], problem["code"]) for problem in report["problems"]
    ]


def test_what_is_beyond_the_model_is_rejected_unread(
    store: Store, registration: Registration
) -> None:
    key = "incoming/faq/train.jsonl"
    vast = Source(key=key, version_id="v1", size=300_000_000_000)
    registration = replace(registration, training=vast)
    store.refusal["GetObject"] = "AccessDenied"

    admission = admit(registration, plan(registration))

    assert "rejected" == admission.outcome
    (problem,) = told(store, admission)["problems"]
    assert ("train.jsonl", "DROP_TOO_LARGE") == (problem["file"], problem["code"])
    assert "300.0 GB were dropped for training" in admission.summary


def test_a_connection_that_breaks_off_is_tried_again(
    store: Store,
    registration: Registration,
    records: Records,
    monkeypatch: pytest.MonkeyPatch,
    served: Served,
) -> None:
    registration = dropped(store, registration, train=long(records(2500)))
    made = plan(registration)

    class Broken:
        def read(self, _: int) -> bytes:
            raise ConnectionResetError("reset by peer")

        def close(self) -> None:
            pass

    answer = {"Body": Broken(), "ContentRange": f"bytes {made.segments[1].start}-"}
    monkeypatch.setattr(store, "get_object", lambda **_: answer)
    served(s3=store)

    with pytest.raises(Transient, match="reset by peer"):
        validate(registration, made.segments[1])
    with pytest.raises(Transient, match="reset by peer"):
        admit(registration, WHOLE)


def test_a_range_that_is_not_answered_as_one_is_never_judged(
    store: Store, registration: Registration, records: Records
) -> None:
    registration = dropped(store, registration, train=long(records(2500)))
    store.ignores_ranges = True

    with pytest.raises(RangeIgnored, match="was answered whole where bytes from"):
        in_segments(registration)
