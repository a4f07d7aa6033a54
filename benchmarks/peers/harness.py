"""lm-evaluation-harness: its own bootstrap, in one process, of the mean of the same figures."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from benchmarks.judging import figures

os.environ["DISABLE_MULTIPROC"] = "1"

from lm_eval.api import metrics

RESAMPLES: Final = 10_000


def bootstrap(path: Path) -> Callable[[], int]:
    """Estimate the standard error of a mean."""
    known = figures(path)

    def estimate() -> int:
        metrics.bootstrap_stderr(metrics.mean, known, RESAMPLES)
        return len(known)

    return estimate
