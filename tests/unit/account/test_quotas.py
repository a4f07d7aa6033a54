"""Quotas: which are read, by which names, and what an account that may not read them gets."""

from collections.abc import Callable

import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from tests.unit.costs.conftest import NOVA_2_LITE
from tuning.account import quotas
from tuning.account.quotas import CUSTOMIZATION_JOBS, MODEL_UNITS, UNITS_PER_MODEL, Quotas
from tuning.models.catalogue import base_model

MODEL = base_model(NOVA_2_LITE)
REQUEST = "https://us-east-1.console.aws.amazon.com/servicequotas/home/services/bedrock/quotas/"


def test_quotas_are_found_by_their_names_with_the_link_to_ask_for_more(
    account: Callable[..., Stubber],
) -> None:
    account(
        **{
            "On-demand model inference tokens per minute": 4e6,
            MODEL_UNITS: 0,
            f"{UNITS_PER_MODEL}Amazon Nova 2 Lite 24K": 0,
            f"{UNITS_PER_MODEL}Amazon Nova 2 Lite 256K": 2,
            f"{UNITS_PER_MODEL}Amazon Nova Lite 300K": 9,
            CUSTOMIZATION_JOBS: 2,
        }
    )

    found = quotas.read(MODEL)

    assert found.model_units
    assert (0, f"{REQUEST}L-00000001") == (found.model_units.value, found.model_units.request)
    assert found.units_per_model
    assert 2 == found.units_per_model.value


def test_a_plan_sees_a_quota_that_was_raised_since_the_last_one(
    account: Callable[..., Stubber],
) -> None:
    name = "Model units no-commitment Provisioned Throughputs across custom models"
    account(**{name: 0})
    account(**{name: 4})

    found = [quotas.read(MODEL).model_units for _ in range(2)]

    assert [0, 4] == [quota.value for quota in found if quota]


def test_who_waits_for_a_slot_asks_once(account: Callable[..., Stubber]) -> None:
    account(**{"(Model customization) Scheduled customization jobs": 2})

    assert [2, 2] == [quotas.customization_jobs() for _ in range(2)]


def test_an_account_that_may_not_read_quotas_leaves_them_unknown(
    stubbed: Callable[[str], Stubber],
) -> None:
    quotas.customization_jobs.cache_clear()
    stub = stubbed("service_quotas")
    for _ in range(2):
        stub.add_client_error("list_service_quotas", "AccessDeniedException")

    found = quotas.read(MODEL)

    assert Quotas(unreadable=found.unreadable) == found
    assert "may not be read" in (found.unreadable or "")
    assert quotas.customization_jobs() is None


def test_a_busy_service_is_not_taken_for_a_missing_right(
    stubbed: Callable[[str], Stubber],
) -> None:
    quotas.customization_jobs.cache_clear()
    stubbed("service_quotas").add_client_error("list_service_quotas", "TooManyRequestsException")

    with pytest.raises(ClientError, match="TooManyRequests"):
        quotas.read(MODEL)


def test_a_quota_that_is_not_listed_is_unknown(account: Callable[..., Stubber]) -> None:
    account(**{"Something else": 1})

    assert Quotas() == quotas.read(MODEL)

    account(**{"Something else": 1})
    assert quotas.customization_jobs() is None


def test_what_the_applied_list_leaves_out_is_what_every_account_begins_with(
    account: Callable[..., Stubber],
) -> None:
    account({MODEL_UNITS: 0, CUSTOMIZATION_JOBS: 10}, **{CUSTOMIZATION_JOBS: 7})

    found = quotas.read(MODEL)

    assert found.model_units
    assert found.customization_jobs
    assert (0, 7) == (found.model_units.value, found.customization_jobs.value)

    account({CUSTOMIZATION_JOBS: 10}, **{"Something else": 1})
    assert 10 == quotas.customization_jobs()


def test_who_may_not_read_the_defaults_has_what_is_applied(
    stubbed: Callable[[str], Stubber],
) -> None:
    quotas.customization_jobs.cache_clear()
    stub = stubbed("service_quotas")
    applied = {"QuotaName": MODEL_UNITS, "QuotaCode": "L-00000001", "Value": 3.0}
    stub.add_response("list_service_quotas", {"Quotas": [applied]}, {"ServiceCode": "bedrock"})
    stub.add_client_error("list_aws_default_service_quotas", "AccessDeniedException")

    found = quotas.read(MODEL)

    assert found.model_units
    assert (3, None) == (found.model_units.value, found.deployments)


def test_the_fewest_of_the_quotas_of_deployments_counts_and_those_of_tokens_do_not(
    account: Callable[..., Stubber],
) -> None:
    tokens = (
        "(Model customization) Sum of on demand custom model deployment tokens per minute for X"
    )
    names = ("In-progress custom model deployments", "Custom model deployments", tokens)
    account(**dict(zip(names, (2, 0, 4_000_000), strict=True)))

    found = quotas.read(MODEL).deployments

    assert found
    assert ("Custom model deployments", 0) == (found.name, found.value)


def test_a_quota_whose_value_the_service_cannot_read_is_what_every_account_begins_with(
    stubbed: Callable[[str], Stubber],
) -> None:
    quotas.customization_jobs.cache_clear()
    stub = stubbed("service_quotas")
    reason = {"ErrorCode": "SERVICE_QUOTA_NOT_AVAILABLE_ERROR", "ErrorMessage": "not now"}
    unread = {"QuotaName": MODEL_UNITS, "QuotaCode": "L-00000001", "ErrorReason": reason}
    stub.add_response("list_service_quotas", {"Quotas": [unread]})
    default = {"QuotaName": MODEL_UNITS, "QuotaCode": "L-00000001", "Value": 0.0}
    stub.add_response("list_aws_default_service_quotas", {"Quotas": [default]})

    found = quotas.read(MODEL).model_units

    assert found
    assert 0 == found.value
