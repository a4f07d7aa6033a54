"""The sandbox for real: the embedded AWS as a process and the Bedrock stand-in."""

import os
import signal
import socket
import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from rehearsal.artifacts import PAGE_BEGINS, collect
from rehearsal.dataset import find
from rehearsal.drop import drop
from rehearsal.interruption import Interrupted, interruptible
from rehearsal.sandbox import Sandbox, open_sandbox, scratch
from tuning.report import templates


def processes_of(work: Path) -> list[str]:
    """The command lines of all processes that mention a directory."""
    found = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = file.read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if str(work) in line:
            found.append(line)
    return found


def test_a_stage_answers_while_it_is_set_and_leaves_nothing() -> None:
    with scratch() as work, open_sandbox(work) as sandbox:
        account = sandbox.aws.client("sts").get_caller_identity()["Account"]
        assert 1 == len(processes_of(work))

    assert account == sandbox.aws.account
    assert [] == processes_of(work)
    assert not work.exists()
    address = urlsplit(sandbox.bedrock.url)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((address.hostname, address.port), timeout=2)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_strikes_the_stage(number: int) -> None:
    works = []

    def perform() -> None:
        with scratch() as work, open_sandbox(work):
            works.append(work)
            os.kill(os.getpid(), number)

    with pytest.raises(Interrupted), interruptible():
        perform()

    assert [] == processes_of(works[0])
    assert not works[0].exists()


def test_two_stages_do_not_meet() -> None:
    with (
        scratch() as first,
        scratch() as second,
        open_sandbox(first) as one,
        open_sandbox(second) as other,
    ):
        one.aws.client("s3").create_bucket(Bucket="only-here")

        assert [] == other.aws.client("s3").list_buckets()["Buckets"]


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with open_sandbox(tmp_path_factory.mktemp("sandbox")) as set_up:
        yield set_up


@pytest.mark.parametrize("name", ["train.jsonl", "a b+c é train.jsonl"])
def test_a_dataset_is_dropped_with_its_training_file_last(
    sandbox: Sandbox, tmp_path: Path, name: str
) -> None:
    s3 = sandbox.aws.client("s3")
    s3.create_bucket(Bucket="datasets")
    for file in (name, "task.toml", "validation.jsonl", "evaluation.jsonl"):
        (tmp_path / file).write_text(f"this is {file}")
    dataset = find(tmp_path, task="faq", datasets=tmp_path)

    keys = drop(s3, "datasets", dataset)

    names = ("task.toml", "validation.jsonl", "evaluation.jsonl", name)
    assert keys == tuple(f"incoming/faq/{file}" for file in names)
    assert s3.get_object(Bucket="datasets", Key=keys[-1])["Body"].read().decode() == (
        f"this is {name}"
    )


@pytest.mark.parametrize(
    "recipe",
    [
        '# ours\n[hosting]\nmode = "auto" # cheap\nkeep_hours = 2\n[limits]\nmax_model_units = 5\n',
        "# ours\n[limits]\nmax_training_usd = 5\n",
    ],
)
def test_the_mode_of_hosting_is_written_into_the_dropped_recipe_alone(
    sandbox: Sandbox, tmp_path: Path, recipe: str
) -> None:
    s3 = sandbox.aws.client("s3")
    s3.create_bucket(Bucket="hosting")
    (tmp_path / "task.toml").write_text(recipe)
    (tmp_path / "train.jsonl").write_text("{}")

    keys = drop(s3, "hosting", find(tmp_path, task="faq", datasets=tmp_path), hosting="provisioned")

    dropped = s3.get_object(Bucket="hosting", Key=keys[0])["Body"].read().decode()
    before, after = tomllib.loads(recipe), tomllib.loads(dropped)
    assert after == before | {"hosting": before.get("hosting", {}) | {"mode": "provisioned"}}
    assert dropped.startswith("# ours")
    assert (tmp_path / "task.toml").read_text() == recipe


@pytest.mark.parametrize("recipe", ["[hosting", 'hosting = "fast"'])
def test_a_recipe_that_cannot_be_changed_is_dropped_for_the_pipeline_to_refuse(
    sandbox: Sandbox, tmp_path: Path, recipe: str
) -> None:
    s3 = sandbox.aws.client("s3")
    s3.create_bucket(Bucket="broken")
    (tmp_path / "task.toml").write_text(recipe)
    (tmp_path / "train.jsonl").write_text("{}")

    keys = drop(s3, "broken", find(tmp_path, task="faq", datasets=tmp_path), hosting="on_demand")

    assert s3.get_object(Bucket="broken", Key=keys[0])["Body"].read().decode() == recipe


def test_shards_are_dropped_with_the_one_that_starts_the_run_last(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    s3 = sandbox.aws.client("s3")
    s3.create_bucket(Bucket="sets")
    names = [f"train-0000{number}-of-00003.jsonl" for number in (0, 1, 2)]
    for file in ("task.toml", *names):
        (tmp_path / file).write_text(f"this is {file}")

    keys = drop(s3, "sets", find(tmp_path, task="faq", datasets=tmp_path))

    ordered = ("task.toml", names[1], names[2], names[0])
    assert keys == tuple(f"incoming/faq/{file}" for file in ordered)


def test_artifacts_are_brought_and_what_was_not_written_is_missing(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    s3 = sandbox.aws.client("s3")
    s3.create_bucket(Bucket="artifacts")
    s3.put_object(Bucket="artifacts", Key="runs/faq/faq-1/report.html", Body=b"<main>kept")
    s3.put_object(Bucket="artifacts", Key="runs/faq/faq-1/dataset.json", Body=b'{"errors": 0}')

    artifacts = collect(s3, "artifacts", "faq-1", tmp_path / "faq-1")

    assert artifacts.report == tmp_path / "faq-1" / "report.html"
    assert artifacts.report.read_bytes() == b"<main>kept"
    assert artifacts.data is None
    assert {"errors": 0} == artifacts.dataset


def test_the_page_of_a_run_begins_where_a_rehearsal_says_what_struck() -> None:
    layout = Path(templates.__file__).with_suffix("") / "layout.html.j2"

    assert 1 == layout.read_bytes().count(PAGE_BEGINS)


def test_a_run_without_artifacts_leaves_no_folder(sandbox: Sandbox, tmp_path: Path) -> None:
    s3 = sandbox.aws.client("s3")
    s3.create_bucket(Bucket="empty")

    artifacts = collect(s3, "empty", "faq-2", tmp_path / "faq-2")

    assert artifacts.report is None
    assert not (tmp_path / "faq-2").exists()
