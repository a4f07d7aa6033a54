"""The account's quotas: those that the service gives by default, and those of a new account."""

from dataclasses import dataclass, replace
from typing import Final

from rehearsal.bedrock.faults import Fault, Faults

WHOSE: Final = "the account's quotas"
"""What a fault that changes quotas strikes."""


@dataclass(frozen=True, kw_only=True)
class Quotas:
    """How much an account may hold and ask; by default what General Reference: bedrock tells.

    Attributes:
        customization_jobs: at the same time.
        deployments: of custom models, all together.
        deployments_in_creation: at the same time.
        model_units: without commitment, for custom models. The default is 0; this account has
            asked for some, as everybody must who wants provisioned throughput.
        evaluation_jobs: automatic ones, at the same time.
        requests_per_minute: of each model and of each deployment; None for each model's own.
        functions: Lambda functions that may run at the same time.
    """

    customization_jobs: int = 10
    deployments: int = 10
    deployments_in_creation: int = 2
    model_units: int = 10
    evaluation_jobs: int = 20
    requests_per_minute: int | None = None
    functions: int = 1000


NEW_ACCOUNT: Final = Quotas(model_units=0, requests_per_minute=10, functions=10)
"""What accounts of the first weeks report; the service says only that theirs may be lower."""


def applied(granted: Quotas, faults: Faults) -> Quotas:
    """Return what holds under the faults that are on."""
    quotas = NEW_ACCOUNT if faults.strikes(Fault.NEW_ACCOUNT, WHOSE) else granted
    if faults.strikes(Fault.THROUGHPUT_QUOTA_ZERO, WHOSE):
        quotas = replace(quotas, model_units=0)
    if faults.strikes(Fault.DEPLOYMENT_QUOTA_ZERO, WHOSE):
        quotas = replace(quotas, deployments=0)
    return quotas
