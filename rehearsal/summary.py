"""What a rehearsal came to, in a few lines for a person."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from rehearsal.bedrock import Strike
from rehearsal.outcome import Outcome

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
    yield from (f"{sentence}." for sentence in told(outcome.struck))
    yield f"At list prices: {outcome.bill.sentence}"
    held = outcome.held
    if held.provisioned_throughput or held.deployments:
        yield (
            f"Still held: {held.provisioned_throughput} provisioned throughput, "
            f"{held.deployments} deployments; in an account they would go on billing."
        )
    else:
        yield "Still held: nothing."
    report = outcome.papers.report
    yield f"Report: {_near(report)}" if report else "There is no report: the run did not write one."
    if outcome.trouble:
        yield "The doctor or the teardown found something wrong:"
        yield from (f"  {line}" for line in outcome.trouble)
    yield STAND_IN


def told(struck: Iterable[Strike]) -> Iterator[str]:
    """Yield a sentence for each fault that struck, without its full stop."""
    targets: dict[str, list[str]] = {}
    for strike in struck:
        often = f" ({strike.times} times)" if strike.times > 1 else ""
        targets.setdefault(strike.fault, []).append(f"{strike.target}{often}")
    for fault, those in targets.items():
        yield f"The fault {fault} struck {', '.join(those)}"


def _near(file: Path) -> Path:
    """Return a path as one would type it here, when it is below the current directory."""
    return file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file
