"""The functions: how many of them may run at a time in this account."""

from collections.abc import Iterator
from typing import Final

from botocore.exceptions import ClientError

from tuning import clients
from tuning.account.quotas import CONCURRENCY
from tuning.cli.doctor.finding import DoctorFinding, ok, warn
from tuning.cli.doctor.target import Target
from tuning.errors import code_of

ENOUGH: Final = 50
"""Ten runs that look at their jobs at once, beside one that reads a large dataset in segments."""

ABSENT: Final = "NoSuchResourceException"


def concurrency(target: Target) -> Iterator[DoctorFinding]:
    """Read how many functions may run at a time: where there are few, runs wait for one another."""
    try:
        answer = clients.service_quotas().get_service_quota(
            ServiceCode="lambda", QuotaCode=CONCURRENCY
        )
    except ClientError as error:
        if code_of(error) != ABSENT:
            raise
        yield warn("quota of functions", "concurrent executions of Lambda: not listed")
        return
    many = int(answer["Quota"]["Value"])
    if many >= ENOUGH:
        yield ok("quota of functions", f"{many:,} at a time")
        return
    yield warn(
        "quota of functions",
        f"{many} at a time: runs wait for one another, and a large dataset reads slowly",
        f"ask for 1,000: https://{target.region}.console.aws.amazon.com/servicequotas/home/"
        f"services/lambda/quotas/{CONCURRENCY}",
    )
