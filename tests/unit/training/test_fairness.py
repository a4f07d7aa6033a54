"""Runs come, die, ask at the same moment and lose replies, and strangers start jobs, at random."""

from collections.abc import Iterator

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    rule,
    run_state_machine_as_test,
)

from tests.unit.training.account import QUOTA, Account
from tests.unit.training.slot_seekers import Seekers, job_of
from tuning.settings import Settings


class Fairness(RuleBasedStateMachine):
    """The queue under everything that can happen to it, beside what is true."""

    runs = Bundle("runs")
    strangers = Bundle("strangers")

    @initialize()
    def begin(self) -> None:
        self.patch = pytest.MonkeyPatch()
        self.seekers = Seekers(Account(), self.patch)
        self.joined: list[str] = []
        self.granted: set[str] = set()
        self.count = 0

    def teardown(self) -> None:
        if hasattr(self, "seekers"):
            self.everybody_is_served_in_order()
            self.patch.undo()

    @rule(target=runs)
    def come(self) -> str:
        self.count += 1
        run = f"faq-{self.count:012}"
        self.seekers.arrive(run)
        return run

    @rule(run=runs, other=runs, at_once=st.booleans(), lost=st.booleans())
    def ask(self, *, run: str, other: str, at_once: bool, lost: bool) -> None:
        if at_once and other != run:
            self.seekers.account.interrupted = lambda: self.asked(other)
        self.asked(run, lost=lost)

    def asked(self, run: str, *, lost: bool = False) -> None:
        if not self.seekers.lives(run) or job_of(run) in self.seekers.account.jobs:
            return
        told = self.seekers.slots.get(run)
        slot = self.seekers.ask(run)
        # The line is in the order in which runs began to join, whoever's write came first.
        items = self.seekers.account.items
        self.joined = sorted(
            (one for one in items if "joined" in items[one]),
            key=lambda one: str(items[one]["joined"]["S"]),
        )
        if slot.outcome == "taken" and run not in self.granted:
            self.granted.add(run)
            self.nobody_is_passed_over(run)
        elif slot.outcome == "waiting":
            self.granted.discard(run)
        if lost:
            if told:
                self.seekers.slots[run] = told
            else:
                del self.seekers.slots[run]

    @rule(run=runs)
    def start(self, run: str) -> None:
        slot = self.seekers.slots.get(run)
        jobs = self.seekers.account.jobs
        if slot and slot.outcome == "taken" and self.seekers.lives(run) and job_of(run) not in jobs:
            self.seekers.start(run)

    @rule(run=runs)
    def complete(self, run: str) -> None:
        if self.seekers.account.jobs.get(job_of(run)) == "InProgress":
            self.seekers.complete(run)

    @rule(run=runs)
    def die(self, run: str) -> None:
        self.seekers.die(run)

    @rule(target=strangers)
    def a_stranger_starts_a_job(self) -> str:
        self.count += 1
        name = f"stranger-{self.count}"
        if self.seekers.account.running < QUOTA:  # the service takes no more
            self.seekers.account.jobs[name] = "InProgress"
        return name

    @rule(name=consumes(strangers))
    def a_stranger_is_done(self, name: str) -> None:
        self.seekers.account.jobs.pop(name, None)

    def unstarted(self) -> set[str]:
        """Living runs that have a slot and no job yet."""
        jobs = self.seekers.account.jobs
        return {r for r in self.granted if self.seekers.lives(r) and job_of(r) not in jobs}

    def waiting(self) -> Iterator[str]:
        """Living runs that wait, those first that joined first."""
        jobs = self.seekers.account.jobs
        for run in self.joined:
            if self.seekers.lives(run) and run not in self.granted and job_of(run) not in jobs:
                yield run

    def nobody_is_passed_over(self, run: str) -> None:
        """What was just given was free, and enough is left for whoever joined earlier."""
        place = self.joined.index(run)
        earlier = [other for other in self.waiting() if self.joined.index(other) < place]
        needed = self.seekers.account.running + len(self.unstarted()) + len(earlier)
        assert needed <= QUOTA, (run, earlier)

    def everybody_is_served_in_order(self) -> None:
        """Once strangers and the dead are out of the way, each round serves the next ones."""
        account = self.seekers.account
        account.jobs = {name: "Completed" for name in account.jobs if "stranger" not in name}
        left = [*self.unstarted(), *self.waiting()]
        for _ in range(2 * len(left) + 2):
            for run in left:
                self.asked(run)
                self.start(run)
            for run in left:
                self.complete(run)
        assert [] == [run for run in left if job_of(run) not in account.jobs]


def test_no_slot_is_given_twice_nobody_is_passed_over_and_everybody_is_served(
    settings: Settings,
) -> None:
    run_state_machine_as_test(
        Fairness,
        settings=hypothesis_settings(
            max_examples=60, stateful_step_count=60, deadline=None, database=None
        ),
    )
