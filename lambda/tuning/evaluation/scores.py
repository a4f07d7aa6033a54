"""What an evaluation job wrote: one line for each prompt, and no aggregate file."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

import msgspec

from tuning import artifacts
from tuning.errors import UNREADABLE
from tuning.evaluation.opinion import Judgements, answer_key
from tuning.run.evaluation import Subject
from tuning.run.judging import BUILT_IN
from tuning.seals import Seal

SUFFIX = "_output.jsonl"


class BedrockScore(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One metric of one answer; no result where the judge could not say."""

    metric_name: str
    result: float | None = None


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """Every metric of one answer."""

    scores: tuple[BedrockScore, ...] = ()


class Input(msgspec.Struct, frozen=True, kw_only=True):
    """The line of the job's dataset, as far as it is read back."""

    prompt: str = ""


class Response(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """An answer that was scored, and whose it is."""

    response: str = ""
    model_identifier: str = ""


class Line(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One line of an evaluation job's output."""

    automated_evaluation_result: Result = Result()
    input_record: Input = Input()
    model_responses: tuple[Response, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Averages:
    """The mean of every metric over the lines that could be read, and how many could not."""

    by_metric: dict[str, float]
    unreadable: int = 0


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What a judge's job says of a subject's answers.

    Attributes:
        by_metric: its judgements by the metrics that were asked for. What is not there is missing.
        faults: a line for each thing in the output that is no judgement of ours.
    """

    by_metric: Mapping[str, Judgements]
    faults: tuple[str, ...] = ()


def written(prefix: str) -> dict[Seal, bytes]:
    """Return the files that an evaluation job wrote under a prefix of the artifacts bucket."""
    keys = [key for key in artifacts.keys(f"{prefix}/") if key.endswith(SUFFIX)]
    files = {key: artifacts.read(key) or b"" for key in keys}
    return {artifacts.seal_of(key, file): file for key, file in files.items()}


def averages(files: Iterable[bytes]) -> Averages:
    """Return the mean of every metric over all lines that a job wrote."""
    results: dict[str, list[float]] = {}
    unreadable = 0
    for line in _lines(files):
        if line is None:
            unreadable += 1
            continue
        for score in line.automated_evaluation_result.scores:
            if score.result is not None:
                results.setdefault(score.metric_name, []).append(score.result)
    return Averages(
        by_metric={metric: fmean(values) for metric, values in results.items()},
        unreadable=unreadable,
    )


def judged(
    files: Iterable[bytes], subject: Subject, *, metrics: Sequence[str], prompts: Iterable[str]
) -> Judged:
    """Read what a judge gave to each of a subject's answers, by prompt and not by place.

    Args:
        files: what its job wrote.
        subject: whose answers it was given.
        metrics: what it was asked to score them by.
        prompts: those that the job was given.
    """
    named = {name: metric for metric in metrics for name in (metric, metric.removeprefix(BUILT_IN))}
    found: dict[str, dict[tuple[str, str], list[float]]] = {metric: {} for metric in metrics}
    known = {prompt.strip() for prompt in prompts}
    odd: Counter[str] = Counter()
    for line in _lines(files):
        if line is None:
            odd["cannot be read"] += 1
            continue
        answers = [each for each in line.model_responses if each.model_identifier == subject]
        if len(answers) != 1 or line.input_record.prompt.strip() not in known:
            odd["are of no answer that the job was given"] += 1
            continue
        key = answer_key(line.input_record.prompt, answers[0].response)
        for score in line.automated_evaluation_result.scores:
            if score.metric_name not in named:
                odd["hold a metric that nobody asked for"] += 1
            elif score.result is not None and not 0 <= score.result <= 1:
                odd["hold a score outside 0 to 1"] += 1
            elif score.result is not None:
                found[named[score.metric_name]].setdefault(key, []).append(score.result)
    return Judged(
        by_metric=found,
        faults=tuple(f"{count} {what}" for what, count in odd.items()),
    )


def _lines(files: Iterable[bytes]) -> Iterator[Line | None]:
    """Yield every line of a job's output; None for one that cannot be read."""
    decoder = msgspec.json.Decoder(Line)
    for file in files:
        for line in filter(None, file.splitlines()):
            try:
                yield decoder.decode(line)
            except UNREADABLE:
                yield None
