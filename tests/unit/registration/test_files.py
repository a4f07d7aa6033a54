"""One function says what a name is, for the trigger, for `check` and for rehearsals."""

import pytest

from tuning.dataset.reading import containers
from tuning.registration.files import ANSWER, LEFT_OUT, Named, named, no_training, sorted_out
from tuning.registration.places import placed
from tuning.run.recipe import Dataset


@pytest.mark.parametrize("name", ["train" + "é" * 125 + ".jsonl", "train" + "\x01" * 50 + ".csv"])
def test_a_name_is_as_long_as_it_is_written(name: str) -> None:
    found = named(name).unused

    assert found
    assert "give it one of at most 255" == found.fix


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("train.jsonl", "training"),
        ("Train.jsonl", "training"),
        ("TRAIN.JSONL", "training"),
        ("train.ndjson", "training"),
        ("train.csv.gz", "training"),
        ("train.jsonl.bz2", "training"),
        ("train.csv.zip", "training"),
        ("train.zip", "training"),
        ("train.TSV", "training"),
        ("My_Train+1.JSON.GZ", "training"),
        ("dev-train.jsonl", "training"),
        ("train_test.jsonl", "training"),
        ("Validation.JSONL", "validation"),
        ("validation2.jsonl", "validation"),
        ("validation-of-train.csv", "validation"),
        ("valid.jsonl", "validation"),
        ("faq_val.csv", "validation"),
        ("DEV.ndjson", "validation"),
        ("test.jsonl", "evaluation"),
        ("eval-2026.jsonl.gz", "evaluation"),
        ("Evaluation.csv", "evaluation"),
        ("evaluation-of-train.csv", "evaluation"),
        ("latest.jsonl", None),
        ("device.jsonl", None),
        ("champion.jsonl", None),
        ("README.md", None),
        ("task.toml", None),
    ],
)
def test_a_name_says_what_a_file_is_in_any_case(name: str, part: str | None) -> None:
    assert part == named(name).part


@pytest.mark.parametrize("name", ["train.jsonl", "TRAIN.JSONL", "train-00001-of-00002.jsonl"])
def test_what_was_left_out_of_a_file_is_no_data(name: str) -> None:
    there = sorted_out([name, name + LEFT_OUT, name + LEFT_OUT.upper()], Dataset())

    assert Named() == named(name + LEFT_OUT)
    assert ((name,), ()) == (there.training, there.unused)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "train.xlsx",
            "only the terminal reads an Excel workbook; "
            "python -m tuning convert train.xlsx -o train.jsonl",
        ),
        ("train;sh $(x).xlsx", "python -m tuning convert 'train;sh $(x).xlsx' -o train.jsonl"),
        ("validation.PARQUET", "python -m tuning convert validation.PARQUET -o train.jsonl"),
        ("train.jsonl.zst", "only the terminal reads JSON Lines in Zstandard"),
        ("train.xls", "nobody reads an old Excel workbook here; save it as .xlsx, or as CSV"),
        ("train.parquet.gz", "nobody reads Parquet in gzip here; unpack it"),
        ("train.gz", "name it by what is in it: train.jsonl.gz"),
        ("train.jsonl.xz", "unpack it, and drop what is in it as it is or with gzip"),
        ("data.txt", "does not end like data that the pipeline reads"),
        ("train", "does not end like data that the pipeline reads"),
        ("data.jsonl", "says neither train nor validation or evaluation; to train on it, call it"),
    ],
)
def test_data_that_nobody_uses_say_why_and_how(name: str, words: str) -> None:
    assert words in str(named(name).unused)


@pytest.mark.parametrize("packing", [None, *containers.PACKINGS])
@pytest.mark.parametrize("form", [None, *containers.FORMS])
def test_the_pipeline_uses_by_its_name_what_it_reads_and_says_of_the_rest_what_to_do(
    form: containers.Container | None, packing: containers.Container | None
) -> None:
    for start in form.suffixes if form else ("",):
        for end in packing.suffixes if packing else ("",):
            name = f"train{start}{end}"
            made, found = containers.made(name), named(name)
            if form or packing:
                assert (form, packing) == (made.form, made.packing)
            assert (made.read == "everywhere") == (found.part == "training")
            assert (made.read == "terminal") == ("tuning convert" in str(found.unused))
            assert found.part or found.unused


@pytest.mark.parametrize("name", ["README.md", "readme.txt", "train.py", "", "task.toml", "_x"])
def test_what_is_no_data_is_passed_over(name: str) -> None:
    assert named(name).unused is None


def test_of_two_companions_the_longer_word_is_used_and_the_other_named() -> None:
    found = sorted_out(["train.jsonl", "dev.jsonl", "val.jsonl", "Test.jsonl"], Dataset())

    assert {"validation": "val.jsonl", "evaluation": "Test.jsonl"} == found.beside
    (unused,) = found.unused
    assert "dev.jsonl: val.jsonl is used for validation" in str(unused)
    assert 'validation = "dev.jsonl"' in unused.fix


def test_what_the_recipe_names_goes_first_and_is_never_called_unused() -> None:
    recipe = Dataset(evaluation="held-out.jsonl", recorded="champion.jsonl")
    names = ["train.jsonl", "eval.jsonl", "held-out.jsonl", "champion.jsonl", "old.parquet"]

    found = sorted_out(names, recipe)

    assert {"evaluation": "held-out.jsonl"} == found.beside
    assert ["old.parquet", "eval.jsonl"] == [each.name for each in found.unused]


def test_a_folder_without_a_training_file_names_what_could_be_one() -> None:
    assert "data.jsonl: its name says neither" in no_training(["data.jsonl", "README.md"])


@pytest.mark.parametrize(
    ("key", "begins"),
    [
        ("incoming/faq/Train.ndjson", "begins"),
        ("incoming/faq/dev.jsonl", "passed"),
        ("incoming/faq/task.toml", "passed"),
        ("incoming/faq/champion.jsonl", "alone"),
        ("incoming/champion.jsonl", "refused"),
        ("incoming/train-times/", "passed"),
        ("incoming/train.csv", "refused"),
        ("incoming/faq/deep/train.jsonl", "refused"),
        ("incoming/faq/train.xlsx", "refused"),
        ("incoming/faq/a.parquet", "refused"),
        ("incoming/faq/data.txt", "refused"),
        ("incoming/Faq/train.jsonl", "refused"),
        ("faq/train.csv", "refused"),
        ("train.jsonl", "refused"),
    ],
)
def test_a_key_begins_a_run_is_passed_over_or_is_answered(key: str, begins: str) -> None:
    place = placed(key)

    assert begins == place.begins
    assert bool(place.why) == (begins != "begins")
    assert "passed" == placed(key + ANSWER).begins


@pytest.mark.parametrize("word", ["train", "validation", "recorded"])
def test_a_name_that_would_fill_what_a_run_carries_is_not_used_and_not_repeated(word: str) -> None:
    fits, longer = (f"{word}-{'n' * (255 - len(word) - 7 + more)}.jsonl" for more in (0, 1))

    assert (255, 256) == (len(fits), len(longer))
    assert named(fits) == named(f"{word}.jsonl") or named(fits).unused
    unused = named(longer).unused
    assert unused
    assert (None, True) == (named(longer).part, len(str(unused)) < 255)
    assert "256 bytes" in unused.why
    assert "passed" == placed(f"incoming/faq/{longer}{ANSWER}").begins
