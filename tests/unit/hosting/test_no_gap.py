"""Somebody calls through the name at every moment there is while models come and go behind it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

import pytest

from tests.unit.hosting.conftest import RUN, TRAINED, Hosted
from tests.unit.hosting.world import World
from tuning.hosting import alias, deployment, keeping, leases, throughput
from tuning.run.hosting import Serving
from tuning.run.lease import Lease
from tuning.run.plan import HostingPlan
from tuning.run.registration import Registration
from tuning.settings import Settings
from tuning.upkeep import reaper

SECOND = "faq-ba9876543210"
BUYS: Final[dict[str, Callable[..., Serving]]] = {
    "throughput": throughput.buy,
    "deployment": deployment.deploy,
}


@dataclass(kw_only=True)
class Application:
    """Asks for the name, keeps what it heard for as long as the drain lasts, and calls it."""

    world: World
    remembers: timedelta
    calls: int = 0
    lost: list[str] = field(default_factory=list)
    heard: dict[str, datetime] = field(default_factory=dict)

    def call(self) -> None:
        """Call what the name stands for, and all that it stood for a moment ago."""
        value = self.world.GetParameter(Name=alias.name_of("faq"))["Parameter"]["Value"]
        self.heard[value] = self.world.now
        for arn, when in self.heard.items():
            if self.world.now - when < self.remembers:
                self.calls += 1
                if arn not in self.world.held:
                    self.lost.append(f"{self.world.now}: {arn}")


Promote = Callable[[str], Lease]


@pytest.fixture(params=["throughput", "deployment"])
def promote(
    request: pytest.FixtureRequest, world: World, hosted: Hosted, plan: HostingPlan
) -> Promote:
    """Serve the model of a run and promote it; its execution ends then."""

    def promote(run_id: str) -> Lease:
        if run_id not in world.items:
            world.claim(run_id)
        registration: Registration = replace(hosted(keep_hours=48, owner="Ada"), run_id=run_id)
        BUYS[request.param](registration, TRAINED, plan)
        keeping.promote(registration)
        world.items[run_id]["status"] = {"S": "kept"}
        world.end_execution(run_id, "SUCCEEDED")
        lease = leases.of(run_id)
        assert lease is not None
        return lease

    return promote


def test_no_call_is_lost_while_a_second_model_takes_over(
    world: World, promote: Promote, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tuning.report.publish.end", lambda *_: None)
    monkeypatch.setattr("tuning.upkeep.closing.tell_of_release", lambda *_: None)
    first = promote(RUN)
    application = Application(world=world, remembers=timedelta(minutes=settings.drain_minutes))
    world.between = application.call

    second = promote(SECOND)
    for _ in range(12):
        world.pass_hours(5 / 60)
        reaper.sweep()

    assert [] == application.lost
    assert application.calls > 100
    assert second.arn == alias.read("faq")
    drained = first.kind == "throughput"
    assert drained == (first.arn not in world.held)
    assert second.arn in world.held


def test_a_model_that_does_not_answer_takes_nothing_over(world: World, promote: Promote) -> None:
    first = promote(RUN)
    world.meanwhile["Converse"] = lambda: world.mute.update(world.held)

    before = promote(SECOND)

    assert first.arn == alias.read("faq")
    assert not before.kept
