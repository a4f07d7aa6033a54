"""Every act that touches what bills, under every trouble, at each of its calls.

An act that was struck is tried again, as Step Functions, the reaper's next sweep or a person does,
and then everything is as if nothing had struck it. One that is never tried again leaves nothing
that a release does not find.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from io import StringIO
from typing import Any, Final

import msgspec
import pytest

from tests.faults.troubled import Died, Trouble, TroubledWorld
from tests.faults.truths import SERVICES
from tests.faults.walks import Walk
from tests.unit.conftest import Bucket
from tuning import clients
from tuning.cli.cancel import cancel
from tuning.cli.extend import extend
from tuning.cli.output import printer
from tuning.errors import QuotaExceeded, ServiceRefused, Transient
from tuning.handlers.buy_throughput import buy_throughput
from tuning.handlers.deploy_on_demand import deploy_on_demand
from tuning.handlers.promote import promote
from tuning.handlers.publish_report import publish_report
from tuning.handlers.reap import reap
from tuning.handlers.release_throughput import release_throughput
from tuning.hosting import alias, leases
from tuning.hosting.release import release
from tuning.ledger import items, runs
from tuning.run.lease import HOUR
from tuning.run.plan import HostingPlan
from tuning.run.registration import Registration
from tuning.upkeep import closing

Act = Callable[[TroubledWorld, Walk], object]
Worlds = Callable[[str], TroubledWorld]

TROUBLES: Final = tuple(trouble for trouble in Trouble if trouble is not Trouble.MEANWHILE)
KINDS: Final[dict[Trouble, tuple[type[BaseException], ...]]] = {
    Trouble.REQUEST_LOST: (Transient,),
    Trouble.REPLY_LOST: (Transient,),
    Trouble.DIES_BEFORE: (Died,),
    Trouble.DIES_AFTER: (Died,),
    Trouble.THROTTLED: (Transient,),
    Trouble.BROKEN: (Transient,),
    Trouble.DENIED: (ServiceRefused,),
    Trouble.NO_QUOTA: (QuotaExceeded,),
    Trouble.CONFLICT: (ServiceRefused, Transient),
}
"""What Step Functions hears, by which it tries again, waits or releases."""


def _state(state: Callable[..., Any]) -> Act:
    return lambda _, walk: state(walk.event, None)


def _reap(world: TroubledWorld, walk: Walk) -> None:
    world.end_execution(walk.run_id, "ABORTED")
    reap({}, None)


def _cancel(_: TroubledWorld, walk: Walk) -> None:
    cancel(walk.run_id, printer(StringIO()))


def _extend(_: TroubledWorld, walk: Walk) -> None:
    extend(walk.run_id, printer(StringIO()), hours=48, owner="Ada", reason="a launch")


STATES: Final[dict[str, Act]] = {
    state.name: _state(state)
    for state in (buy_throughput, deploy_on_demand, promote, release_throughput, publish_report)
}
ACTS: Final = STATES | {"Reap": _reap, "Cancel": _cancel, "Extend": _extend}


@pytest.fixture
def walk(registration: Registration, plan: HostingPlan, bucket: Bucket) -> Walk:
    """A run whose recipe keeps a model that is better hosted for two days."""
    hosting = msgspec.structs.replace(registration.ready_recipe.hosting, keep_hours=48, owner="Ada")
    recipe = msgspec.structs.replace(registration.ready_recipe, hosting=hosting)
    kept = replace(registration, recipe=recipe)
    return Walk(registration=kept, plan=plan, approval=None)


@pytest.fixture
def worlds(monkeypatch: pytest.MonkeyPatch, walk: Walk) -> Worlds:
    """A world in which nothing has happened but that a run has come to an act."""
    world = TroubledWorld()
    for service in SERVICES:
        client = world.client(service.replace("_", "-"))
        monkeypatch.setattr(clients, service, partial(_same, client))
    monkeypatch.setattr("time.sleep", lambda _: None)
    monkeypatch.setattr(items, "now", lambda: world.now.isoformat(timespec="milliseconds"))

    def come_to(act: str) -> TroubledWorld:
        vars(world).update(vars(TroubledWorld()))  # a client is dear to make, and stays
        world.claim(walk.run_id)
        world.ceilings[walk.run_id] = 1
        if act not in (buy_throughput.name, deploy_on_demand.name):
            buy_throughput(walk.event, None)
        return world

    return come_to


def _same(client: Any) -> Any:
    return client


def what_is_so(world: TroubledWorld, walk: Walk) -> tuple[object, ...]:
    """All that an act can have changed; a schedule that outlives its lease rings once, in vain."""
    lease = leases.of(walk.run_id)
    assert lease
    return (
        [(each.kind, each.units, each.tags) for each in world.ours],
        (lease.state, lease.kept, lease.expires_at, lease.owner),
        # An intent that the quota refused ends, and the next one is a generation of its own.
        len(world.made),
        sorted(world.schedules) if lease.state != "released" else [],
        runs.get(walk.run_id).status,
        alias.read("faq"),
    )


def undisturbed(world: TroubledWorld, walk: Walk, act: Act) -> tuple[int, tuple[object, ...]]:
    """How many calls an act makes, and what is so after it."""
    before = len(world.calls)
    act(world, walk)
    calls = len(world.calls) - before
    settled(world, walk, act)
    return calls, what_is_so(world, walk)


def settled(world: TroubledWorld, walk: Walk, act: Act) -> None:
    """Try an act again once the trouble is over; the reaper does not let itself be hurried."""
    world.settle()
    if act is _reap:
        act(world, walk)
        world.pass_hours(closing.LONGEST_CLOSING / HOUR)
    act(world, walk)


def struck(
    worlds: Worlds, walk: Walk, name: str, trouble: Trouble, calls: int
) -> Iterator[tuple[TroubledWorld, BaseException | None]]:
    """Have the trouble strike at each call in turn, each time in a world of its own."""
    for number in range(calls):
        world = worlds(name)
        world.trouble, world.ahead = trouble, number
        raised = None
        try:
            ACTS[name](world, walk)
        except (Exception, Died) as error:  # the test says which ones it may be
            raised = error
        world.settle()
        yield world, raised


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.name.lower())
@pytest.mark.parametrize("name", ACTS)
def test_whatever_strikes_trying_again_makes_it_good(
    worlds: Worlds, walk: Walk, name: str, trouble: Trouble
) -> None:
    calls, expected = undisturbed(worlds(name), walk, ACTS[name])

    for number, (world, _) in enumerate(struck(worlds, walk, name, trouble, calls)):
        settled(world, walk, ACTS[name])
        assert expected == what_is_so(world, walk), f"{trouble.name} at {world.calls[number]}"


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.name.lower())
@pytest.mark.parametrize("name", STATES)
def test_whatever_strikes_the_state_machine_hears_what_to_do_and_a_release_leaves_nothing(
    worlds: Worlds, walk: Walk, name: str, trouble: Trouble
) -> None:
    calls, _ = undisturbed(worlds(name), walk, ACTS[name])

    heard = 0
    for world, raised in struck(worlds, walk, name, trouble, calls):
        assert raised is None or isinstance(raised, KINDS[trouble]), raised
        heard += raised is not None
        release(walk.run_id)
        assert ([], {}) == (world.ours, world.schedules)
    assert heard > 0
