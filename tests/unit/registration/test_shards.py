import pytest

from tuning.registration.shards import MOST, Shard


def named(file: str) -> Shard:
    shard = Shard.named(file)
    assert shard is not None
    return shard


@pytest.mark.parametrize(
    "file",
    ["train.jsonl", "train-1-of-few.jsonl", "train-00001.jsonl", "train-00001-of-00002", "of.csv"],
)
def test_most_files_are_no_shards(file: str) -> None:
    assert Shard.named(file) is None


@pytest.mark.parametrize(
    ("file", "names"),
    [
        (
            "train-00003-of-00003.jsonl",
            (
                "train-00001-of-00003.jsonl",
                "train-00002-of-00003.jsonl",
                "train-00003-of-00003.jsonl",
            ),
        ),
        ("my-train-0-of-2.jsonl.gz", ("my-train-0-of-2.jsonl.gz", "my-train-1-of-2.jsonl.gz")),
        ("train-00000-of-00001.csv", ("train-00000-of-00001.csv",)),
        ("train-01-of-01.jsonl", ("train-01-of-01.jsonl",)),
    ],
)
def test_a_set_is_named_by_the_file_that_starts_its_run(file: str, names: tuple[str, ...]) -> None:
    shard = named(file)

    assert names == shard.names
    assert not shard.follows
    assert shard.fault is None


@pytest.mark.parametrize("count", [1, 2, 5, MOST])
@pytest.mark.parametrize("first", [0, 1])
def test_exactly_one_file_of_a_set_starts_its_run(first: int, count: int) -> None:
    files = [f"train-{first + n:05}-of-{count:05}.jsonl" for n in range(count)]
    starting = [file for file in files if not named(file).follows]

    assert 1 == len(starting)
    assert tuple(files) == named(starting[0]).names
    assert 1 == len({named(file).set for file in files})


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("train-00009-of-00008.jsonl", "there is no shard 9 of 8"),
        ("train-00000-of-00000.jsonl", "there is no shard 0 of 0"),
        ("train-00031-of-00031.jsonl", "a set has at most 30 shards, not 31"),
    ],
)
def test_a_set_that_cannot_be_is_told_by_the_file_that_would_start_it(
    file: str, words: str
) -> None:
    shard = named(file)

    assert not shard.follows
    assert shard.fault
    assert words in shard.fault
