"""A snapshot is written once, locked where it shall be, and checked before it is read."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import ClientError

from tests.unit.admission.store import Store
from tuning import __version__
from tuning.admission import snapshot
from tuning.admission.manifest import Origin, Treatment
from tuning.dataset.parts import GatheredPart
from tuning.errors import SnapshotChanged
from tuning.models.catalogue import BaseModel
from tuning.run.handling import Handling
from tuning.run.registration import Source
from tuning.settings import deployed

BUCKET = "artifacts-bucket"
LINES = {"train.jsonl": b'{"a": 1}\n{"a": 2}\n', "evaluation.jsonl": b'{"a": 3}\n'}
ORIGIN = Origin(
    part="training",
    source=Source(
        key="incoming/faq/train.jsonl", version_id="v1", size=27, uploader="123456789012"
    ),
    format="JSONL of prompt/completion",
    sha256="ab" * 32,
)


@pytest.fixture
def parts() -> Iterator[dict[str, GatheredPart]]:
    with ExitStack() as stack:
        made = {name: stack.enter_context(GatheredPart()) for name in LINES}
        for name, lines in LINES.items():
            made[name].write(lines.splitlines(keepends=True))
        yield made


@pytest.fixture
def frozen(store: Store, parts: dict[str, GatheredPart], model: BaseModel) -> str:
    return freeze(parts, model)


def freeze(parts: dict[str, GatheredPart], model: BaseModel) -> str:
    treatment = Treatment.by(
        Handling(model=model, privacy="redact"), conversions={"CRLF": 1}, redactions={"EMAIL": 2}
    )
    return snapshot.freeze(
        parts, task="faq", record_format="converse", origins=(ORIGIN,), treatment=treatment
    )


def manifest(store: Store, prefix: str) -> dict[str, object]:
    content: dict[str, object] = json.loads(store.of(BUCKET)[f"{prefix}manifest.json"])
    return content


def test_the_prefix_is_the_hash_of_what_is_in_it(store: Store, frozen: str) -> None:
    listed = "".join(
        f"{hashlib.sha256(lines).hexdigest()}  {name}\n" for name, lines in sorted(LINES.items())
    )

    assert f"snapshots/faq/{hashlib.sha256(listed.encode()).hexdigest()}/" == frozen
    assert LINES == {name: store.of(BUCKET)[frozen + name] for name in LINES}


def test_the_manifest_says_what_came_from_where_and_what_was_done_to_it(
    store: Store, frozen: str, model: BaseModel
) -> None:
    told = manifest(store, frozen)

    assert [
        {
            "part": "training",
            "source": {
                "key": "incoming/faq/train.jsonl",
                "version_id": "v1",
                "size": 27,
                "uploader": "123456789012",
            },
            "format": "JSONL of prompt/completion",
            "sha256": "ab" * 32,
        }
    ] == told["origins"]
    assert {
        "base_model": "amazon.nova-micro-v1:0:128k",
        "customization_type": "FINE_TUNING",
        "rules_as_of": model.datasets["FINE_TUNING"].as_of,
        "format": None,
        "columns": None,
        "lossy": False,
        "privacy": "redact",
        "near_duplicates": "sampled",
        "instruction": None,
        "prompt_template": None,
        "passes": 1,
        "evaluation_share": None,
        "validation_share": None,
        "conversions": {"CRLF": 1},
        "redactions": {"EMAIL": 2},
        "tuning_version": __version__,
    } == told["treatment"]


def test_a_manifest_names_the_drop_that_came_first(
    store: Store, parts: dict[str, GatheredPart], frozen: str, model: BaseModel
) -> None:
    before = manifest(store, frozen)
    store.writes.clear()

    assert frozen == freeze(parts, model)
    assert before == manifest(store, frozen)
    assert [] == store.writes


def test_nothing_is_locked_where_the_environment_locks_nothing(store: Store, frozen: str) -> None:
    assert {} == store.locks


def test_every_object_is_locked_for_as_long_as_the_environment_says(
    store: Store,
    parts: dict[str, GatheredPart],
    model: BaseModel,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TUNING_SNAPSHOT_LOCK_DAYS", "30")
    deployed.cache_clear()
    before = datetime.now(UTC)
    prefix = freeze(parts, model)

    assert {prefix + name for name in (*LINES, "manifest.json")} == store.locks.keys()
    for mode, until in store.locks.values():
        assert "GOVERNANCE" == mode
        assert timedelta(0) <= until - before - timedelta(days=30) < timedelta(minutes=1)


def test_a_snapshot_as_it_was_written_passes(store: Store, frozen: str) -> None:
    snapshot.verify(frozen, LINES)


def test_a_byte_that_changed_is_noticed_and_both_hashes_are_told(store: Store, frozen: str) -> None:
    judged, other = LINES["train.jsonl"], b'{"a": 1}\n{"a": 9}\n'
    store.put(BUCKET, f"{frozen}train.jsonl", other)

    with pytest.raises(SnapshotChanged) as caught:
        snapshot.verify(frozen, ["train.jsonl"])

    assert (
        f"{frozen}train.jsonl is not what was checked: its SHA-256 is "
        f"{hashlib.sha256(other).hexdigest()}, but its manifest says "
        f"{hashlib.sha256(judged).hexdigest()}; the bucket's access log shows who wrote there; "
        f"delete everything under {frozen} and drop the training file again"
    ) == str(caught.value)


@pytest.mark.parametrize("name", ["train.jsonl", "manifest.json"])
def test_an_object_that_is_gone_is_named(store: Store, frozen: str, name: str) -> None:
    del store.objects[BUCKET, frozen + name, ""]

    with pytest.raises(SnapshotChanged) as caught:
        snapshot.verify(frozen, ["train.jsonl"])

    assert f"{frozen}{name} is no longer there; drop the training file again" == str(caught.value)


def test_a_manifest_that_was_rewritten_to_fit_another_file_is_noticed(
    store: Store, frozen: str
) -> None:
    other = b'{"a": 9}\n'
    store.put(BUCKET, f"{frozen}train.jsonl", other)
    told = store.of(BUCKET)[f"{frozen}manifest.json"].decode()
    before = hashlib.sha256(LINES["train.jsonl"]).hexdigest()
    after = hashlib.sha256(other).hexdigest()
    store.put(BUCKET, f"{frozen}manifest.json", told.replace(before, after).encode())

    with pytest.raises(SnapshotChanged, match=r"manifest\.json is not what the pipeline wrote"):
        snapshot.verify(frozen, ["train.jsonl"])


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b"not JSON", b"\xff"])
def test_a_manifest_that_cannot_be_read_is_said(store: Store, frozen: str, content: bytes) -> None:
    store.put(BUCKET, f"{frozen}manifest.json", content)

    with pytest.raises(SnapshotChanged, match=r"manifest\.json cannot be read \("):
        snapshot.verify(frozen, ["train.jsonl"])


def test_a_file_that_the_manifest_does_not_name_is_no_part_of_the_snapshot(
    store: Store, frozen: str
) -> None:
    store.put(BUCKET, f"{frozen}more.jsonl", b"{}\n")

    with pytest.raises(SnapshotChanged, match=r"does not name more\.jsonl"):
        snapshot.verify(frozen, ["more.jsonl"])


def test_a_refusal_of_s3_is_no_change(store: Store, frozen: str) -> None:
    store.refusal["GetObject"] = "AccessDenied"

    with pytest.raises(ClientError, match="AccessDenied"):
        snapshot.verify(frozen, ["train.jsonl"])
