"""What is true of everything that bills, whatever has happened to it."""

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

import pytest
from hypothesis.stateful import RuleBasedStateMachine, invariant

from tests.faults.troubled import TroubledWorld
from tests.faults.walks import Walk
from tests.unit.hosting.world import Thing, execution_of
from tuning import clients
from tuning.hosting import alias, leases
from tuning.ledger import items, runs
from tuning.run.lease import HOUR, Lease
from tuning.run.plan import HostingPlan
from tuning.run.registration import Registration
from tuning.run.run import RunStatus
from tuning.upkeep import closing
from tuning.upkeep.reaper import sweep

RUNTIME: Final = "bedrock_runtime"
SERVICES: Final = (
    "bedrock",
    RUNTIME,
    "dynamodb",
    "scheduler",
    "sns",
    "ssm",
    "stepfunctions",
    "sts",
)
SERVED: Final = ("Served", "Not served", "Released")
"""How the news of a model begins that was to be served again."""

LONGEST_HOURS: Final = 30 * 24.0
"""After so long every lease has ended, and every term that was committed to."""


class Truths(RuleBasedStateMachine):
    """Every run of a story, the world that it has to do with, and what must hold of both.

    What must hold at the moment of a purchase, the world checks itself.
    """

    def __init__(self, registration: Registration, plan: HostingPlan) -> None:
        super().__init__()
        self.registration, self.plan = registration, plan
        self.patch = pytest.MonkeyPatch()
        self.world = TroubledWorld()
        for service in SERVICES:
            client = self.world.client(service.replace("_", "-"))
            self.patch.setattr(clients, service, partial(_same, client))
        self.patch.setattr("time.sleep", lambda _: None)
        self.patch.setattr(items, "now", lambda: self.world.now.isoformat(timespec="milliseconds"))
        self.everyone: list[Walk] = []
        self.told_twice = False

    def teardown(self) -> None:
        try:
            self.in_the_end_nothing_is_held()
        finally:
            self.patch.undo()

    @invariant()
    def what_is_foreign_stands_untouched(self) -> None:
        held = {arn: thing.tags for arn, thing in self.world.held.items()}
        assert self.world.strangers.items() <= held.items()

    @invariant()
    def a_term_was_said_twice(self) -> None:
        for thing in self.world.held.values():
            if thing.bound_until:
                (walk,) = (each for each in self.everyone if each.run_id == thing.tags["run"])
                assert walk.registration.ready_recipe.hosting.commitment_binds_until_term

    def only_valid_leases_hold_anything(self) -> None:
        for thing in self.world.ours:
            lease = leases.of(thing.tags.get("run", ""))
            assert lease, f"{thing} has no lease"
            assert lease.covers(thing.arn, self.world.now), f"{thing} is not covered by {lease}"
            assert lease.kept or self.lives(thing.tags["run"]), f"nobody needs {thing}"

    def has_ended_and_was_told(self, walk: Walk) -> None:
        run = runs.get(walk.run_id)
        if self.lives(walk.run_id):
            return
        assert run.status is not RunStatus.RUNNING
        news = SERVED if run.serves_again else (run.status.capitalize(),)
        subjects = [f"{word}: {run.run_id} (dev)" for word in news]
        told = sum(said in subjects for said, _ in self.world.told)
        silent = run.cancellation or (walk.reporting and not walk.notified)
        assert told >= 1 or silent, f"{subjects} was told to nobody"
        assert told <= walk.ends or self.told_twice, f"{subjects} was told {told} times"

    def all_is_quiet(self) -> None:
        """Without further trouble one sweep is enough, but for who is believed to be closing."""
        self.world.settle()
        assert [] == sweep().failures
        self.only_valid_leases_hold_anything()
        self.world.pass_hours(closing.LONGEST_CLOSING / HOUR)
        sweep()
        last = sweep()
        assert ([], [], []) == (last.released, last.closed, last.failures)
        self.only_valid_leases_hold_anything()
        for walk in self.everyone:
            self.has_ended_and_was_told(walk)

    def in_the_end_nothing_is_held(self) -> None:
        self.all_is_quiet()
        for walk in self.everyone:
            if self.goes_on(walk):
                self.world.end_execution(walk.run_id, "TIMED_OUT")
        self.world.pass_hours(LONGEST_HOURS)
        self.all_is_quiet()
        assert [] == self.world.ours
        assert [] == list(self.leased())
        assert alias.read("faq") is None, "the task is named after what is gone"

    def staying(self) -> list[Walk]:
        return [walk for walk in self.under_way() if not walk.leaving]

    def under_way(self) -> list[Walk]:
        return [walk for walk in self.everyone if self.goes_on(walk)]

    def over(self) -> list[Walk]:
        """Those that have ended, and were closed."""
        return [
            walk
            for walk in self.everyone
            if not self.lives(walk.run_id) and runs.get(walk.run_id).status is not RunStatus.RUNNING
        ]

    def leaving(self) -> list[Walk]:
        return [walk for walk in self.under_way() if walk.leaving]

    def held(self) -> list[Walk]:
        return [walk for walk in self.everyone if self.things(walk.run_id)]

    def lives(self, run_id: str) -> bool:
        return self.world.executions.get(execution_of(run_id)) == "RUNNING"

    def goes_on(self, walk: Walk) -> bool:
        return self.lives(walk.run_id)

    def things(self, run_id: str) -> list[Thing]:
        return [each for each in self.world.ours if each.tags.get("run") == run_id]

    def leased(self) -> Iterator[Lease]:
        """Every lease that somebody could still hold something under."""
        for walk in self.everyone:
            lease = leases.of(walk.run_id)
            if lease and lease.state != "released":
                yield lease


def _same(client: Any) -> Any:
    return client
