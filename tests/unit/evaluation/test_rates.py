from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from tests.unit.evaluation.conftest import Quotas, refusal
from tuning.evaluation import rates
from tuning.evaluation.pacing import Rate
from tuning.models.catalogue import base_model

MICRO = base_model("amazon.nova-micro-v1:0:128k")
LITE = base_model("amazon.nova-lite-v1:0:300k")
TWO_LITE = base_model("amazon.nova-2-lite-v1:0:256k")
DEPLOYED = "(Model customization) Sum of on demand custom model deployment"


@pytest.mark.parametrize("words", ["model inference", "InvokeModel"])
def test_a_base_model_is_asked_as_fast_as_the_accounts_own_quotas_allow(
    quotas: Quotas, words: str
) -> None:
    """Both names are AWS's own: the first of the quota tables of 2025, the second of 2026."""
    quotas.applied = {
        f"On-demand {words} requests per minute for Amazon Nova Micro": 10,
        f"On-demand {words} tokens per minute for Amazon Nova Micro": 20_000,
        f"Cross-region {words} requests per minute for Amazon Nova Micro": 4000,
        f"On-demand {words} requests per minute for Amazon Nova Lite": 200,
    }

    rate = rates.of_base(MICRO)

    assert (10, 20_000) == (rate.requests, rate.tokens)
    assert "the quotas of this account" == rate.source
    assert 200 == rates.of_base(LITE).requests


def test_a_model_that_is_asked_through_a_profile_has_the_profiles_quota(quotas: Quotas) -> None:
    quotas.applied = {
        "On-demand model inference requests per minute for Amazon Nova Lite": 200,
        "Cross-region model inference requests per minute for Amazon Nova 2 Lite": 30,
        "Global cross-region model inference requests per minute for Amazon Nova 2 Lite": 90,
    }

    assert 30 == rates.of_base(TWO_LITE).requests


def test_deployments_of_a_base_models_custom_models_share_a_quota(quotas: Quotas) -> None:
    quotas.applied = {
        f"{DEPLOYED} requests per minute for Amazon Nova Micro": 20,
        f"{DEPLOYED} tokens per minute for Amazon Nova Micro": 40_000,
        f"{DEPLOYED} tokens per day for Amazon Nova Micro": 1,
    }

    rate = rates.of_deployments(MICRO)

    assert (20, 40_000) == (rate.requests, rate.tokens)


def test_what_the_account_does_not_list_is_aws_default_or_else_careful(quotas: Quotas) -> None:
    assert rates.of_base(MICRO) == rates.CAREFUL
    quotas.default = {"On-demand model inference requests per minute for Amazon Nova Micro": 2000}

    assert rates.of_base(MICRO) == Rate(requests=2000, source="AWS's default quotas")


def test_a_quota_of_zero_is_no_pace(quotas: Quotas) -> None:
    quotas.applied = {"On-demand model inference requests per minute for Amazon Nova Micro": 0}

    assert rates.of_base(MICRO) == rates.CAREFUL


def test_a_quota_whose_value_the_service_cannot_read_is_aws_default_or_else_careful(
    quotas: Quotas, monkeypatch: pytest.MonkeyPatch
) -> None:
    reason = {"ErrorCode": "SERVICE_QUOTA_NOT_AVAILABLE_ERROR"}
    name = "On-demand model inference requests per minute for Amazon Nova Micro"

    def paginate(**_: str) -> Any:
        yield {"Quotas": [{"QuotaName": name, "ErrorReason": reason}]}

    monkeypatch.setattr(quotas, "paginate", paginate)

    assert rates.of_base(MICRO) == rates.CAREFUL


@pytest.mark.parametrize(
    "error",
    [
        refusal("ServiceException", "down"),
        refusal("TooManyRequestsException"),
        EndpointConnectionError(endpoint_url="https://servicequotas"),
    ],
)
def test_service_quotas_that_cannot_be_asked_leave_a_careful_pace(
    quotas: Quotas, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def paginate(**_: str) -> Any:
        raise error

    monkeypatch.setattr(quotas, "paginate", paginate)

    assert rates.of_base(MICRO) == rates.CAREFUL
    assert rates.of_deployments(MICRO) == rates.CAREFUL
