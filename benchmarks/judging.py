"""What an evaluation computes of recorded answers, beside what others compute of the same."""

from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Final

import msgspec

from benchmarks.limits import Pair
from tuning.evaluation import bootstrap
from tuning.evaluation.metrics import METRICS, score_all
from tuning.run.recipe import EvaluationSettings

PAIRS: Final = 1_000

SETTINGS: Final = EvaluationSettings(
    metrics=tuple(METRICS), pattern="[a-z]+ing", json_schema='{"type": "object"}'
)
"""Every metric at once, which no recipe asks for."""


def pairs(path: Path) -> list[Pair]:
    """Return the answers and references of a file: texts of 300 words."""
    decoder = msgspec.json.Decoder(Pair)
    with path.open("rb") as file:
        return [decoder.decode(line) for line in islice(file, PAIRS)]


def figures(path: Path) -> list[float]:
    """Return one figure for each pair, from 0 to 1: the share of words that both have."""
    return [
        len({*pair.prompt.split()} & {*pair.completion.split()}) / len({*pair.prompt.split()})
        for pair in pairs(path)
    ]


def every_score(path: Path) -> Callable[[], int]:
    """Score every pair by every metric, and tell how sure each mean is."""
    read = pairs(path)
    answers, references = [pair.prompt for pair in read], [pair.completion for pair in read]
    score_all(SETTINGS, answers[:1], references[:1])

    def score() -> int:
        scores = score_all(SETTINGS, answers, references)
        for metric in SETTINGS.scored:
            bootstrap.interval([each[metric] for each in scores])
        return len(scores)

    return score


def interval(path: Path) -> Callable[[], int]:
    """Tell how sure one mean is."""
    known = figures(path)

    def tell() -> int:
        bootstrap.interval(known)
        return len(known)

    return tell
