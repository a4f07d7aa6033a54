"""The announcement of a run's end: what SNS sends to people. Figures and keys, no dataset text."""

from collections.abc import Iterator
from typing import Final

from tuning.evaluation.verdict import words
from tuning.report.contents import Contents
from tuning.report.words import count, gain, moment, score, shortened, usd
from tuning.settings import deployed

MOST_SUBJECT: Final = 100
"""SNS Publish: a subject is ASCII, has no line breaks and fewer than 101 characters."""

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
    if said.scores:
        yield "\n".join(
            (
                f"Scores on {count(said.records or 0, 'held-out record')} (base, custom, gain):",
                *(
                    f"  {words(each.metric)}: {score(each.base)}, {score(each.custom)}, "
                    f"{gain(each.gain)} (95 % interval {gain(each.gain_low)} to "
                    f"{gain(each.gain_high)})"
                    for each in said.scores
                ),
            )
        )
    if said.judgement:
        yield f"Training: {said.judgement.summary}"
    yield (
        f"Cost so far: training {usd(said.cost.training_usd)}, hosting "
        f"{usd(said.cost.hosting_usd)}, together {usd(said.cost.total_usd)}.\n{held(said)}"
    )
    if said.model_arn:
        yield (
            f"The custom model is stored at {usd(said.cost.storage_month_usd)} a month until it is "
            f"deleted: {said.model_arn}"
        )
    yield f"Report: s3://{deployed().artifacts_bucket}/{report_key}"


def held(said: Contents) -> str:
    """Say what still bills, at what price and until when."""
    if said.held is None:
        return "Held: nothing."
    each = said.held.unit_hour_usd
    together = None if each is None else each * said.held.units
    return (
        f"Held: {count(said.held.units, 'model unit')} of provisioned throughput at "
        f"{usd(together)} an hour, until {moment(said.held.lease_ends)} or "
        f"`python -m tuning cancel {said.run_id} --env {said.environment}`.\n"
        f"Ask it by Converse with modelId {said.held.arn}"
    )
