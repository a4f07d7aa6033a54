"""Schedules: one alarm clock for each lease, which wakes the reaper when the lease is over.

A schedule is a convenience, not the promise: the reaper also comes by itself every few minutes and
goes by the leases, so a schedule that is missing or late costs minutes and nothing else.
"""

from datetime import UTC
from typing import Any, Final

import msgspec
from botocore.exceptions import ClientError

from tuning import clients
from tuning.errors import code_of
from tuning.hosting.lease import Lease
from tuning.settings import deployed

THERE: Final = "ConflictException"
GONE: Final = "ResourceNotFoundException"


def wake(lease: Lease) -> None:
    """Have the reaper woken at the end of a lease; a schedule that is there is moved."""
    request = _request(lease)
    try:
        clients.scheduler().create_schedule(**request)
    except ClientError as error:
        if code_of(error) != THERE:
            raise
        clients.scheduler().update_schedule(**request)


def forget(lease: Lease) -> None:
    """Remove the schedule of a lease that has ended; one that has rung has removed itself."""
    try:
        clients.scheduler().delete_schedule(GroupName=deployed().schedule_group, Name=lease.name)
    except ClientError as error:
        if code_of(error) != GONE:
            raise


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
