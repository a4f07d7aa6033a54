"""Admission of a run's drop: what is read, what is written, and what the walk is told."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from botocore.exceptions import ClientError

from tests.unit.admission.store import Store
from tuning import artifacts
from tuning.admission import admit as admitting
from tuning.run.recipe import Limits
from tuning.run.registration import Registration, Source
from tuning.run.validation import Admission, ValidationPlan

Records = Callable[..., bytes]

TRAINING = "incoming/faq/train.jsonl"
DATASETS, ARTIFACTS = "datasets-bucket", "artifacts-bucket"
REPORT = "runs/faq/faq-0123456789ab/dataset.json"
SAMPLES = "runs/faq/faq-0123456789ab/samples.json"
REJECTED = "rejected/faq/faq-0123456789ab"


def admit(registration: Registration) -> Admission:
    """Admit a drop of which nothing was read in segments."""
    return admitting.admit(registration, ValidationPlan(outcome="whole"))


def report(store: Store) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(store.of(ARTIFACTS)[REPORT])
    return content


def beside(registration: Registration, part: str) -> Registration:
    key = f"incoming/faq/{part}.jsonl"
    brought: dict[str, Any] = {part: Source(key=key, version_id="", size=1)}
    return replace(registration, **brought)


def test_a_good_drop_becomes_a_snapshot_under_its_own_hash(
    store: Store, registration: Registration, records: Records
) -> None:
    store.put(DATASETS, TRAINING, records(300), version="v1")
    admission = admit(registration)

    assert "admitted" == admission.outcome
    assert "JSONL of prompt/completion" == admission.source_format
    assert admission.training
    assert admission.validation
    assert admission.evaluation
    assert admission.prompts
    kept = store.of(ARTIFACTS)
    names = ["train.jsonl", "validation.jsonl", "evaluation.jsonl", "prompts.jsonl"]
    parts = [admission.training, admission.validation, admission.evaluation, admission.prompts]
    assert [f"{admission.snapshot}{name}" for name in names] == [part.key for part in parts]
    assert [kept[part.key].count(b"\n") for part in parts] == [part.records for part in parts]
    listed = "".join(
        f"{hashlib.sha256(kept[part.key]).hexdigest()}  {name}\n"
        for name, part in sorted(zip(names, parts, strict=True))
    )
    assert f"snapshots/faq/{hashlib.sha256(listed.encode()).hexdigest()}/" == admission.snapshot


def test_every_line_of_a_snapshot_is_a_conversation(
    store: Store, registration: Registration, records: Records
) -> None:
    store.put(DATASETS, TRAINING, records(100), version="v1")
    admission = admit(registration)
    assert admission.training
    first = json.loads(store.of(ARTIFACTS)[admission.training.key].split(b"\n")[0])

    assert "bedrock-conversation-2024" == first["schemaVersion"]
    assert ["user", "assistant"] == [message["role"] for message in first["messages"]]


def test_the_version_that_was_registered_is_read(
    store: Store, registration: Registration, records: Records
) -> None:
    store.put(DATASETS, TRAINING, records(300), version="v1")
    store.put(DATASETS, TRAINING, b"newer and broken", version="v2")

    assert "admitted" == admit(registration).outcome


def test_admitting_again_writes_nothing(
    store: Store, registration: Registration, records: Records
) -> None:
    store.put(DATASETS, TRAINING, records(300), version="v1")
    first = admit(registration)
    store.writes.clear()

    assert first == admit(registration)
    assert [] == store.writes


def test_the_same_data_in_another_format_is_the_same_snapshot(
    store: Store, registration: Registration, records: Records
) -> None:
    store.put(DATASETS, TRAINING, records(300), version="v1")
    rows = [json.loads(line) for line in records(300).splitlines()]
    table = "\r\n".join(f"{row['prompt']},{row['completion']}" for row in rows)
    store.put(DATASETS, "incoming/faq/train.csv", b"prompt,completion\r\n" + table.encode())
    other = replace(
        registration,
        run_id="faq-ba9876543210",
        training=Source(key="incoming/faq/train.csv", version_id="", size=1),
    )

    assert admit(registration).snapshot == admit(other).snapshot


def test_the_manifest_names_origin_hashes_and_counts(
    store: Store, registration: Registration, records: Records
) -> None:
    store.put(DATASETS, TRAINING, records(300), version="v1")
    admission = admit(registration)
    manifest = json.loads(store.of(ARTIFACTS)[f"{admission.snapshot}manifest.json"])

    assert [
        {
            "part": "training",
            "source": {
                "key": TRAINING,
                "version_id": "v1",
                "size": 1000,
                "uploader": "123456789012",
            },
            "format": "JSONL of prompt/completion",
            "sha256": hashlib.sha256(records(300)).hexdigest(),
        }
    ] == manifest["origins"]
    assert "converse" == manifest["record_format"]
    assert admission.training
    train = next(file for file in manifest["files"] if file["name"] == "train.jsonl")
    assert {
        "name": "train.jsonl",
        "records": admission.training.records,
        "tokens": admission.training.tokens,
        "sha256": hashlib.sha256(store.of(ARTIFACTS)[admission.training.key]).hexdigest(),
    } == train


def test_files_beside_the_training_file_are_taken_whole(
    store: Store, registration: Registration, records: Records
) -> None:
    store.put(DATASETS, TRAINING, records(100), version="v1")
    store.put(DATASETS, "incoming/faq/validation.jsonl", records(20, start=100))
    store.put(DATASETS, "incoming/faq/evaluation.jsonl", records(60, start=200))
    admission = admit(beside(beside(registration, "validation"), "evaluation"))

    assert admission.training
    assert admission.validation
    assert admission.evaluation
    assert [100, 20, 60] == [
        part.records for part in (admission.training, admission.validation, admission.evaluation)
    ]
    assert "admitted 100 training, 20 validation and 60 held-out records from " in (
        admission.summary
    )


def test_a_rejected_drop_leaves_its_report_and_no_snapshot(
    store: Store, registration: Registration, records: Records
) -> None:
    store.put(DATASETS, TRAINING, records(200) + b"oops\n\n", version="v1")
    admission = admit(registration)

    assert (
        Admission(
            outcome="rejected",
            summary="rejected: train.jsonl:201: NOT_JSON not JSON at byte 1: something "
            "else stands where JSON goes on (write one JSON object on each line), and 1 more",
            report=artifacts.seal_of(REPORT, store.of(ARTIFACTS)[REPORT]),
            samples=artifacts.seal_of(SAMPLES, store.of(ARTIFACTS)[SAMPLES]),
            source_format="JSONL of prompt/completion",
            problems=2,
            estimate=admission.estimate,
        )
        == admission
    )
    assert {
        SAMPLES,
        REPORT,
        f"{REJECTED}/report.json",
        f"{REJECTED}/report.md",
    } == set(store.writes)
    kept = store.of(ARTIFACTS)
    assert kept[REPORT] == kept[f"{REJECTED}/report.json"]
    assert [
        ("train.jsonl", 201, "NOT_JSON", "error"),
        ("train.jsonl", 202, "BLANK_LINE", "error"),
    ] == [(p["file"], p["line"], p["code"], p["severity"]) for p in report(store)["problems"]]


def test_the_report_has_the_figures_of_the_drop(
    store: Store, registration: Registration, records: Records
) -> None:
    store.put(DATASETS, TRAINING, records(300), version="v1")
    admission = admit(registration)
    told = report(store)

    assert admission.training
    assert admission.training.records == told["records"]["training"]
    assert admission.training.tokens == told["tokens"]["training"]
    assert "estimated by kinds of characters" == told["token_method"]
    assert 300 == sum(step["records"] for step in told["prompt_lengths"])
    assert admission.snapshot == told["snapshot"]
    assert ("admitted", 0) == (told["outcome"], told["errors"])
    assert [300, len(records(300))] == [told["files"][0][name] for name in ("records", "bytes")]


def test_an_object_that_vanished_is_a_rejection_with_words(
    store: Store, registration: Registration
) -> None:
    admission = admit(registration)

    assert "rejected" == admission.outcome
    assert (
        "rejected: train.jsonl: SOURCE_GONE the version that was dropped no longer exists "
        "(upload the file again)"
    ) == admission.summary
    assert ["SOURCE_GONE"] == [problem["code"] for problem in report(store)["problems"]]


def test_a_companion_that_vanished_is_named(
    store: Store, registration: Registration, records: Records
) -> None:
    store.put(DATASETS, TRAINING, records(100), version="v1")

    assert "rejected: evaluation.jsonl: SOURCE_GONE " in (
        admit(beside(registration, "evaluation")).summary
    )


@pytest.mark.parametrize("operation", ["GetObject", "PutObject"])
@pytest.mark.parametrize("refusal", ["AccessDenied", "KMS.DisabledException"])
def test_a_refusal_of_s3_or_kms_is_an_error_and_not_a_rejection(
    store: Store, registration: Registration, records: Records, operation: str, refusal: str
) -> None:
    store.put(DATASETS, TRAINING, records(300), version="v1")
    store.refusal[operation] = refusal

    with pytest.raises(ClientError, match=refusal):
        admit(registration)


def limited(registration: Registration, **limits: float) -> Registration:
    plan = msgspec.structs.replace(
        registration.ready_recipe, limits=msgspec.convert(limits, Limits)
    )
    return replace(registration, recipe=plan)


def test_the_estimate_is_of_what_is_trained(
    store: Store, registration: Registration, records: Records
) -> None:
    store.put(DATASETS, TRAINING, records(300), version="v1")
    admission = admit(registration)

    assert admission.training
    assert admission.estimate
    assert admission.training.tokens == admission.estimate.training_tokens
    assert 2 == admission.estimate.epochs
    assert admission.training.tokens * 2 * 0.001 / 1000 == pytest.approx(
        admission.estimate.training_usd
    )


def test_what_a_drop_costs_never_rejects_it(
    store: Store, registration: Registration, records: Records
) -> None:
    store.put(DATASETS, TRAINING, records(300), version="v1")

    admission = admit(limited(registration, max_training_usd=0))

    assert "admitted" == admission.outcome
    assert admission.estimate
    assert admission.estimate.training_usd
