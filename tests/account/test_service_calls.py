"""What AWS's services and functions do is allowed, and the same beside it is not."""

import pytest

from tests.account.deployed import Deployed
from tests.account.function_calls import function_calls
from tests.account.service_calls import ServiceCall, service_calls
from tests.account.simulation import Judged, judge


def every() -> tuple[ServiceCall, ...]:
    return (*service_calls(), *function_calls())


@pytest.fixture(scope="module")
def allowed(environments_deployed: list[Deployed]) -> list[Judged]:
    return judge(
        (deployed, each.call)
        for deployed in environments_deployed
        for each in every()
        if each.made_in(deployed)
    )


@pytest.fixture(scope="module")
def denied(environments_deployed: list[Deployed]) -> list[Judged]:
    return judge(
        (deployed, call)
        for deployed in environments_deployed
        for each in every()
        if each.made_in(deployed)
        for call in each.denied()
    )


def test_what_a_service_does_is_allowed(allowed: list[Judged]) -> None:
    assert [] == [str(one) for one in allowed if not one.allowed]
    assert len(allowed) > 200


def test_what_is_beside_it_is_not(denied: list[Judged]) -> None:
    assert [] == [str(one) for one in denied if one.allowed]


def test_what_not_every_environment_has_some_have(environments_deployed: list[Deployed]) -> None:
    paths = {each.only_with for each in every() if each.only_with}

    assert [] == [
        path for path in paths if not any(deployed.has(path) for deployed in environments_deployed)
    ]


def test_every_call_has_a_document_and_a_denial() -> None:
    assert [] == [each for each in every() if not each.document or not each.changes]
