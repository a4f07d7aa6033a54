"""Release what nobody may hold: every few minutes, when an execution broke off, as a lease ends.

Forty executions that fail at once ask for forty runs to be tended, and not for forty sweeps.
"""

from collections.abc import Mapping
from typing import Any, Final

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

from tuning import naming
from tuning.errors import translated
from tuning.report import digest
from tuning.settings import deployed
from tuning.upkeep import news
from tuning.upkeep.reaper import ReaperFailed, Sweep, sweep, tend, tend_execution

ORPHANED_HOURS: Final = "OrphanedHours"
RELEASED: Final = "Released"
FOREIGN_UNITS: Final = "ForeignUnits"
SWEEPS: Final = "Sweeps"
SERVICE: Final = "reaper"
"""The dimension that tells whose metrics these are."""

logger = Logger(service="tuning")


def reap(event: Mapping[str, Any], context: object) -> None:
    """Tend the run that the event is about, or sweep; count what was found.

    Args:
        event: of an execution that broke off, of the schedule of a run's lease, or any other.
        context: of no use here.

    Raises:
        ReaperFailed: something could not be released or closed; the alarm on errors hears it.
    """
    with translated():
        done = _tended(event)
        whole = done is None
        done = sweep() if done is None else done
    metrics = Metrics(namespace=naming.PROJECT, service=SERVICE)
    metrics.add_dimension(name="environment", value=deployed().environment)
    metrics.add_metric(name=ORPHANED_HOURS, unit=MetricUnit.Count, value=done.orphaned_hours)
    metrics.add_metric(name=RELEASED, unit=MetricUnit.Count, value=len(done.released))
    if whole:
        metrics.add_metric(name=FOREIGN_UNITS, unit=MetricUnit.Count, value=done.foreign_units)
        metrics.add_metric(name=SWEEPS, unit=MetricUnit.Count, value=1)
    metrics.flush_metrics()
    logger.info(
        "swept", released=done.released, kept=done.kept, closed=done.closed, retired=done.retired
    )
    if whole:
        news.tell(done.wrong)
        digest.send()
    if done.failures:
        raise ReaperFailed("; ".join(done.failures))


def _tended(event: Mapping[str, Any]) -> Sweep | None:
    """Tend the one run that an event names; None where it names none."""
    if "run" in event:
        return tend(event["run"])
    execution = event.get("detail", {}).get("executionArn")
    return tend_execution(execution) if execution else None
