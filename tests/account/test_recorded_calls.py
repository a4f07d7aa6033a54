"""What a rehearsal's roles did is allowed by an account's rules, and the same beside it is not."""

import pytest

from stacks.environments.known import environment
from tests.account.beside import beside
from tests.account.deployed import Deployed
from tests.account.recorded import committed
from tests.account.simulation import Call, filled, judge
from tests.account.test_service_authorization import BESIDE, types_of


@pytest.fixture(scope="module")
def calls(environments_deployed: list[Deployed]) -> list[tuple[Deployed, Call]]:
    """The recorded calls that an environment makes, of those that the data knows."""
    return [
        (deployed, call)
        for deployed in environments_deployed
        for call in committed()
        if _makes(deployed, call) and not _types(deployed, call) & BESIDE.keys()
    ]


def _makes(deployed: Deployed, call: Call) -> bool:
    locks = environment(deployed.environment).snapshot_lock_days > 0
    return locks or call.action != "s3:PutObjectRetention"


def _types(deployed: Deployed, call: Call) -> set[tuple[str, str]]:
    service = call.action.partition(":")[0]
    return {(call.action, type_) for type_ in types_of(service, filled(call.resource, deployed))}


def test_what_was_recorded_is_allowed(calls: list[tuple[Deployed, Call]]) -> None:
    assert [] == [str(one) for one in judge(calls) if not one.allowed]
    assert len({call.caller for _, call in calls}) > 20


def test_what_stands_beside_it_is_not(calls: list[tuple[Deployed, Call]]) -> None:
    verdicts = judge((deployed, one) for deployed, call in calls for one in beside(call, deployed))

    assert [] == [str(one) for one in verdicts if one.allowed]
    assert len(verdicts) > len(calls)
