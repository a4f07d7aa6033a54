"""The announcement of a run's end: what SNS sends to people. Figures and keys, no dataset text."""

from collections.abc import Iterator
from shlex import quote
from typing import Final

from tuning.admission import rejection
from tuning.dataset.figures import DatasetReport
from tuning.dataset.problems import Problem
from tuning.evaluation.metrics import title
from tuning.report.contents import Contents
from tuning.report.words import count, gain, score
from tuning.run.evaluation import Score
from tuning.run.run import RunStatus
from tuning.run.source_run import Shown
from tuning.settings import deployed
from tuning.text import MOST_SHOWN, shown

MOST_SUBJECT: Final = 100
"""SNS Publish: a subject is ASCII, has no line breaks and fewer than 101 characters."""

MOST_PROBLEMS: Final = 5
"""Errors named in a notification; the report lists the rest."""

MOST_REASON: Final = 2000
"""Characters of a line: a service's failure message may be longer than anybody reads in a mail."""


def subject(contents: Contents) -> str:
    """Return the subject: how which run ended, and where."""
    return f"{_news(contents)}: {contents.run_id} ({contents.environment})"[:MOST_SUBJECT]


def _news(contents: Contents) -> str:
    """Say what is new of a run in a word or two: how it ended, or whether its model serves."""
    if contents.resumption is None or contents.resumption.wish.purpose == "finish":
        return contents.status.words.capitalize()
    return "Not served" if contents.not_served else "Served" if contents.held else "Released"


def message(contents: Contents, report_key: str) -> str:
    """Return the message: the verdict, why, the scores, the cost, what is held, the report."""
    paragraphs = (map(_line, lines) for lines in _paragraphs(contents, report_key))
    return "\n\n".join(map("\n".join, paragraphs)) + "\n"


def _line(line: str) -> str:
    """Keep a line one line, whoever wrote a part of it: a mail has no lines but our own."""
    return shown(line, MOST_REASON)


def _paragraphs(contents: Contents, report_key: str) -> Iterator[tuple[str, ...]]:
    """Yield the lines of each paragraph."""
    if contents.notice:
        yield (contents.notice,)
    yield from _serving(contents)
    yield f"{contents.headline}.", contents.reason
    if contents.warning:
        yield (f"ACT ON THIS: {contents.warning}",)
    if contents.status is RunStatus.REJECTED and contents.dataset and contents.dataset.errors:
        yield from _to_fix(contents, contents.dataset)
    if contents.scores:
        records = count(contents.records or 0, "held-out record")
        if contents.prompts and contents.prompts != contents.records:
            records += f" of {count(contents.prompts, 'distinct prompt')}"
        yield (
            f"Scores on {records} (base, custom, gain):",
            *map(_figures, contents.scores),
        )
    if contents.promoted_from:
        yield tuple(_there(contents.promoted_from))
    if contents.judging:
        yield (contents.judging,)
    if warnings := contents.evaluation_warnings:
        yield "What the comparison leaves out:", *(f"  {line}" for line in warnings)
    if contents.judgement:
        judgement = contents.judgement
        yield (f"Training: {judgement.summary} {judgement.advice}".rstrip(),)
    if contents.queue:
        yield (contents.queue,)
    if contents.accepted:
        yield (f"Records: {contents.accepted.words}.",)
    yield f"Cost so far: {contents.cost.sentence}.", *held(contents)
    if contents.alias:
        yield (f"The name {contents.alias} stands for it: applications ask for its value.",)
    if contents.model_arn:
        yield (f"The custom model: {contents.model_arn}",)
    yield (f"Report: s3://{deployed().artifacts_bucket}/{report_key}",)
    if contents.remedy:
        yield (f"{contents.headline}. {contents.remedy}",)


def _there(source: Shown) -> Iterator[str]:
    """Say what a promoted run showed where it comes from."""
    records = count(source.records, "held-out record")
    yield (
        f"Promoted from run {source.run_id} of {source.environment}, as {source.asked_by} asked. "
        f"Scores there by its evidence, on {records} (base, custom, gain):"
    )
    yield from map(_figures, source.scores)


def _figures(row: Score) -> str:
    return (
        f"  {title(row.metric)}: {score(row.base)}, {score(row.custom)}, {gain(row.gain)} "
        f"(95 % interval {gain(row.gain_low)} to {gain(row.gain_high)})"
    )


def _serving(contents: Contents) -> Iterator[tuple[str, ...]]:
    """Say whether a model serves that was evaluated before, where somebody asked for that."""
    if contents.resumption is None or contents.resumption.wish.purpose == "finish":
        return
    wish = contents.resumption.wish
    if contents.not_served:
        yield (
            f"The model does not serve: {contents.not_served}",
            "Nothing is held for it. Once that is mended, ask again: python -m tuning serve "
            f"{contents.run_id} --hours {wish.hours:g} --owner {quote(wish.owner or 'NAME')} "
            f"--env {contents.environment}",
        )
    elif contents.held:
        yield (f"The model serves, as {wish.who or 'somebody'} asked.",)


def _to_fix(contents: Contents, dataset: DatasetReport) -> Iterator[tuple[str, ...]]:
    """Say where the first errors are, and how to read what they are."""
    errors = [problem for problem in dataset.problems if problem.severity == "error"]
    first = [f"  {_where(problem)} {problem.code}" for problem in errors[:MOST_PROBLEMS]]
    yield f"First problems of {count(dataset.errors, 'error')}:", *first
    key = rejection.key_of(rejection.PAGE, run_id=contents.run_id)
    yield (
        "The problem of each and its fix:",
        f"  aws s3 cp s3://{deployed().artifacts_bucket}/{key} -",
    )


def _where(problem: Problem) -> str:
    line = "" if problem.line is None else f":{problem.line}"
    return shown(f"{problem.file}{line}", MOST_SHOWN)


def held(contents: Contents) -> tuple[str, ...]:
    """Say in lines what bills from now on, at what price and until when."""
    if not contents.holds:
        return ("Held: nothing.",)
    lines = [f"Held: {resource}." for resource in contents.holds]
    if contents.held:
        steered = f"{contents.run_id} --env {contents.environment}"
        lines += [
            f"Release it sooner: python -m tuning cancel {steered}",
            f"Hold it longer: python -m tuning extend {steered} --hours H --owner NAME "
            "--reason WHY",
        ]
        if contents.held.arn:
            lines.append(f"Ask it by Converse with modelId {contents.held.arn}")
    return tuple(lines)
