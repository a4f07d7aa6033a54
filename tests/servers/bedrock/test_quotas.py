"""Service Quotas beside the stand-in: it tells the quotas that the stand-in keeps to."""

from typing import Any

import pytest

from rehearsal.bedrock import BedrockStandIn
from rehearsal.bedrock.faults import Fault, Faults
from tests.servers.bedrock.conftest import Connect
from tuning.account.quotas import CUSTOMIZATION_JOBS, MODEL_UNITS


@pytest.fixture
def service(connect: Connect) -> Any:
    """A real client of Service Quotas."""
    return connect("service-quotas")


def values(service: Any) -> dict[str, float]:
    pages = service.get_paginator("list_service_quotas").paginate(ServiceCode="bedrock")
    return {quota["QuotaName"]: quota["Value"] for page in pages for quota in page["Quotas"]}


def test_the_quotas_that_the_pipeline_reads_are_told_by_their_names(service: Any) -> None:
    told = values(service)

    assert {MODEL_UNITS: 10.0, CUSTOMIZATION_JOBS: 10.0}.items() <= told.items()
    assert 2.0 == told["(Model customization) In-progress custom model deployments"]
    assert 2000.0 == told["On-demand model inference requests per minute for Amazon Nova Micro"]


def test_an_account_that_asked_for_nothing_has_no_model_units(service: Any) -> None:
    pages = service.get_paginator("list_aws_default_service_quotas").paginate(ServiceCode="bedrock")
    (units,) = (q for page in pages for q in page["Quotas"] if q["QuotaName"] == MODEL_UNITS)

    assert 0.0 == units["Value"]


def test_a_new_account_has_little(service: Any, stand_in: BedrockStandIn) -> None:
    stand_in.faults = Faults(Fault.NEW_ACCOUNT)

    told = values(service)
    functions = service.get_service_quota(ServiceCode="lambda", QuotaCode="L-B99A9384")["Quota"]

    assert (0.0, 10.0) == (told[MODEL_UNITS], told[CUSTOMIZATION_JOBS])
    assert {10.0} == {value for name, value in told.items() if "requests per minute" in name}
    assert 10.0 == functions["Value"]


def test_an_account_without_model_units_says_so_before_anything_is_bought(
    service: Any, stand_in: BedrockStandIn
) -> None:
    stand_in.faults = Faults(Fault.THROUGHPUT_QUOTA_ZERO)

    assert 0.0 == values(service)[MODEL_UNITS]


def test_another_services_quotas_are_not_stood_in_for(service: Any) -> None:
    with pytest.raises(service.exceptions.NoSuchResourceException, match="ec2"):
        service.list_service_quotas(ServiceCode="ec2")


def test_what_is_not_served_is_said(service: Any) -> None:
    with pytest.raises(service.exceptions.ClientError, match="does not serve ListServices"):
        service.list_services()
