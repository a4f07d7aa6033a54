"""The service's own scores: read what an evaluation job wrote and average it.

Bedrock writes one line for each prompt and no aggregate file.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import fmean

import msgspec

from tuning import artifacts

SUFFIX = "_output.jsonl"


class BedrockScore(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One metric of one answer."""

    metric_name: str
    result: float | None = None


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """Every metric of one answer."""

    scores: tuple[BedrockScore, ...] = ()


class Line(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One line of an evaluation job's output; the prompt and answer in it are not read."""

    automated_evaluation_result: Result = Result()


@dataclass(frozen=True, kw_only=True)
class Averages:
    """The mean of every metric over the lines that could be read, and how many could not."""

    by_metric: dict[str, float]
    unreadable: int = 0


def averages(prefix: str) -> Averages:
    """Return the mean of every metric over the lines under ``prefix`` of the artifacts bucket."""
    decoder = msgspec.json.Decoder(Line)
    results: dict[str, list[float]] = {}
    unreadable = 0
    for line in _lines(prefix):
        try:
            scores = decoder.decode(line).automated_evaluation_result.scores
        except (msgspec.DecodeError, UnicodeDecodeError):
            unreadable += 1
            continue
        for score in scores:
            if score.result is not None:
                results.setdefault(score.metric_name, []).append(score.result)
    return Averages(
        by_metric={metric: fmean(values) for metric, values in results.items()},
        unreadable=unreadable,
    )


def _lines(prefix: str) -> Iterator[bytes]:
    for key in artifacts.keys(f"{prefix}/"):
        if key.endswith(SUFFIX):
            yield from filter(None, (artifacts.read(key) or b"").splitlines())
