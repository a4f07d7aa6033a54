import gzip
import json
import tomllib
from pathlib import Path

import pytest

from rehearsal.dataset import RehearsedDataset, find, known_tasks
from rehearsal.errors import UnusableArgument
from tuning.registration import task_toml

MICRO = "amazon.nova-micro-v1:0:128k"


@pytest.fixture
def datasets(tmp_path: Path) -> Path:
    """Two known tasks; the first has all its files and names none of them."""
    folder = tmp_path / "datasets"
    write(folder / "tickets", "task.toml", "train.jsonl", "validation.jsonl", "evaluation.jsonl")
    write(folder / "intents", "task.toml", "train.jsonl")
    return folder


def write(folder: Path, *names: str, recipe: str = "") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).write_text(recipe if name == "task.toml" else "{}\n")
    return folder


def named(dataset: RehearsedDataset) -> list[str]:
    return [file.name for file in dataset.companions]


def test_a_folder_is_its_task_with_all_of_its_files(datasets: Path) -> None:
    found = find(datasets / "tickets", task=None, datasets=datasets)

    assert "tickets" == found.task
    assert "incoming/tickets/train.jsonl" == found.key
    assert ["validation.jsonl", "evaluation.jsonl"] == named(found)


def test_task_names_a_folder_of_ones_own(tmp_path: Path, datasets: Path) -> None:
    folder = write(tmp_path / "mine", "train.jsonl", "task.toml")

    found = find(folder, task="other", datasets=datasets)

    assert "incoming/other/train.jsonl" == found.key


def test_a_single_file_takes_the_recipe_of_the_task_that_is_named(
    tmp_path: Path, datasets: Path
) -> None:
    folder = write(tmp_path / "mine", "train-v2.jsonl")

    found = find(folder / "train-v2.jsonl", task="intents", datasets=datasets)

    assert (datasets / "intents" / "task.toml").read_bytes() == found.recipe
    assert "incoming/intents/train-v2.jsonl" == found.key


def test_a_recipe_beside_a_single_file_comes_before_the_known_one(
    tmp_path: Path, datasets: Path
) -> None:
    folder = write(tmp_path / "mine", "train.jsonl", "task.toml", recipe="# mine")

    found = find(folder / "train.jsonl", task="intents", datasets=datasets)

    assert b"# mine" == found.recipe


def test_files_of_a_known_task_never_accompany_other_files(tmp_path: Path, datasets: Path) -> None:
    recipe = """
[dataset]
evaluation = "held-out.jsonl"
validation = "validation.jsonl"
recorded = "recorded.jsonl"
lossy = true
"""
    names = ("task.toml", "held-out.jsonl", "validation.jsonl", "recorded.jsonl")
    write(datasets / "intents", *names, recipe=recipe)
    folder = write(tmp_path / "mine", "train.jsonl", "evaluation.jsonl", "held-out.jsonl")

    found = find(folder / "train.jsonl", task="intents", datasets=datasets)

    assert (folder / "held-out.jsonl",) == found.companions
    assert {"evaluation": "held-out.jsonl", "lossy": True} == tomllib.loads(found.recipe.decode())[
        "dataset"
    ]
    [said] = found.notes
    assert "validation.jsonl" in said
    assert "recorded.jsonl" in said


def test_a_companion_that_is_named_but_nowhere_is_left_to_the_pipeline(datasets: Path) -> None:
    recipe = '[dataset]\nvalidation = "validation-late.jsonl"\n'
    write(datasets / "tickets", "task.toml", recipe=recipe)

    found = find(datasets / "tickets", task=None, datasets=datasets)

    assert ["evaluation.jsonl"] == named(found)


@pytest.mark.parametrize("recipe", ["not toml [", 'dataset = "text"', "[dataset]\nvalidation = 3"])
def test_a_broken_recipe_is_left_to_the_pipeline(datasets: Path, recipe: str) -> None:
    write(datasets / "tickets", "task.toml", recipe=recipe)

    found = find(datasets / "tickets", task=None, datasets=datasets)

    assert "tickets" == found.task


def test_a_file_whose_name_would_start_nothing_is_dropped_under_one_that_does(
    tmp_path: Path, datasets: Path
) -> None:
    folder = write(tmp_path / "mine", "broken a+b é.jsonl")

    found = find(folder / "broken a+b é.jsonl", task="intents", datasets=datasets)

    assert "incoming/intents/train-broken a+b é.jsonl" == found.key


@pytest.mark.parametrize("name", ["train.jsonl", "a+b train é.jsonl.gz", "my-train.csv"])
def test_a_file_whose_name_starts_a_run_keeps_it(tmp_path: Path, datasets: Path, name: str) -> None:
    folder = write(tmp_path / "mine", name)

    assert name == find(folder / name, task="intents", datasets=datasets).training_name


def test_a_missing_path_is_unusable(datasets: Path) -> None:
    with pytest.raises(UnusableArgument, match="there is no such file or folder"):
        find(datasets / "nowhere", task=None, datasets=datasets)


def test_an_unknown_task_is_unusable_and_the_known_ones_are_named(
    tmp_path: Path, datasets: Path
) -> None:
    folder = write(tmp_path / "mine", "train.jsonl")

    with pytest.raises(
        UnusableArgument, match=r"unknown task 'nope': known tasks are intents, tickets"
    ):
        find(folder / "train.jsonl", task="nope", datasets=datasets)


@pytest.mark.parametrize("path", ["tickets", "tickets/train.jsonl"])
def test_a_slip_in_the_name_of_a_known_task_is_unusable(datasets: Path, path: str) -> None:
    with pytest.raises(UnusableArgument, match="unknown task 'tikets'"):
        find(datasets / path, task="tikets", datasets=datasets)


LINES = b"".join(
    json.dumps({"prompt": f"What is article {n}?", "completion": f"It is {n} of {n % 7}."}).encode()
    + b"\n"
    for n in range(120)
)


def test_a_file_without_a_recipe_has_the_choices_of_init(tmp_path: Path, datasets: Path) -> None:
    folder = tmp_path / "Some where"
    folder.mkdir()
    (folder / "Articles (new).jsonl").write_bytes(LINES)

    found = find(folder / "Articles (new).jsonl", task=None, datasets=datasets)

    assert "articles-new" == found.task
    assert "incoming/articles-new/train-Articles (new).jsonl" == found.key
    recipe = task_toml.read(found.recipe.decode(), default_model="", default_hyperparameters={})
    assert "QuestionAndAnswer" == recipe.evaluation.task_type
    assert "5" == recipe.hyperparameters["epochCount"]
    said = "\n".join(found.notes)
    assert "evaluation.task_type" in said
    assert "Most prompts end with a question mark." in said
    assert "python -m tuning init" in said


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("examples.csv", b"question,answer\n" + b"".join(b"q%d,a%d\n" % (n, n) for n in range(99))),
        ("examples.json", b"[" + b",".join(LINES.splitlines()) + b"]"),
        ("examples.ndjson", LINES),
        ("examples.jsonl.gz", gzip.compress(LINES)),
    ],
)
def test_any_form_that_is_known_can_be_rehearsed(
    tmp_path: Path, datasets: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)

    found = find(tmp_path / name, task=None, datasets=datasets)

    assert f"incoming/examples/train-{name}" == found.key
    assert b"epochCount = 5" in found.recipe


@pytest.mark.parametrize("content", [b'{"prompt": "a"}\n', b"\x00\x01" * 90, b""])
def test_what_is_wrong_with_a_file_is_the_pipelines_to_say(
    tmp_path: Path, datasets: Path, content: bytes
) -> None:
    (tmp_path / "bad.jsonl").write_bytes(content)

    found = find(tmp_path / "bad.jsonl", task=None, datasets=datasets)

    assert "bad" == found.task
    assert task_toml.read(found.recipe.decode(), default_model=MICRO, default_hyperparameters={})
    assert any("defaults" in note for note in found.notes)


def test_a_folder_without_a_recipe_is_a_task_with_the_files_that_accompany_a_run(
    tmp_path: Path, datasets: Path
) -> None:
    folder = write(tmp_path / "My Data", "notes.jsonl")
    (folder / "train.jsonl").write_bytes(LINES)
    (folder / "Test.jsonl").write_bytes(LINES.replace(b"article", b"chapter"))

    found = find(folder, task=None, datasets=datasets)

    assert "my-data" == found.task
    assert ["Test.jsonl"] == named(found)
    assert any("Test.jsonl" in note for note in found.notes)


def test_a_file_is_accompanied_by_what_lies_beside_it_alone(tmp_path: Path, datasets: Path) -> None:
    (tmp_path / "train.jsonl").write_bytes(LINES)
    (tmp_path / "dev.jsonl").write_bytes(LINES.replace(b"article", b"chapter"))
    write(tmp_path, "notes.jsonl", "readme.txt")

    assert ["dev.jsonl"] == named(find(tmp_path / "train.jsonl", task=None, datasets=datasets))


def test_what_may_belong_to_another_training_file_accompanies_none(
    tmp_path: Path, datasets: Path
) -> None:
    (tmp_path / "intents.jsonl").write_bytes(LINES)
    write(tmp_path, "tickets-train.jsonl", "test.jsonl")

    found = find(tmp_path / "intents.jsonl", task=None, datasets=datasets)

    assert () == found.companions
    assert any("test.jsonl" in note and "tickets-train.jsonl" in note for note in found.notes)


@pytest.mark.parametrize(
    ("path", "task"),
    [
        ("here/train.jsonl", "here"),
        ("here/training.csv", "here"),
        ("here/train-v2.jsonl", "train-v2"),
        ("here/\u30c7\u30fc\u30bf.jsonl", "here"),
    ],
)
def test_a_file_names_its_task_or_its_folder_does(
    tmp_path: Path, datasets: Path, path: str, task: str
) -> None:
    file = tmp_path / path
    file.parent.mkdir()
    file.write_bytes(LINES)

    assert task == find(file, task=None, datasets=datasets).task


def test_an_empty_folder_is_unusable(tmp_path: Path, datasets: Path) -> None:
    empty = write(tmp_path / "empty")

    with pytest.raises(UnusableArgument, match="no training file"):
        find(empty, task="intents", datasets=datasets)


def test_several_training_files_are_unusable(datasets: Path) -> None:
    write(datasets / "tickets", "train-2.jsonl")

    with pytest.raises(
        UnusableArgument, match=r"several training files .train-2.jsonl, train.jsonl."
    ):
        find(datasets / "tickets", task=None, datasets=datasets)


def test_a_file_of_an_unknown_kind_is_unusable(tmp_path: Path, datasets: Path) -> None:
    folder = write(tmp_path / "mine", "train.parquet")

    with pytest.raises(UnusableArgument, match=r"ends .jsonl, .ndjson, .json, .csv"):
        find(folder / "train.parquet", task="intents", datasets=datasets)


def test_a_folder_whose_name_is_no_task_is_unusable(tmp_path: Path, datasets: Path) -> None:
    folder = write(tmp_path / "My Data", "train.jsonl", "task.toml")

    with pytest.raises(UnusableArgument, match="'My Data' cannot be a task's name"):
        find(folder, task=None, datasets=datasets)


def test_the_known_tasks_are_the_folders_with_a_recipe(datasets: Path) -> None:
    write(datasets / "notes", "README.md")

    assert ("intents", "tickets") == known_tasks(datasets)


def test_a_companion_with_train_in_its_name_is_no_training_file(datasets: Path) -> None:
    write(datasets / "tickets", "validation-of-train.jsonl")

    assert "train.jsonl" == find(datasets / "tickets", task=None, datasets=datasets).training_name


def shards(folder: Path, *numbers: int, count: int = 3, stem: str = "train") -> Path:
    names = [f"{stem}-0000{number}-of-0000{count}.jsonl" for number in numbers]
    return write(folder, "task.toml", *names)


@pytest.mark.parametrize("numbers", [(1, 2, 3), (0, 1, 2)])
def test_shards_are_one_dataset_and_the_one_that_starts_the_run_comes_last(
    tmp_path: Path, datasets: Path, numbers: tuple[int, ...]
) -> None:
    found = find(shards(tmp_path / "mine", *numbers), task=None, datasets=datasets)

    starts = 3 if 3 in numbers else 0
    assert f"incoming/mine/train-0000{starts}-of-00003.jsonl" == found.key
    assert [f"train-0000{n}-of-00003.jsonl" for n in numbers if n != starts] == [
        shard.name for shard in found.shards
    ]


def test_one_shard_stands_for_its_whole_set(tmp_path: Path, datasets: Path) -> None:
    folder = shards(tmp_path / "mine", 1, 2, 3, stem="data")

    found = find(folder / "data-00002-of-00003.jsonl", task=None, datasets=datasets)

    assert "incoming/mine/train-data-00003-of-00003.jsonl" == found.key
    assert 2 == len(found.shards)


def test_a_set_without_the_shard_that_starts_the_run_is_told(
    tmp_path: Path, datasets: Path
) -> None:
    folder = shards(tmp_path / "mine", 1, 2)

    with pytest.raises(UnusableArgument, match=r"lacks the shard of train .* number 0, or 00003"):
        find(folder, task=None, datasets=datasets)


def test_a_set_and_another_training_file_are_several(tmp_path: Path, datasets: Path) -> None:
    folder = write(shards(tmp_path / "mine", 1, 2, 3), "train.jsonl")

    with pytest.raises(UnusableArgument, match="several training files"):
        find(folder, task=None, datasets=datasets)
