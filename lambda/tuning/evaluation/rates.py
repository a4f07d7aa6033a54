"""How fast the account may ask a base model, and a deployment of a model tuned from it."""

import re
from collections.abc import Iterator
from typing import Any, Final

from botocore.exceptions import ClientError

from tuning import clients
from tuning.costs.quotas import DENIED, SERVICE
from tuning.errors import code_of
from tuning.evaluation.pacing import Rate
from tuning.training.catalogue import BaseModel

CAREFUL: Final = Rate(requests=60, source="no quota is known: one request a second")
"""For a model of which Service Quotas lists nothing, or may not be asked. Where even that is too
fast the service throttles, which is waited for."""

NO_LIMIT: Final = Rate(source="provisioned throughput: as fast as its model units answer")
"""Model units have no quota of requests; what is too fast for them is throttled too."""

SCOPES: Final = {"global.": "Global cross-region"}
"""What the quotas of a model are called by the profile that it is asked through."""

INVOCATION: Final = "{scope} (?:model inference|InvokeModel)"
"""The service renamed these quotas in 2026; an account may list them by either name."""

DEPLOYMENTS: Final = r"\(Model customization\) Sum of on demand custom model deployment"


def of_base(model: BaseModel) -> Rate:
    """Return how fast the base model itself may be asked, as evaluations ask it."""
    prefix = model.inference_id.partition(".")[0] + "."
    direct = model.id.startswith(model.inference_id)
    scope = "On-demand" if direct else SCOPES.get(prefix, "Cross-region")
    return _rate(INVOCATION.format(scope=scope), model)


def of_deployments(model: BaseModel) -> Rate:
    """Return how fast all on-demand deployments of a base model's custom models may be asked."""
    return _rate(DEPLOYMENTS, model)


def _rate(what: str, model: BaseModel) -> Rate:
    """Return the applied quotas, or else AWS's default ones, or else a careful one.

    A quota of zero says nothing about how fast to ask: the service throttles whatever comes.
    """
    pattern = re.compile(
        rf"{what} (requests|tokens)(?: per minute)? for (?:Amazon |Meta )?{re.escape(model.name)}",
        re.IGNORECASE,
    )
    for operation, source in (
        ("list_service_quotas", "the quotas of this account"),
        ("list_aws_default_service_quotas", "AWS's default quotas"),
    ):
        found = dict(_found(operation, pattern))
        if found:
            return Rate(requests=found.get("requests"), tokens=found.get("tokens"), source=source)
    return CAREFUL


def _found(operation: Any, pattern: re.Pattern[str]) -> Iterator[tuple[str, float]]:
    pages = clients.service_quotas().get_paginator(operation).paginate(ServiceCode=SERVICE)
    try:
        for page in pages:
            for quota in page["Quotas"]:
                named = pattern.fullmatch(quota["QuotaName"])
                if named and quota["Value"] > 0:
                    yield named[1].lower(), quota["Value"]
    except ClientError as error:
        if code_of(error) not in DENIED:
            raise
