"""Service Quotas, as far as it tells what Bedrock's operations here go by."""

from collections.abc import Mapping
from typing import Any, Final

from rehearsal.bedrock.account import Account, Call
from rehearsal.bedrock.errors import ServiceError
from rehearsal.bedrock.operations.customization_jobs import JOBS_QUOTA
from rehearsal.bedrock.operations.registry import serves
from rehearsal.bedrock.operations.throughputs import units_quota

MODEL_UNITS: Final = "Model units no-commitment Provisioned Throughputs across custom models"
JOBS: Final = "(Model customization) Scheduled customization jobs"


@serves("ListServiceQuotas")
def list_service_quotas(account: Account, call: Call) -> Mapping[str, Any]:
    """Return the quotas of Bedrock that this stand-in keeps to, on one page."""
    call.demand("*", action="servicequotas:ListServiceQuotas")
    service = call.request["ServiceCode"]
    if service != "bedrock":
        raise ServiceError("NoSuchResourceException", f"The service {service} is not stood in for")
    return {
        "Quotas": [
            _quota("L-BE77399C", MODEL_UNITS, units_quota(account)),
            _quota("L-0406044C", JOBS, JOBS_QUOTA),
        ]
    }


def _quota(code: str, name: str, value: int) -> Mapping[str, Any]:
    return {
        "ServiceCode": "bedrock",
        "ServiceName": "Amazon Bedrock",
        "QuotaCode": code,
        "QuotaName": name,
        "Value": float(value),
        "Unit": "None",
        "Adjustable": True,
        "GlobalQuota": False,
    }
