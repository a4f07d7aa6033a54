"""What a snapshot's manifest tells of how it came to be, and the opinion that was asked for."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import msgspec
from botocore.stub import Stubber

from tests.unit.admission.store import Store
from tuning.admission.admit import admit
from tuning.run.recipe import Privacy
from tuning.run.registration import Registration, Source
from tuning.run.validation import Admission, ValidationPlan

Records = Callable[..., bytes]
Stubbed = Callable[[str], Stubber]

TRAINING = "incoming/faq/train.jsonl"
DATASETS, ARTIFACTS = "datasets-bucket", "artifacts-bucket"
WHOLE = ValidationPlan(outcome="whole")


LATER = "faq-ba9876543210"


def private(registration: Registration, **chosen: Any) -> Registration:
    recipe = msgspec.structs.replace(registration.ready_recipe, privacy=Privacy(**chosen))
    return replace(registration, recipe=recipe)


def manifest(store: Store, admission: Admission) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(store.of(ARTIFACTS)[f"{admission.snapshot}manifest.json"])
    return content


def report(store: Store, run: str = "faq-0123456789ab") -> dict[str, Any]:
    content: dict[str, Any] = json.loads(store.of(ARTIFACTS)[f"runs/faq/{run}/dataset.json"])
    return content


def line(prompt: str, completion: object) -> bytes:
    return json.dumps({"prompt": prompt, "completion": completion}).encode() + b"\n"


def test_redactions_are_counted_by_kind_and_no_value_is_kept(
    store: Store, registration: Registration, records: Records
) -> None:
    letters = b"".join(line(f"letter {n}", f"to canary{n}@example.org") for n in range(3))
    store.put(DATASETS, TRAINING, records(300) + letters, version="v1")
    admission = admit(private(registration, mode="redact"), WHOLE)
    told = manifest(store, admission)

    assert {"EMAIL": 3} == told["treatment"]["redactions"]
    assert "redact" == told["treatment"]["privacy"]
    assert {} == {k: v for k, v in store.of(ARTIFACTS).items() if b"canary" in v}


def test_what_is_only_reported_is_no_redaction(
    store: Store, registration: Registration, records: Records
) -> None:
    letter = line("letter", "to jane@example.org")
    store.put(DATASETS, TRAINING, records(300) + letter, version="v1")

    assert {} == manifest(store, admit(registration, WHOLE))["treatment"]["redactions"]


def test_conversions_are_counted_by_code(
    store: Store, registration: Registration, records: Records
) -> None:
    structured = line("as JSON", {"b": 1, "a": 2}) + line("as JSON too", {"b": 1})
    store.put(DATASETS, TRAINING, records(300) + structured, version="v1")
    told = manifest(store, admit(registration, WHOLE))

    assert {"STRUCTURED_OUTPUT": 2} == told["treatment"]["conversions"]


def test_a_later_drop_of_the_same_data_tells_its_own_origin_in_its_own_report(
    store: Store, registration: Registration, records: Records
) -> None:
    store.put(DATASETS, TRAINING, records(300), version="v1")
    store.put(DATASETS, TRAINING, records(300), version="v2")
    later = Source(key=TRAINING, version_id="v2", size=9, uploader="210987654321")
    first = admit(registration, WHOLE)
    second = admit(replace(registration, run_id=LATER, training=later), WHOLE)

    assert first.snapshot == second.snapshot
    (origin,), (file,) = manifest(store, second)["origins"], report(store, LATER)["files"]
    assert ("v1", "123456789012") == (origin["source"]["version_id"], origin["source"]["uploader"])
    assert ("v2", "210987654321") == (file["source"]["version_id"], file["source"]["uploader"])
