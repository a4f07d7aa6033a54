"""The announcement of a run's end: what SNS sends to people. Figures and keys, no dataset text."""

from collections.abc import Iterator
from typing import Final

from tuning.admission import rejection
from tuning.dataset.figures import DatasetReport
from tuning.dataset.problems import Problem
from tuning.evaluation.metrics import title
from tuning.report.contents import Contents
from tuning.report.words import count, gain, score
from tuning.run.run import RunStatus
from tuning.settings import deployed
from tuning.text import shortened

MOST_SUBJECT: Final = 100
"""SNS Publish: a subject is ASCII, has no line breaks and fewer than 101 characters."""

MOST_PROBLEMS: Final = 5
"""Errors named in a notification; the report lists the rest."""

MOST_REASON: Final = 2000
"""A service's failure message may be longer than anybody reads in a notification."""


def subject(contents: Contents) -> str:
    """Return the subject: how which run ended, and where."""
    return f"{contents.status.words.capitalize()}: {contents.run_id} ({contents.environment})"[
        :MOST_SUBJECT
    ]


def message(contents: Contents, report_key: str) -> str:
    """Return the message: the verdict, why, the scores, the cost, what is held, the report."""
    return "\n\n".join(_paragraphs(contents, report_key)) + "\n"


def _paragraphs(contents: Contents, report_key: str) -> Iterator[str]:
    if contents.notice:
        yield contents.notice
    yield contents.headline + ".\n" + shortened(contents.reason, MOST_REASON)
    if contents.warning:
        yield f"ACT ON THIS: {contents.warning}"
    if contents.status is RunStatus.REJECTED and contents.dataset and contents.dataset.errors:
        yield from _to_fix(contents, contents.dataset)
    if contents.scores:
        records = count(contents.records or 0, "held-out record")
        if contents.prompts and contents.prompts != contents.records:
            records += f" of {count(contents.prompts, 'distinct prompt')}"
        yield "\n".join(
            (
                f"Scores on {records} (base, custom, gain):",
                *(
                    f"  {title(row.metric)}: {score(row.base)}, {score(row.custom)}, "
                    f"{gain(row.gain)} (95 % interval {gain(row.gain_low)} to "
                    f"{gain(row.gain_high)})"
                    for row in contents.scores
                ),
            )
        )
    if contents.judging:
        yield contents.judging
    if contents.evaluation_warnings:
        warnings = contents.evaluation_warnings
        lines = (f"  {shortened(line, MOST_REASON)}" for line in warnings)
        yield "\n".join(("What the comparison leaves out:", *lines))
    if contents.judgement:
        judgement = contents.judgement
        yield f"Training: {judgement.summary} {judgement.advice}".rstrip()
    if contents.queue:
        yield contents.queue
    if contents.accepted:
        yield f"Records: {contents.accepted.words}."
    yield f"Cost so far: {contents.cost.sentence}.\n{held(contents)}"
    if contents.model_arn:
        yield f"The custom model: {contents.model_arn}"
    yield f"Report: s3://{deployed().artifacts_bucket}/{report_key}"
    if contents.remedy:
        yield f"{contents.headline}. {contents.remedy}"


def _to_fix(contents: Contents, dataset: DatasetReport) -> Iterator[str]:
    """Say where the first errors are, and how to read what they are."""
    errors = [problem for problem in dataset.problems if problem.severity == "error"]
    first = [f"  {_where(problem)} {problem.code}" for problem in errors[:MOST_PROBLEMS]]
    yield "\n".join((f"First problems of {count(dataset.errors, 'error')}:", *first))
    key = rejection.key_of(rejection.PAGE, task=contents.task, run_id=contents.run_id)
    yield (
        f"The problem of each and its fix:\n  aws s3 cp s3://{deployed().artifacts_bucket}/{key} -"
    )


def _where(problem: Problem) -> str:
    line = "" if problem.line is None else f":{problem.line}"
    return rejection.shown(f"{problem.file}{line}")


def held(contents: Contents) -> str:
    """Say what bills from now on, at what price and until when."""
    if not contents.holds:
        return "Held: nothing."
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
    return "\n".join(lines)
