"""Replies, each kept as soon as it has come, so that no crash makes a model be asked twice.

Each is an object of its own: 1,000 records of two models are 2,000 small objects, which cost one
cent to write.
"""

from concurrent.futures import ThreadPoolExecutor
from typing import Final

import msgspec

from tuning import artifacts
from tuning.evaluation.answers import Reply
from tuning.run.evaluation import Model

FOLDER: Final = "answers"
"""Under which the states keep replies, which nobody else writes; see the bucket's own policy."""

READ_AT_ONCE: Final = 16


def folder(run: str, questions: str, model: Model) -> str:
    """Return where the replies of a model are kept.

    Args:
        run: that asks.
        questions: the folder of the question set, among what the run leaves.
        model: who replies.
    """
    return artifacts.key_of(run, f"{questions}/{model}")


def keep(kept_in: str, record: int, reply: Reply) -> None:
    """Write down what a model replied to a record: it is not asked again."""
    artifacts.write(
        f"{kept_in}/{record}.json",
        msgspec.json.encode(reply),
        content_type="application/json",
    )


def kept(kept_in: str) -> dict[int, Reply]:
    """Return what a model has replied so far, by the record's number."""
    with ThreadPoolExecutor(max_workers=READ_AT_ONCE) as pool:
        return dict(pool.map(_read, artifacts.keys(f"{kept_in}/")))


def _read(key: str) -> tuple[int, Reply]:
    content = artifacts.read(key)
    if content is None:
        raise ValueError(f"{key} was listed and is gone")
    return int(key.rpartition("/")[2].removesuffix(".json")), msgspec.json.decode(
        content, type=Reply
    )
