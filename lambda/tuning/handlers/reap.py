"""Release what nobody may hold: every few minutes, when an execution broke off, as a lease ends."""

from collections.abc import Mapping
from typing import Any, Final

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

from tuning import naming
from tuning.errors import translated
from tuning.hosting.reaper import ReaperFailed, sweep
from tuning.settings import deployed

ORPHANED_HOURS: Final = "OrphanedHours"
RELEASED: Final = "Released"
FOREIGN_UNITS: Final = "ForeignUnits"
SWEEPS: Final = "Sweeps"
SERVICE: Final = "reaper"
"""The dimension that tells whose metrics these are."""

logger = Logger(service="tuning")


def reap(event: Mapping[str, Any], context: object) -> None:
    """Sweep, whatever the event was, and count what was found.

    Raises:
        ReaperFailed: something could not be released or closed; the alarm on errors hears it.
    """
    with translated():
        done = sweep()
    metrics = Metrics(namespace=naming.PROJECT, service=SERVICE)
    metrics.add_dimension(name="environment", value=deployed().environment)
    metrics.add_metric(name=ORPHANED_HOURS, unit=MetricUnit.Count, value=done.orphaned_hours)
    metrics.add_metric(name=RELEASED, unit=MetricUnit.Count, value=len(done.released))
    metrics.add_metric(name=FOREIGN_UNITS, unit=MetricUnit.Count, value=done.foreign_units)
    metrics.add_metric(name=SWEEPS, unit=MetricUnit.Count, value=1)
    metrics.flush_metrics()
    logger.info(
        "swept", released=done.released, kept=done.kept, closed=done.closed, retired=done.retired
    )
    if done.failures:
        raise ReaperFailed("; ".join(done.failures))
