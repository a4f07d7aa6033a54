"""Service Quotas, as far as it tells what the operations here and Lambda functions go by."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from rehearsal.bedrock.account import Account, Call
from rehearsal.bedrock.errors import ServiceError
from rehearsal.bedrock.limits import FoundationModel, limits
from rehearsal.bedrock.operations.registry import serves
from rehearsal.bedrock.quotas import Quotas

SERVICES: Final = {"bedrock": "Amazon Bedrock", "lambda": "AWS Lambda"}


UNASKED: Final = Quotas(model_units=0)
"""What an account has that asked for nothing."""


@dataclass(frozen=True, kw_only=True)
class Quota:
    """One quota, by the name that Service Quotas gives it.

    Attributes:
        code: the service's own, where the documents tell it; ``L-000…`` where they do not.
    """

    service: str
    code: str
    name: str
    value: int

    def document(self) -> Mapping[str, Any]:
        """Return it as Service Quotas shows it."""
        return {
            "ServiceCode": self.service,
            "ServiceName": SERVICES[self.service],
            "QuotaCode": self.code,
            "QuotaName": self.name,
            "Value": float(self.value),
            "Unit": "None",
            "Adjustable": True,
            "GlobalQuota": False,
        }


@serves("ListServiceQuotas")
def list_service_quotas(account: Account, call: Call) -> Mapping[str, Any]:
    """Return the quotas that apply to the account, on one page."""
    return {"Quotas": [quota.document() for quota in _of(call, account.quotas)]}


@serves("ListAWSDefaultServiceQuotas")
def list_aws_default_service_quotas(account: Account, call: Call) -> Mapping[str, Any]:
    """Return the quotas that an account has that asked for nothing, on one page."""
    return {"Quotas": [quota.document() for quota in _of(call, UNASKED)]}


@serves("GetServiceQuota")
def get_service_quota(account: Account, call: Call) -> Mapping[str, Any]:
    """Return one quota that applies to the account."""
    return _one(call, account.quotas)


@serves("GetAWSDefaultServiceQuota")
def get_aws_default_service_quota(account: Account, call: Call) -> Mapping[str, Any]:
    """Return one quota that an account has that asked for nothing."""
    return _one(call, UNASKED)


def _one(call: Call, quotas: Quotas) -> Mapping[str, Any]:
    for quota in _of(call, quotas):
        if quota.code == call.request["QuotaCode"]:
            return {"Quota": quota.document()}
    raise ServiceError("NoSuchResourceException", f"No quota {call.request['QuotaCode']}")


def _of(call: Call, quotas: Quotas) -> tuple[Quota, ...]:
    call.demand("*", action=f"servicequotas:{call.operation}")
    service = call.request["ServiceCode"]
    if service not in SERVICES:
        raise ServiceError("NoSuchResourceException", f"The service {service} is not stood in for")
    return tuple(quota for quota in _all(quotas) if quota.service == service)


def _all(quotas: Quotas) -> Iterator[Quota]:
    for code, name, value in (
        (
            "L-BE77399C",
            "Model units no-commitment Provisioned Throughputs across custom models",
            quotas.model_units,
        ),
        (
            "L-0406044C",
            "(Model customization) Scheduled customization jobs",
            quotas.customization_jobs,
        ),
        (
            "L-430C95DD",
            "(Model customization) In-progress custom model deployments",
            quotas.deployments_in_creation,
        ),
        (
            "L-0000000D",
            "(Model customization) Total custom model deployments",
            quotas.deployments,
        ),
    ):
        yield Quota(service="bedrock", code=code, name=name, value=value)
    for number, model in enumerate(limits().models.values()):
        per_minute = quotas.requests_per_minute or model.requests_per_minute
        for kind, name in enumerate(_requests(model)):
            yield Quota(
                service="bedrock", code=f"L-00000{number:02}{kind}", name=name, value=per_minute
            )
    yield Quota(
        service="lambda",
        code="L-B99A9384",
        name="Concurrent executions",
        value=quotas.functions,
    )


def _requests(model: FoundationModel) -> Iterator[str]:
    """Name the quotas of requests a minute: of a model itself, and of its custom models."""
    called = f"{model.provider} {model.name}"
    route = "Cross-region" if model.asked_as.startswith("us.") else "On-demand"
    yield f"{route} model inference requests per minute for {called}"
    yield (
        "(Model customization) Sum of on demand custom model deployment requests per minute for "
        f"{called}"
    )
