"""`drop`: what it uploads is one whole drop, and a folder that is not ready stays here."""

from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest

from tests.unit.cli.conftest import pairs
from tests.unit.conftest import RECIPE, Served
from tests.unit.registration.drops import Drops
from tests.unit.registration.test_drop import Ledger
from tuning.cli.arguments import Unusable
from tuning.cli.dropping import upload
from tuning.cli.dropping.drop import drop
from tuning.cli.output import printer
from tuning.ledger import runs
from tuning.registration.register import ObjectCreated, register
from tuning.registration.task_toml import BadRecipe
from tuning.run.registration import Registration

HERE = "incoming/faq/"
BY = "arn:aws:sts::123456789012:assumed-role/Uploader/eve@corp.com"
LABELS = "".join(
    f'{{"prompt": "Is {n} even?", "answer": "yes", "reference": "yes", "good": true}}\n'
    for n in range(30)
)


@pytest.fixture
def bucket(settings: object, monkeypatch: pytest.MonkeyPatch, served: Served) -> Drops:
    made = Drops()
    served(s3=made, sts=SimpleNamespace(get_caller_identity=lambda: {"Arn": BY}))
    monkeypatch.setattr(runs, "claim", Ledger().claim)
    return made


@pytest.fixture
def task(tmp_path: Path) -> Path:
    """The folder of a task, with everything that one may have, and more."""
    folder = tmp_path / "faq"
    folder.mkdir()
    (folder / "task.toml").write_text(f'dataset.labels = "labels.jsonl"\n{RECIPE}')
    (folder / "train.jsonl").write_bytes(pairs(120))
    (folder / "test.jsonl").write_bytes(pairs(20, start=200))
    (folder / "labels.jsonl").write_text(LABELS)
    (folder / "README.md").write_text("notes")
    (folder / "old.xlsx").write_text("notes")
    return folder


def dropped(folder: Path) -> tuple[int, str]:
    out = StringIO()
    return drop(folder, printer(out)), out.getvalue()


def heard(bucket: Drops, name: str) -> Registration:
    """What RegisterRun says of an object that was just written."""
    (version,) = bucket.versions[HERE + name]
    about = {"key": HERE + name, "version-id": version.id}
    detail = {"bucket": {"name": "datasets-bucket"}, "object": about}
    return register(msgspec.convert(detail, ObjectCreated), execution=name)


def test_a_folder_that_is_ready_is_one_run_that_begins_at_its_first_look(
    bucket: Drops, task: Path
) -> None:
    code, told = dropped(task)

    names = ["task.toml", "labels.jsonl", "test.jsonl", "train.jsonl", "_ready"]
    assert 0 == code, told
    assert [HERE + name for name in names] == bucket.written
    said = {name: heard(bucket, name) for name in names}
    begun = said.pop("train.jsonl")
    assert ("ready", 1) == (begun.outcome, begun.looks)
    assert {"ignored"} == {each.outcome for each in said.values()}
    assert (begun.evaluation, begun.labels) != (None, None)
    assert begun.left_over == ()
    assert BY == begun.dropped_by
    assert f"start the run {begun.run_id}.\n" in told
    assert f"Follow: python -m tuning runs {begun.run_id} --env dev\n" in told
    assert "old.xlsx" in told


def test_what_the_bucket_holds_is_what_lay_in_the_folder(bucket: Drops, task: Path) -> None:
    dropped(task)

    for key, (version,) in bucket.versions.items():
        if not key.endswith("_ready"):
            assert (task / key.removeprefix(HERE)).read_bytes() == version.body


@pytest.mark.parametrize("part", [1, 1000, len(pairs(120)), len(pairs(120)) + 1])
def test_a_large_file_goes_in_parts_and_is_one_version(
    bucket: Drops, task: Path, monkeypatch: pytest.MonkeyPatch, part: int
) -> None:
    monkeypatch.setattr(upload, "PART_BYTES", part)

    dropped(task)

    (version,) = bucket.versions[f"{HERE}train.jsonl"]
    assert pairs(120) == version.body
    assert {} == bucket.parts
    assert "ready" == heard(bucket, "train.jsonl").outcome


def test_an_upload_that_breaks_off_leaves_nothing_and_starts_nothing(
    bucket: Drops, task: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(**_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(upload, "PART_BYTES", 1000)
    monkeypatch.setattr(bucket, "complete_multipart_upload", lost)

    with pytest.raises(KeyboardInterrupt):
        dropped(task)

    assert {} == bucket.parts
    assert "ready" != heard(bucket, "task.toml").outcome


def test_of_shards_the_one_that_starts_the_run_goes_last(bucket: Drops, task: Path) -> None:
    (task / "train.jsonl").unlink()
    shards = [f"train-0000{number}-of-00003.jsonl" for number in (0, 1, 2)]
    for number, name in enumerate(shards):
        (task / name).write_bytes(pairs(50, start=1000 * number))

    assert 0 == dropped(task)[0]

    assert [HERE + name for name in (*shards[1:], shards[0], "_ready")] == bucket.written[-4:]
    begun = heard(bucket, shards[0])
    assert "ready" == begun.outcome
    assert [HERE + name for name in shards] == [each.key for each in begun.shards]


def test_a_folder_with_errors_is_told_like_check_and_nothing_is_uploaded(
    bucket: Drops, task: Path
) -> None:
    (task / "train.jsonl").write_bytes(b'{"prompt": "x"\n' + pairs(120))

    code, told = dropped(task)

    assert 1 == code
    assert "train.jsonl:1" in told
    assert told.endswith("Nothing was uploaded.\n")
    assert [] == bucket.written


def test_what_the_run_may_cost_is_held_against_the_ceilings_of_the_recipe(
    bucket: Drops, task: Path
) -> None:
    code, told = dropped(task)
    assert 0 == code, told
    assert "limits." not in told
    (task / "task.toml").write_text(f"limits.max_training_usd = 0.00001\n{RECIPE}")

    code, told = dropped(task)
    assert 0 == code, told
    assert "With limits.max_training_usd = 1e-05 this run would be refused, or a person" in told


def test_what_is_no_folder_of_a_task_is_one_line_that_says_what_is(
    bucket: Drops, task: Path
) -> None:
    with pytest.raises(Unusable, match=r"train.jsonl is no folder; a drop is .*tuning init FILE"):
        dropped(task / "train.jsonl")
    with pytest.raises(Unusable, match=r"My Data cannot be a task.s name.*call it my-data"):
        dropped(task.rename(task.parent / "My Data"))
    task = (task.parent / "My Data").rename(task)
    (task / "labels.jsonl").unlink()
    with pytest.raises(Unusable, match=r"labels.jsonl: No such file"):
        dropped(task)
    (task / "task.toml").write_text("?")
    with pytest.raises(BadRecipe):
        dropped(task)
    (task / "task.toml").unlink()
    with pytest.raises(Unusable, match=r"has no task.toml"):
        dropped(task)
    assert [] == bucket.written
