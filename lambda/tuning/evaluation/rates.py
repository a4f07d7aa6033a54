"""How fast the account may ask a base model, and a deployment of a model tuned from it."""

import re
from collections.abc import Iterator
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from tuning import clients
from tuning.account.quotas import SERVICE
from tuning.evaluation.pacing import Rate
from tuning.models.catalogue import BaseModel

CAREFUL: Final = Rate(requests=60, source="no quota is known: one request a second")
"""For a model of which Service Quotas lists nothing, or cannot be asked. Where that is too fast,
the service throttles, which is waited for."""

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
    try:
        pages = clients.service_quotas().get_paginator(operation).paginate(ServiceCode=SERVICE)
        for page in pages:
            for quota in page["Quotas"]:
                named = pattern.fullmatch(quota["QuotaName"])
                if named and quota.get("Value", 0) > 0:  # the service could not read some of them
                    yield named[1].lower(), quota["Value"]
    except (BotoCoreError, ClientError):
        return  # a trained model waits: it is asked at a careful pace rather than not at all
