"""Hugging Face datasets: load the file, then filter what is empty and what stood there before."""

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ |= {"HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1"}

import datasets

datasets.disable_progress_bars()


def pairs(path: Path) -> Callable[[], int]:
    """Load prompt/completion records, drop empty ones and duplicates."""
    return partial(_load, path)


def _load(path: Path) -> int:
    with TemporaryDirectory() as cache:
        loaded = datasets.load_dataset("json", data_files=str(path), split="train", cache_dir=cache)
        filled = loaded.filter(
            lambda row: bool(row["prompt"].strip() and row["completion"].strip())
        )
        seen: set[tuple[str, str]] = set()

        def first(row: dict[str, str]) -> bool:
            key = row["prompt"], row["completion"]
            known = key in seen
            seen.add(key)
            return not known

        filled.filter(first)
        return len(loaded)
