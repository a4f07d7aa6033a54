"""What a rehearsal came to, in a few lines for a person."""

from collections.abc import Iterator
from typing import Final

from rehearsal.outcome import Outcome
from rehearsal.shell import near
from tuning.report.words import count
from tuning.text import usd

STAND_IN: Final = (
    "Bedrock is a stand-in here: a small model trained on this machine; "
    "its answers say nothing about Nova."
)
PROBLEMS: Final = 30
"""How many problems of a refused dataset are shown; dataset.json has them all."""


def summary(outcome: Outcome) -> Iterator[str]:
    """Yield the lines, the verdict first."""
    name = f"run {outcome.run_id}" if outcome.run_id else "run"
    if outcome.problems:
        yield f"The {name} ended {outcome.status}:"
        yield from (f"  {problem}" for problem in outcome.problems[:PROBLEMS])
    else:
        yield f"The {name} ended {outcome.status}. {outcome.reason}"
    if len(outcome.problems) > PROBLEMS:
        yield f"  and {len(outcome.problems) - PROBLEMS} more"
    yield from (f"{fault.sentence}." for fault in outcome.faults)
    if outcome.cost:
        yield f"Cost, at list prices: {outcome.cost['sentence']}"
    else:
        yield f"Cost, as the stand-in metered it: {outcome.metered.sentence}"
    yield f"Held when the run ended: {_held(outcome)}."
    report = outcome.artifacts.report
    yield f"Report: {near(report)}" if report else "There is no report: the run did not write one."
    if outcome.trouble:
        yield "The doctor or the teardown found something wrong:"
        yield from (f"  {line}" for line in outcome.trouble)
    if outcome.remedy:
        yield outcome.remedy
    yield STAND_IN


def _held(outcome: Outcome) -> str:
    """Say what the stand-in says was held at the end of the run, and what became of it."""
    held, month = outcome.held, outcome.cost.get("storage_month_usd")
    found = [
        count(number, *words)
        for number, words in (
            (held.provisioned_throughput, ("provisioned throughput",) * 2),
            (held.deployments, ("deployment", "")),
            (outcome.stored, ("custom model", "")),
        )
        if number
    ]
    if not found:
        return "nothing"
    price = f" (stored at {usd(month)} a month until it is deleted)" if outcome.stored else ""
    then = (
        "the teardown has deleted it; in an account it bills until somebody deletes it, or "
        "retention does (model_retention_days)"
        if outcome.torn_down
        else "in an account it keeps billing"
    )
    return f"{', '.join(found)}{price}; {then}"
