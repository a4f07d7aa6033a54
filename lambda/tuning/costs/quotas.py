"""The account's quotas that decide what a run may start, read from Service Quotas."""

from dataclasses import dataclass
from functools import cache
from typing import Final

from botocore.exceptions import ClientError

from tuning import clients
from tuning.errors import code_of
from tuning.training.catalogue import BaseModel

SERVICE: Final = "bedrock"

MODEL_UNITS: Final = "Model units no-commitment Provisioned Throughputs across custom models"
UNITS_PER_MODEL: Final = "Model units per provisioned model for "
"""The rest of this name is the base model's, with its maker's and sometimes its context length."""
CUSTOMIZATION_JOBS: Final = "(Model customization) Scheduled customization jobs"

DENIED: Final = frozenset({"AccessDeniedException", "AccessDenied"})


@dataclass(frozen=True, kw_only=True)
class Quota:
    """One applied quota.

    Attributes:
        name: as the service calls it.
        value: how many.
        request: where a higher value is asked for.
    """

    name: str
    value: int
    request: str


@dataclass(frozen=True, kw_only=True)
class Quotas:
    """What the account may hold and start; None where that could not be read.

    Attributes:
        model_units: units without commitment for custom models, all together.
        units_per_model: units of one provisioned throughput for a base model.
        customization_jobs: at the same time.
        unreadable: why nothing could be read, if so, in words.
    """

    model_units: Quota | None = None
    units_per_model: Quota | None = None
    customization_jobs: Quota | None = None
    unreadable: str | None = None


def read(model: BaseModel) -> Quotas:
    """Read the quotas; an account without the right to read them leaves them unknown."""
    try:
        applied = _applied()
    except ClientError as error:
        if code_of(error) not in DENIED:
            raise
        return Quotas(unreadable="the account's quotas may not be read (servicequotas:List…)")
    return Quotas(
        model_units=applied.get(MODEL_UNITS),
        units_per_model=_of_model(applied, model.name),
        customization_jobs=applied.get(CUSTOMIZATION_JOBS),
    )


@cache
def customization_jobs() -> int | None:
    """Return how many customization jobs may run at the same time; None where that is unknown.

    A function asks once in its life: who waits for a slot looks often, and the list is long.
    """
    try:
        quota = _applied().get(CUSTOMIZATION_JOBS)
    except ClientError as error:
        if code_of(error) not in DENIED:
            raise
        return None
    return quota.value if quota else None


def _applied() -> dict[str, Quota]:
    """Return the quotas that matter here, by name."""
    service = clients.service_quotas()
    pages = service.get_paginator("list_service_quotas").paginate(ServiceCode=SERVICE)
    return {
        quota["QuotaName"]: Quota(
            name=quota["QuotaName"],
            value=int(quota["Value"]),
            request=_request(service.meta.region_name, quota["QuotaCode"]),
        )
        for page in pages
        for quota in page["Quotas"]
        if quota["QuotaName"] in (MODEL_UNITS, CUSTOMIZATION_JOBS)
        or quota["QuotaName"].startswith(UNITS_PER_MODEL)
    }


def _of_model(applied: dict[str, Quota], name: str) -> Quota | None:
    """Return a model's own quota: the highest one, where each context length has another."""
    own = [
        quota
        for called, quota in applied.items()
        if called.startswith(UNITS_PER_MODEL) and name in called.partition(" for ")[2]
    ]
    return max(own, key=lambda quota: quota.value, default=None)


def _request(region: str, code: str) -> str:
    return (
        f"https://{region}.console.aws.amazon.com/servicequotas/home/services/{SERVICE}/quotas/"
        f"{code}"
    )
