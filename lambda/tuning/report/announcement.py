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


def subject(said: Contents) -> str:
    """Return the subject: how which run ended, and where."""
    return f"{said.status.capitalize()}: {said.run_id} ({said.environment})"[:MOST_SUBJECT]


def message(said: Contents, report_key: str) -> str:
    """Return the message: the verdict, why, the scores, the cost, what is held, the report."""
    return "\n\n".join(_paragraphs(said, report_key)) + "\n"


def _paragraphs(said: Contents, report_key: str) -> Iterator[str]:
    yield said.headline + ".\n" + shortened(said.reason, MOST_REASON)
    if said.warning:
        yield f"ACT ON THIS: {said.warning}"
    if said.status is RunStatus.REJECTED and said.dataset and said.dataset.errors:
        yield from _to_fix(said, said.dataset)
    if said.scores:
        yield "\n".join(
            (
                f"Scores on {count(said.records or 0, 'held-out record')} (base, custom, gain):",
                *(
                    f"  {title(each.metric)}: {score(each.base)}, {score(each.custom)}, "
                    f"{gain(each.gain)} (95 % interval {gain(each.gain_low)} to "
                    f"{gain(each.gain_high)})"
                    for each in said.scores
                ),
            )
        )
    if said.judging:
        yield said.judging
    if said.evaluation_warnings:
        lines = (f"  {shortened(each, MOST_REASON)}" for each in said.evaluation_warnings)
        yield "\n".join(("What the comparison leaves out:", *lines))
    if said.judgement:
        yield f"Training: {said.judgement.summary}"
    if said.queue:
        yield said.queue
    if said.accepted:
        yield f"Records: {said.accepted.words}."
    yield f"Cost so far: {said.cost.sentence}.\n{held(said)}"
    if said.model_arn:
        yield f"The custom model: {said.model_arn}"
    yield f"Report: s3://{deployed().artifacts_bucket}/{report_key}"
    if said.remedy:
        yield f"{said.headline}. {said.remedy}"


def _to_fix(said: Contents, dataset: DatasetReport) -> Iterator[str]:
    """Say where the first errors are, and how to read what they are."""
    errors = [each for each in dataset.problems if each.severity == "error"]
    first = [f"  {_where(each)} {each.code}" for each in errors[:MOST_PROBLEMS]]
    yield "\n".join((f"First problems of {count(dataset.errors, 'error')}:", *first))
    key = rejection.key_of(rejection.PAGE, task=said.task, run_id=said.run_id)
    yield (
        f"The problem of each and its fix:\n  aws s3 cp s3://{deployed().artifacts_bucket}/{key} -"
    )


def _where(problem: Problem) -> str:
    line = "" if problem.line is None else f":{problem.line}"
    return rejection.shown(f"{problem.file}{line}")


def held(said: Contents) -> str:
    """Say what bills from now on, at what price and until when."""
    if not said.holds:
        return "Held: nothing."
    lines = [f"Held: {each}." for each in said.holds]
    if said.held:
        steered = f"{said.run_id} --env {said.environment}"
        lines += [
            f"Release it sooner: python -m tuning cancel {steered}",
            f"Hold it longer: python -m tuning extend {steered} --hours H --owner NAME "
            "--reason WHY",
        ]
        if said.held.arn:
            lines.append(f"Ask it by Converse with modelId {said.held.arn}")
    return "\n".join(lines)
