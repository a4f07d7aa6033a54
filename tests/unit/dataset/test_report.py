import json
import re
from io import BytesIO

import pytest

from tuning.dataset import report
from tuning.dataset.figures import DatasetReport, Place
from tuning.dataset.intake import Intake
from tuning.dataset.samples import LONGEST, SHOWN, Samples
from tuning.models.catalogue import base_model
from tuning.run.handling import Handling, PrivacyMode
from tuning.run.registration import Source

CANARY = "canary.bird@example.org"
MICRO = base_model("amazon.nova-micro-v1:0:128k")


def line(number: int, *, prompt: str = "", completion: str = "") -> bytes:
    record = {
        "prompt": prompt or f"What does article {number} of chapter {number % 7} say?",
        "completion": completion or f"It says much about number {number}.",
    }
    return json.dumps(record).encode() + b"\n"


def looked_at(
    *files: bytes, privacy: PrivacyMode = "report", sources: tuple[Source, ...] = ()
) -> tuple[DatasetReport, Samples]:
    """Take in the files of a training set, and return its report and samples."""
    with Intake(Handling(model=MICRO, privacy=privacy), brought={"training"}) as intake:
        for number, content in enumerate(files, 1):
            intake.take("training", BytesIO(content), file=f"train-{number}.jsonl")
        intake.conclude()
        told = report.describe(intake, sources={"training": sources}, estimate=None, snapshot=None)
        return told, report.samples(intake)


def test_the_report_of_a_good_file_says_what_was_admitted() -> None:
    told, _ = looked_at(b"".join(map(line, range(120))))

    assert "admitted" == told.outcome
    assert "JSONL of prompt/completion" == told.format
    assert 120 == sum(told.records[part] for part in ("training", "validation", "evaluation"))
    assert told.records["prompts"] == told.records["evaluation"]
    assert told.summary == (
        f"admitted {told.records['training']} training, {told.records['validation']} validation "
        f"and {told.records['evaluation']} held-out records from JSONL of prompt/completion"
    )


def test_the_report_of_a_bad_file_begins_with_the_first_error() -> None:
    told, _ = looked_at(b"".join(map(line, range(120))) + b"{\n{\n")

    assert "rejected" == told.outcome
    assert told.summary.startswith("rejected: train-1.jsonl:121: TRUNCATED_JSON ")
    assert told.summary.endswith(", and 1 more")
    assert (("TRUNCATED_JSON", 2),) == told.counts("error")


def test_each_shard_is_named_with_the_object_that_it_was_read_from() -> None:
    sources = tuple(Source(key=f"k{n}", version_id="v", size=1) for n in (1, 2))
    halves = b"".join(map(line, range(60))), b"".join(map(line, range(60, 120)))

    told, _ = looked_at(*halves, sources=sources)

    assert [
        ("train-1.jsonl", "k1", 60),
        ("train-2.jsonl", "k2", 60),
    ] == [(f.file, f.source and f.source.key, f.records) for f in told.files]


def test_labels_are_named_by_the_shard_and_its_own_line() -> None:
    first = b"".join(line(n, completion="yes") for n in range(60))
    second = b"".join(line(n, completion="yes" if n < 62 else "no") for n in range(60, 120))

    told, _ = looked_at(first, second)

    assert [label.first for label in told.labels] == [
        Place(file="train-1.jsonl", line=1),
        Place(file="train-2.jsonl", line=3),
    ]
    assert [62, 58] == [label.records for label in told.labels]


def test_near_duplicates_are_named_by_the_shard_and_its_own_line() -> None:
    text = "the quick brown fox jumps over a lazy dog while eleven owls watch from the old barn "
    prompts = (
        f"{text} quietly at night",
        f"{text} quietly at noon",
    )

    told, _ = looked_at(
        b"".join(map(line, range(60))) + line(0, prompt=prompts[0], completion="Yes, it does."),
        b"".join(map(line, range(60, 120))) + line(0, prompt=prompts[1], completion="Yes, it does"),
    )

    assert told.near_duplicates
    places = [place for group in told.near_duplicates.groups for place in group.places]
    assert Place(file="train-1.jsonl", line=61) in places
    assert Place(file="train-2.jsonl", line=61) in places


@pytest.mark.parametrize("privacy", ["report", "redact", "refuse"])
def test_no_value_and_no_trace_of_one_reaches_the_report_or_the_samples(
    privacy: PrivacyMode,
) -> None:
    content = b"".join(line(n, prompt=f"Write to {CANARY} about {n}") for n in range(120))

    told, samples = looked_at(content, privacy=privacy)

    written = report.to_json(told).decode() + repr(samples)
    assert {"EMAIL": 120} == told.privacy
    assert CANARY not in written
    assert not re.search(r"EMAIL_[0-9a-f]{12}", written)
    if samples.records:
        assert {"Write to [EMAIL_1]"} == {s.asked.partition(" about ")[0] for s in samples.records}


def test_the_same_data_shows_the_same_samples_in_the_order_of_its_lines() -> None:
    lines = [*map(line, range(120))]

    _, samples = looked_at(b"".join(lines))
    _, reversed_samples = looked_at(b"".join(reversed(lines)))

    assert len(samples.records) == SHOWN
    assert [s.place.line for s in samples.records] == sorted(s.place.line for s in samples.records)
    assert {s.asked for s in samples.records} == {s.asked for s in reversed_samples.records}


LABELS = ("refund", "delivery", f"ask {CANARY}")


def labelled(number: int) -> bytes:
    return line(number, completion=LABELS[number % 3])


def test_labels_are_named_in_the_samples_alone_and_redacted() -> None:
    told, samples = looked_at(b"".join(map(labelled, range(150))))

    assert {
        "refund",
        "delivery",
        "ask [EMAIL_1]",
    } == {samples.labels[str(label.first)] for label in told.labels}
    assert "delivery" not in report.to_json(told).decode()


def test_labels_whose_records_share_a_line_are_not_named() -> None:
    examples = [{"input": f"What does {n} say?", "output": LABELS[n % 2]} for n in range(150)]

    told, samples = looked_at(json.dumps({"examples": examples}).encode())

    assert 2 == len(told.labels)
    assert {} == samples.labels


def test_samples_are_cut() -> None:
    content = b"".join(
        line(n, prompt=f"{n} " + "long " * 500, completion="word " * 500) for n in range(120)
    )

    _, samples = looked_at(content)

    assert {True} == {len(text) <= LONGEST for s in samples.records for text in (s.asked, s.answer)}
    assert samples.records[0].asked.endswith("…")


def test_a_file_without_a_good_record_has_no_samples() -> None:
    told, samples = looked_at(b"{}\n" * 20)

    assert "rejected" == told.outcome
    assert samples == Samples()
