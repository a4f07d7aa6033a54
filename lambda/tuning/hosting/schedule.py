"""Schedules: one alarm clock for each lease, which wakes the reaper when the lease is over.

A schedule is a convenience, not the promise: the reaper also comes by itself every few minutes and
goes by the leases, so a schedule that is missing or late costs minutes and nothing else.
"""

from datetime import UTC
from typing import Any, Final

import msgspec
from aws_lambda_powertools import Logger
from botocore.exceptions import ClientError

from tuning import clients
from tuning.errors import code_of, passes
from tuning.run.lease import Lease
from tuning.settings import deployed

THERE: Final = "ConflictException"
GONE: Final = "ResourceNotFoundException"

logger = Logger(service="tuning")


def wake(lease: Lease) -> None:
    """Have the reaper woken at the end of a lease; a schedule that is there is moved.

    One that the service refuses is logged: the reaper comes all the same, and what is leased was
    paid for.
    """
    try:
        _write(_request(lease))
    except ClientError as error:
        if passes(error):
            raise
        logger.warning(
            "no schedule wakes the reaper at the end of this lease: its sweeps end it",
            lease=lease.name,
            ends=lease.expires_at,
            error=str(error),
        )


def forget(lease: Lease) -> None:
    """Remove the schedule of a lease that has ended; one that has rung has removed itself."""
    try:
        clients.scheduler().delete_schedule(GroupName=deployed().schedule_group, Name=lease.name)
    except ClientError as error:
        if code_of(error) != GONE:
            raise


def _write(request: dict[str, Any]) -> None:
    try:
        clients.scheduler().create_schedule(**request)
    except ClientError as error:
        if code_of(error) != THERE:
            raise
        clients.scheduler().update_schedule(**request)


def _request(lease: Lease) -> dict[str, Any]:
    settings = deployed()
    return {
        "GroupName": settings.schedule_group,
        "Name": lease.name,
        "Description": f"Wakes the reaper when the lease of run {lease.run_id} is over",
        "ScheduleExpression": f"at({lease.ends.astimezone(UTC):%Y-%m-%dT%H:%M:%S})",
        "ScheduleExpressionTimezone": "UTC",
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "ActionAfterCompletion": "DELETE",
        "Target": {
            "Arn": settings.reaper_arn,
            "RoleArn": settings.scheduler_role_arn,
            "Input": msgspec.json.encode({"run": lease.run_id}).decode(),
        },
    }
