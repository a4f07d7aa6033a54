"""The limits of the services that no environment may contradict, and whose each is."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tuning.run.lease import LONGEST_HOURS
from tuning.run.recipe import MOST_MODEL_UNITS

LOG_RETENTION_DAYS: Final = frozenset(
    {1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922}
    | {3288, 3653}
)
"""What CloudWatch Logs takes (PutRetentionPolicy)."""

HISTORY_EVENTS: Final = 25_000
"""Events after which Step Functions fails an execution (Step Functions quotas, Standard)."""

EVENTS_PER_LOOK: Final = 9
"""Events that one look writes: two of a Wait, five of a Lambda task, two of a Choice."""

EVENTS_BESIDE_LOOKS: Final = 1_000
"""Events kept free for the states that run once and for retries."""

MOST_REAPER_MINUTES: Final = 480
"""Three sweeps are as long as CloudWatch looks back (a day, PutMetricAlarm) for a silent reaper."""

LONGEST_EXECUTION_HOURS: Final = 365 * 24
"""A year (Step Functions quotas, Standard)."""

MOST_SUBNETS: Final = 16

MOST_SECURITY_GROUPS: Final = 5

NETWORK_ID: Final = re.compile(r"[-0-9a-zA-Z]{1,32}")
"""VpcConfig of CreateModelCustomizationJob, as the service model has it."""

PRINCIPAL: Final = re.compile(r"(role|user)/([!-#%-.0-~]+/)*[\w+=,.@*-]{1,64}", re.ASCII)
"""A role or user as its ARN ends: a path and a name as IAM has them (CreateRole), and ``*``.

A path without ``$``, which in a policy would begin a variable.
"""

MOST_USD: Final = 1_000_000_000
"""More is no ceiling, and what was meant is to leave the key out."""

LONGEST_DAYS: Final = 36_500
"""A hundred years, the longest that S3 Object Lock keeps anything (PutObjectRetention)."""


@dataclass(frozen=True, kw_only=True)
class Range:
    """What a number may be, and whose limit that is."""

    least: float
    most: float
    source: str

    def __str__(self) -> str:
        """Say it in words."""
        return f"from {self.least:,.10g} to {self.most:,.10g} ({self.source})"


_WAIT: Final = Range(least=1, most=99_999_999, source="seconds of a Wait, Step Functions")

_HOURS: Final = Range(least=1, most=LONGEST_EXECUTION_HOURS, source="a year, Step Functions quotas")

_MINUTES: Final = Range(
    least=1, most=LONGEST_EXECUTION_HOURS * 60, source="a year, Step Functions quotas"
)

_USD: Final = Range(
    least=0.01,
    most=MOST_USD,
    source="a cent to a billion dollars; leave the key out to set no ceiling",
)

LONGEST_NOTICE: Final = 500
"""All variables of a function together have 4 KB (Lambda quotas), and a notice is a sentence."""

RANGES: Final[Mapping[str, Range]] = {
    "companions_poll_seconds": _WAIT,
    "companions_deadline_minutes": _MINUTES,
    "max_training_usd": _USD,
    "max_hosting_usd": _USD,
    "max_evaluation_usd": _USD,
    "max_month_usd": _USD,
    "max_open_runs": Range(
        least=1,
        most=1_000,
        source="an account trains ten at once; leave the key out for no ceiling",
    ),
    "min_gain": Range(least=0, most=1, source="a share of the deciding score"),
    "max_keep_hours": Range(
        least=0, most=LONGEST_HOURS, source="a lease lasts 30 days; 0 keeps no model hosted"
    ),
    "unit_hour_usd": Range(
        least=0.01, most=1_000_000, source="a cent to a million; leave the key out if unknown"
    ),
    "monthly_budget_usd": Range(
        least=1,
        most=MOST_USD,
        source="whole dollars, to a billion; leave the key out for no budget",
    ),
    "max_model_units": Range(
        least=1,
        most=MOST_MODEL_UNITS,
        source="modelUnits of CreateProvisionedModelThroughput; AWS grants a few",
    ),
    "approval_deadline_hours": _HOURS,
    "slot_poll_seconds": _WAIT,
    "slot_deadline_hours": _HOURS,
    "line_deadline_hours": _HOURS,
    "customization_poll_seconds": _WAIT,
    "customization_deadline_hours": _HOURS,
    "queued_poll_seconds": _WAIT,
    "queued_deadline_hours": Range(
        least=1,
        most=168,
        source="an hour is Bedrock's usual queue, a week twice the longest stall reported in 2026",
    ),
    "hosting_quota_poll_seconds": _WAIT,
    "hosting_quota_deadline_hours": _HOURS,
    "throughput_poll_seconds": _WAIT,
    "throughput_deadline_minutes": _MINUTES,
    "deployment_poll_seconds": _WAIT,
    "deployment_deadline_minutes": _MINUTES,
    "asking_poll_seconds": _WAIT,
    "asking_deadline_hours": _HOURS,
    "evaluation_poll_seconds": _WAIT,
    "evaluation_deadline_hours": _HOURS,
    "artifact_retention_days": Range(
        least=1, most=LONGEST_DAYS, source="whole days, as S3 lifecycle rules count; a century"
    ),
    "snapshot_lock_days": Range(least=0, most=LONGEST_DAYS, source="S3 Object Lock"),
    "segment_mebibytes": Range(
        least=1, most=10_240, source="the disk of the function that reads it"
    ),
    "reaper_minutes": Range(
        least=1,
        most=MOST_REAPER_MINUTES,
        source="three sweeps within the day that an alarm of CloudWatch looks back",
    ),
    "drain_minutes": Range(least=1, most=1_440, source="a minute to a day, which throughput bills"),
    "api_calls_a_minute": Range(
        least=1, most=1_200, source="all callers together may ask 20 times a second"
    ),
    "api_tokens_a_day": Range(
        least=1_000, most=1_000_000_000, source="an answer takes hundreds; any more is no limit"
    ),
    "model_retention_days": Range(least=1, most=LONGEST_DAYS, source="whole days; a century"),
}
"""What each number of an environment may be."""
