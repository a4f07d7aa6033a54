"""What Bedrock's report says of its input, however it is written and wherever it lies."""

from typing import Any

import pytest

from tests.unit.conftest import Bucket
from tuning.training.accepted import Accepted, found

PREFIX = "runs/faq/faq-0123456789ab/training/"
JOB = f"{PREFIX}model-customization-job-abcdefghijkl"
HEADER = (
    "fileName,totalProcessedRecordCount,acceptedRecordCount,"
    "partiallyAcceptedRecordCount,rejectedRecordCount"
)


def said(bucket: Bucket, *reports: tuple[str, str | bytes]) -> Accepted | None:
    for place, text in reports:
        content = text.encode() if isinstance(text, str) else text
        bucket.objects[f"{JOB}/{place}/manifest.report.csv"] = content
    return found(PREFIX, file="train.jsonl", sent=100)


def counts(accepted: Accepted | None) -> tuple[Any, ...] | None:
    if accepted is None:
        return None
    return (
        accepted.processed,
        accepted.accepted,
        accepted.partly_accepted,
        accepted.rejected,
    )


FORMS = {
    "plain": f"{HEADER}\ntrain.jsonl,100,97,1,2\n",
    "BOM and CRLF": f"\ufeff{HEADER}\r\ntrain.jsonl,100,97,1,2\r\n",
    "quoted, with an address": f'{HEADER}\n"s3://bucket/snapshots/ab,12/train.jsonl",100,97,1,2\n',
    "further columns, another order": (
        "jobId,rejectedRecordCount,fileName,acceptedRecordCount,partiallyAcceptedRecordCount,"
        "totalProcessedRecordCount,note\nj,2,train.jsonl,97,1,100,x\n"
    ),
    "other case and spaces": (
        " FileName , TotalProcessedRecordCount,AcceptedRecordCount , PartiallyAcceptedRecordCount,"
        " RejectedRecordCount\n train.jsonl , 100 ,97, 1,2 \n"
    ),
    "a blank line and another file": (
        f"{HEADER}\n\nvalidation.jsonl,9,9,0,0\ntrain.jsonl,100,97,1,2\n"
    ),
    "a short row, and a comma too many": (
        f"partiallyAcceptedRecordCount,{HEADER.replace('partiallyAcceptedRecordCount', 'note')}\n"
        "1\n1,train.jsonl,100,97,x,2,\n"
    ),
    "numbers as floats": f"{HEADER}\ntrain.jsonl,100.0,97.0,1.0,2.0\n",
}


@pytest.mark.parametrize("text", FORMS.values(), ids=FORMS.keys())
def test_a_report_is_read_however_it_is_written(bucket: Bucket, text: str) -> None:
    accepted = said(bucket, ("input_status/2026/11/27", text))

    assert (100, 97, 1, 2) == counts(accepted)
    assert accepted
    assert (100, 98) == (accepted.sent, accepted.trained_on)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{HEADER}\ntrain.jsonl,100,,,2\n", (100, None, None, 2)),
        (f"{HEADER}\ntrain.jsonl,100\n", (100, None, None, None)),
        (f"{HEADER}\ntrain.jsonl,many,-1,nan,inf\n", (None, None, None, None)),
        ("fileName,acceptedRecordCount\ntrain.jsonl,97\n", (None, 97, None, None)),
        (f"{HEADER}\ntrain.jsonl,60,60,0,0\ntrain.jsonl,40,\n", (100, None, None, None)),
    ],
)
def test_a_number_that_is_missing_is_unknown(
    bucket: Bucket, text: str, expected: tuple[int | None, ...]
) -> None:
    accepted = said(bucket, ("input_status", text))

    assert expected == counts(accepted)
    assert accepted
    assert accepted.words
    if accepted.accepted is None:
        assert accepted.too_few(200, "Nova 2 Lite") is None


@pytest.mark.parametrize(
    "content",
    [
        "",
        b"\xff\xfe\x00",
        "no,table\n1,2\n",
        HEADER,
        "acceptedRecordCount,fileName\n5\n",
        f"{HEADER}\ntrain.jsonl,1,008,1,008,0,0\n",
        f"{HEADER}\nvalidation.jsonl,9,9,0,0\n",
        'fileName\n"unclosed',
        "fileName\n" + "x" * 200_000 + "\n",
    ],
)
def test_what_is_no_report_is_unknown(bucket: Bucket, content: str | bytes) -> None:
    assert said(bucket, ("input_status", content)) is None


def test_what_is_not_there_is_unknown(bucket: Bucket) -> None:
    bucket.objects[f"{JOB}/validated_data/validated_prompts.jsonl"] = b"{}"
    bucket.objects[f"{JOB}/elsewhere/manifest.report.csv"] = FORMS["plain"].encode()

    assert said(bucket) is None


def test_the_report_of_a_distillation_lies_elsewhere(bucket: Bucket) -> None:
    assert (100, 97, 1, 2) == counts(said(bucket, ("input_data_report", FORMS["plain"])))


def test_of_several_the_newest_that_speaks_of_the_file_counts(bucket: Bucket) -> None:
    accepted = said(
        bucket,
        ("input_status/first", f"{HEADER}\ntrain.jsonl,100,1,0,99\n"),
        ("input_status/second", FORMS["plain"]),
        ("input_status/validation", f"{HEADER}\nvalidation.jsonl,9,9,0,0\n"),
    )

    assert (100, 97, 1, 2) == counts(accepted)


def test_the_rows_of_one_file_are_one_count(bucket: Bucket) -> None:
    accepted = said(
        bucket, ("input_status", f"{HEADER}\ntrain.jsonl,60,58,0,2\ntrain.jsonl,40,39,1,0\n")
    )

    assert (100, 97, 1, 2) == counts(accepted)


@pytest.mark.parametrize(
    ("row", "trained_on"),
    [
        ('"1,010",2,"1,008",0', 1010),
        ("1010,2,many,0", 1010),
        ("1010,2,,1000", 10),
        (",2,many,", None),
        ("1010,2,many,", None),
        ('"1,01",2,0,0', 2),
    ],
)
def test_what_may_have_been_accepted_in_part_is_no_proof_of_too_little(
    bucket: Bucket, row: str, trained_on: int | None
) -> None:
    accepted = said(bucket, ("input_status", f"{HEADER}\ntrain.jsonl,{row}\n"))
    assert accepted

    assert trained_on == accepted.trained_on
    lacking = trained_on is not None and trained_on < 200
    assert lacking is (accepted.too_few(200, "Nova 2 Lite") is not None)


@pytest.mark.parametrize(("minimum", "enough"), [(98, True), (99, False)])
def test_fewer_than_the_models_minimum_is_said(
    bucket: Bucket, minimum: int, *, enough: bool
) -> None:
    accepted = said(bucket, ("input_status", FORMS["plain"]))
    assert accepted

    lack = accepted.too_few(minimum, "Nova 2 Lite")

    assert (lack is None) is enough
    if lack:
        assert "97 accepted, 1 partly accepted, 2 rejected" in lack
        assert "Nova 2 Lite needs at least 99" in lack
