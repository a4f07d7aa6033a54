"""Replies, each kept as soon as it has come, so that no crash makes a model be asked twice.

Each is an object of its own: 1,000 records of two models are 2,000 small objects, which cost one
cent to write.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import msgspec

from tuning import artifacts
from tuning.evaluation.answers import Reply
from tuning.run.evaluation import Model

FOLDER: Final = "answers"
READ_AT_ONCE: Final = 16


def keep(run: str, model: Model, record: int, reply: Reply) -> None:
    """Write down what a model replied to a record: it is not asked again."""
    artifacts.write(
        f"{_folder(run, model)}/{record}.json",
        msgspec.json.encode(reply),
        content_type="application/json",
    )


def kept(run: str, model: Model) -> dict[int, Reply]:
    """Return what a model has replied so far, by the record's number."""
    with ThreadPoolExecutor(max_workers=READ_AT_ONCE) as pool:
        return dict(pool.map(_read, _keys(run, model)))


def _keys(run: str, model: Model) -> Iterator[str]:
    return artifacts.keys(f"{_folder(run, model)}/")


def _read(key: str) -> tuple[int, Reply]:
    content = artifacts.read(key)
    if content is None:
        raise ValueError(f"{key} was listed and is gone")
    return int(key.rpartition("/")[2].removesuffix(".json")), msgspec.json.decode(
        content, type=Reply
    )


def _folder(run: str, model: Model) -> str:
    return artifacts.key_of(run, f"{FOLDER}/{model}")
