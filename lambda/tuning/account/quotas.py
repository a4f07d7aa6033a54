"""The account's quotas that decide what a run may start, read from Service Quotas."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal

from botocore.exceptions import ClientError

from tuning import clients
from tuning.errors import code_of
from tuning.models.catalogue import BaseModel

SERVICE: Final = "bedrock"

MODEL_UNITS: Final = "Model units no-commitment Provisioned Throughputs across custom models"
UNITS_PER_MODEL: Final = "Model units per provisioned model for "
"""The rest of this name is the base model's, with its maker's and sometimes its context length."""
CUSTOMIZATION_JOBS: Final = "(Model customization) Scheduled customization jobs"
DEPLOYMENTS: Final = "custom model deployments"
"""How the names end of what the account may have of deployments, in all and in creation. Those of
tokens and requests go on after these words."""

CONCURRENCY: Final = "L-B99A9384"
"""Lambda's own code of the concurrent executions of an account in a region: 1,000, and 10 in many
new accounts."""

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
        deployments: on-demand deployments, in all or in creation, whichever may be fewer.
        unreadable: why nothing could be read, if so, in words.
    """

    model_units: Quota | None = None
    units_per_model: Quota | None = None
    customization_jobs: Quota | None = None
    deployments: Quota | None = None
    unreadable: str | None = None


def read(model: BaseModel) -> Quotas:
    """Read the quotas; an account without the right to read them leaves them unknown."""
    try:
        found = _applied()
    except ClientError as error:
        if code_of(error) not in DENIED:
            raise
        return Quotas(unreadable="the account's quotas may not be read (servicequotas:List…)")
    own = _named(found, model)
    if None in (own.model_units, own.units_per_model, own.customization_jobs, own.deployments):
        own = _named({**_defaults(), **found}, model)
    return own


@cache
def customization_jobs() -> int | None:
    """Return how many customization jobs may run at the same time; None where that is unknown.

    A function asks once in its life: who waits for a slot looks often, and the list is long.
    """
    try:
        quota = _applied().get(CUSTOMIZATION_JOBS) or _defaults().get(CUSTOMIZATION_JOBS)
    except ClientError as error:
        if code_of(error) not in DENIED:
            raise
        return None
    return quota.value if quota else None


def _named(found: Mapping[str, Quota], model: BaseModel) -> Quotas:
    deployments = [quota for name, quota in found.items() if name.lower().endswith(DEPLOYMENTS)]
    return Quotas(
        model_units=found.get(MODEL_UNITS),
        units_per_model=_of_model(found, model.name),
        customization_jobs=found.get(CUSTOMIZATION_JOBS),
        deployments=min(deployments, key=lambda quota: quota.value, default=None),
    )


def _applied() -> dict[str, Quota]:
    """Return what the account may have, by the quotas' names; the service leaves some out.

    Of others it gives an ``ErrorReason`` in the place of a value; they are unknown too.
    """
    return _those_that_matter("list_service_quotas")


def _defaults() -> dict[str, Quota]:
    """Return what every account begins with; nothing to who may not read that."""
    try:
        return _those_that_matter("list_aws_default_service_quotas")
    except ClientError as error:
        if code_of(error) not in DENIED:
            raise
        return {}


def _those_that_matter(
    operation: Literal["list_service_quotas", "list_aws_default_service_quotas"],
) -> dict[str, Quota]:
    service = clients.service_quotas()
    paginator: Any = service.get_paginator(operation)  # the two have types of their own
    return {
        quota["QuotaName"]: Quota(
            name=quota["QuotaName"],
            value=int(quota["Value"]),
            request=request_at(service.meta.region_name, quota["QuotaCode"]),
        )
        for page in paginator.paginate(ServiceCode=SERVICE)
        for quota in page["Quotas"]
        if "Value" in quota and _matters(quota["QuotaName"])
    }


def _matters(name: str) -> bool:
    return (
        name in (MODEL_UNITS, CUSTOMIZATION_JOBS)
        or name.startswith(UNITS_PER_MODEL)
        or name.lower().endswith(DEPLOYMENTS)
    )


def _of_model(found: Mapping[str, Quota], name: str) -> Quota | None:
    """Return a model's own quota: the highest one, where each context length has another."""
    own = [
        quota
        for called, quota in found.items()
        if called.startswith(UNITS_PER_MODEL) and name in called.partition(" for ")[2]
    ]
    return max(own, key=lambda quota: quota.value, default=None)


def request_at(region: str, code: str) -> str:
    """Return where a higher value of a quota is asked for."""
    return (
        f"https://{region}.console.aws.amazon.com/servicequotas/home/services/{SERVICE}/quotas/"
        f"{code}"
    )
