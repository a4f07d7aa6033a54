"""A drop that ends with its manifest: one run, of the versions that it names, and no waiting."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import permutations

import msgspec
import pytest

from tests.unit.conftest import RECIPE, Served
from tests.unit.registration.drops import NOON, Drops
from tests.unit.registration.test_drop import Ledger
from tuning.ledger import runs
from tuning.registration.manifest import MOST_BYTES, Manifest, Member, promise, written
from tuning.registration.register import ObjectCreated, register
from tuning.run.registration import Registration
from tuning.settings import Settings, deployed

FOLDER = "incoming/faq/"
TRAIN = "train.jsonl"
LONG_BEFORE = NOON - timedelta(days=1)
OLD, NEW = RECIPE, RECIPE.replace("[provenance]", "[limits]\nmax_training_usd = 7\n[provenance]")
FILES = {
    "task.toml": NEW.encode(),
    "validation.jsonl": b"{}\n",
    "evaluation.jsonl": b"{}\n",
    TRAIN: b"{}\n",
}


@pytest.fixture
def bucket(settings: Settings, monkeypatch: pytest.MonkeyPatch, served: Served) -> Drops:
    """A bucket in which the manifest of an older drop lies, with all that it names."""
    monkeypatch.setattr(runs, "claim", Ledger().claim)
    made = Drops()
    served(s3=made)
    dropped(made, dict.fromkeys(FILES, b"old"), dict.fromkeys([*FILES, "_ready"], LONG_BEFORE))
    return made


def dropped(
    bucket: Drops,
    files: Mapping[str, bytes],
    came: Mapping[str, datetime] | None = None,
    *,
    without: Sequence[str] = (),
) -> dict[str, str]:
    """Drop files and their manifest, and return the versions; leave some out of the bucket."""
    came = came or {}
    versions = {
        name: bucket.put(FOLDER + name, body, metadata=promise(FOLDER + name), came=came.get(name))
        for name, body in files.items()
        if name not in without
    }
    members = {
        name: Member(version_id=versions.get(name, "gone"), size=len(body))
        for name, body in files.items()
    }
    if "_ready" not in without:
        bucket.put(FOLDER + "_ready", written(Manifest(files=members)), came=came.get("_ready"))
    return versions


def look(version: str, before: Registration | None = None) -> Registration:
    detail = {
        "bucket": {"name": "datasets-bucket"},
        "object": {"key": FOLDER + TRAIN, "version-id": version},
    }
    return register(msgspec.convert(detail, ObjectCreated), execution="e1", before=before)


def looked(version: str, bucket: Drops) -> list[Registration]:
    """Look as the walk does, until the run is understood or refused."""
    said = [look(version)]
    while said[-1].outcome == "waiting":
        bucket.now += timedelta(seconds=30)
        said.append(look(version, said[-1]))
    return said


def read(said: Registration) -> dict[str, str]:
    sources = (said.training, said.validation, said.evaluation)
    return {each.key.removeprefix(FOLDER): each.version_id for each in sources if each}


def test_what_a_manifest_names_is_ready_at_the_first_look(bucket: Drops) -> None:
    versions = dropped(bucket, FILES)

    said = look(versions[TRAIN])

    assert ("ready", 1) == (said.outcome, said.looks)
    assert 7 == said.ready_recipe.limits.max_training_usd
    assert versions == {**read(said), "task.toml": versions["task.toml"]}
    assert ((), ()) == (said.unused, said.left_over)


@pytest.mark.parametrize("order", [*permutations([*FILES, "_ready"])])
def test_every_order_with_every_pause_is_one_whole_drop(
    order: Sequence[str], bucket: Drops, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUNING_COMPANIONS_LOOKS", "60")
    deployed.cache_clear()
    for pauses in ((0, 0, 0, 0), (29, 31, 29, 31), (300, 300, 300, 300)):
        came, last = {}, bucket.now
        for name, pause in zip(order, (1, *pauses), strict=True):
            last += timedelta(seconds=pause)
            came[name] = last
        versions = dropped(bucket, FILES, came)
        bucket.now = came[TRAIN]

        said = looked(versions[TRAIN], bucket)

        assert last <= bucket.now < max(came[TRAIN], last) + timedelta(seconds=30), pauses
        assert {"waiting"} >= {each.outcome for each in said[:-1]}, pauses
        assert "ready" == said[-1].outcome, pauses
        assert 7 == said[-1].ready_recipe.limits.max_training_usd, pauses
        assert versions == {**read(said[-1]), "task.toml": versions["task.toml"]}, pauses
        assert ((), ()) == (said[-1].unused, said[-1].left_over), pauses


@pytest.mark.parametrize(
    ("without", "words"),
    [
        (["_ready"], "incoming/faq/_ready of this drop never came, so its upload broke off"),
        (["task.toml"], "incoming/faq/task.toml: the version that _ready names is not there"),
        (["evaluation.jsonl"], "incoming/faq/evaluation.jsonl: the version that _ready names is"),
    ],
)
def test_a_drop_that_broke_off_never_starts_with_the_half_of_it(
    bucket: Drops, without: list[str], words: str
) -> None:
    versions = dropped(bucket, FILES, without=without)

    said = looked(versions[TRAIN], bucket)

    assert ["waiting", "waiting", "refused"] == [each.outcome for each in said]
    assert tuple(without) == said[0].missing
    assert said[-1].reasons[0].startswith(words)
    assert "python -m tuning drop FOLDER --env dev" in said[-1].reasons[0]


def test_a_file_of_another_size_than_its_manifest_says_is_refused_with_both(bucket: Drops) -> None:
    versions = dropped(bucket, FILES, without=["_ready"])
    members = {
        name: Member(version_id=version, size=len(FILES[name]) + 1000 * (name != TRAIN))
        for name, version in versions.items()
    }
    bucket.put(f"{FOLDER}_ready", written(Manifest(files=members)))

    said = look(versions[TRAIN])

    assert "refused" == said.outcome
    assert f"task.toml has {len(NEW)} bytes, and _ready says 1,{len(NEW):03}" in said.reasons[0]


def test_a_newer_companion_is_named_and_the_one_of_the_drop_is_read(bucket: Drops) -> None:
    versions = dropped(bucket, FILES)
    bucket.put(f"{FOLDER}validation.jsonl", b"newer")
    bucket.put(f"{FOLDER}task.toml", b"?")

    said = look(versions[TRAIN])

    assert ("ready", versions["validation.jsonl"]) == (
        said.outcome,
        said.validation and said.validation.version_id,
    )
    assert ["task.toml", "validation.jsonl"] == sorted(each.name for each in said.unused)
    assert "a newer version came after this drop" in str(said.unused[0])


def test_of_two_drops_in_a_row_the_newer_is_the_run(bucket: Drops) -> None:
    first, second = dropped(bucket, FILES), dropped(bucket, FILES)

    outcomes = [look(each[TRAIN]).outcome for each in (first, second)]

    assert ["refused", "ready"] == outcomes


def test_the_manifest_itself_begins_nothing(bucket: Drops) -> None:
    detail = {"bucket": {"name": "datasets-bucket"}, "object": {"key": f"{FOLDER}_ready"}}

    said = register(msgspec.convert(detail, ObjectCreated), execution="e2")

    assert ("ignored", "") == (said.outcome, said.run_id)


def test_a_file_of_the_folder_that_the_manifest_does_not_name_is_left(bucket: Drops) -> None:
    bucket.put(f"{FOLDER}test.jsonl", b"{}")
    versions = dropped(bucket, {n: body for n, body in FILES.items() if n != "evaluation.jsonl"})

    said = look(versions[TRAIN])

    assert ("ready", None) == (said.outcome, said.evaluation)
    assert ["evaluation.jsonl", "test.jsonl"] == [each.name for each in said.unused]


def test_a_copy_of_a_dropped_file_waits_for_no_manifest(bucket: Drops) -> None:
    """S3 copies metadata with an object, into another task or another bucket."""
    elsewhere = promise("incoming/other/train.jsonl")
    bucket.put(f"{FOLDER}task.toml", NEW.encode())
    version = bucket.put(FOLDER + TRAIN, b"{}", metadata=elsewhere)

    assert ["waiting", "ready"] == [each.outcome for each in looked(version, bucket)]


@pytest.mark.parametrize("body", [b"", b"[]", b'{"files": {"train.jsonl": 1}}', b"\xff"])
def test_what_is_no_manifest_is_none(bucket: Drops, body: bytes) -> None:
    versions = dropped(bucket, FILES, without=["_ready"])
    bucket.put(f"{FOLDER}_ready", body)

    assert ("waiting", ("_ready",)) == (
        look(versions[TRAIN]).outcome,
        look(versions[TRAIN]).missing,
    )


def test_a_manifest_that_is_nested_without_end_is_none(bucket: Drops) -> None:
    versions = dropped(bucket, FILES)
    bucket.put(f"{FOLDER}_ready", b'{"more": ' + b"[" * 100_000)

    assert "waiting" == look(versions[TRAIN]).outcome


def test_a_manifest_that_is_longer_than_any_can_be_is_none(bucket: Drops) -> None:
    versions = dropped(bucket, FILES)
    whole = bucket.versions[f"{FOLDER}_ready"][-1].body
    bucket.put(f"{FOLDER}_ready", whole + b" " * MOST_BYTES)

    assert "waiting" == look(versions[TRAIN]).outcome
