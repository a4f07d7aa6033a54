"""Runs come, die, ask at the same moment and lose replies, and strangers start jobs, at random."""

from collections import Counter
from itertools import permutations
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    multiple,
    rule,
    run_state_machine_as_test,
)

from tests.unit.training.account import QUOTA, Account
from tests.unit.training.slot_seekers import Seekers, job_of
from tuning import naming
from tuning.settings import Settings

TASKS = ("faq", "chat", "tickets")


class Fairness(RuleBasedStateMachine):
    """The queue under everything that can happen to it, beside what is true."""

    runs = Bundle("runs")
    strangers = Bundle("strangers")

    @initialize()
    def begin(self) -> None:
        self.patch = pytest.MonkeyPatch()
        self.seekers = Seekers(Account(), self.patch)
        self.lead: Counter[tuple[str, str]] = Counter()
        """How many turns more the first task has had than the second, while both waited."""
        self.granted: set[str] = set()
        self.count = 0

    def teardown(self) -> None:
        if hasattr(self, "seekers"):
            self.everybody_is_served_in_order()
            self.patch.undo()

    @rule(target=runs, task=st.sampled_from(TASKS))
    def come(self, task: str) -> str:
        return self.came(task)

    def came(self, task: str) -> str:
        self.count += 1
        run = f"{task}-{self.count:012}"
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
        self.count_turns(task="", turns=0)  # who died waits no more
        told = self.seekers.slots.get(run)
        seen, task = [*self.waiting()], naming.task_of(run)
        slot = self.seekers.ask(run)
        if slot.outcome == "taken" and run not in self.granted:
            self.granted.add(run)
            self.nobody_is_passed_over(run, [other for other in seen if other in self.waiting()])
            self.count_turns(task=task, turns=1)
        elif slot.outcome == "waiting" and run in self.granted:
            self.granted.discard(run)
            self.count_turns(task=task, turns=-1)
        if lost:
            if told:
                self.seekers.slots[run] = told
            else:
                del self.seekers.slots[run]

    @rule(target=runs, task=st.sampled_from(TASKS), many=st.integers(2, 5))
    def come_together(self, task: str, many: int) -> Any:
        came = [self.came(task) for _ in range(many)]
        for run in came:
            self.asked(run)
        return multiple(*came)

    @rule()
    def everybody_looks_and_whoever_has_a_slot_is_done(self) -> None:
        for run in reversed(self.waiting()):
            self.asked(run)
        for run in self.unstarted():
            self.start(run)
            self.complete(run)

    def count_turns(self, *, task: str, turns: int) -> None:
        waiting = {naming.task_of(run) for run in self.waiting()}
        for one, other in permutations(TASKS, 2):
            if not {one, other} <= waiting:
                self.lead[one, other] = 0
            elif task in (one, other):
                self.lead[one, other] += turns if task == one else -turns

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

    def waiting(self) -> list[str]:
        """Living runs that wait, those first that were registered first."""
        jobs, items = self.seekers.account.jobs, self.seekers.account.items
        return sorted(
            (
                run
                for run, item in items.items()
                if "joined" in item
                and self.seekers.lives(run)
                and run not in self.granted
                and job_of(run) not in jobs
            ),
            key=lambda run: str(items[run]["created_at"]["S"]),
        )

    def nobody_is_passed_over(self, run: str, waiting: list[str]) -> None:
        """What was just given was free, and enough is left for whoever goes first.

        Those are the runs of the same task that were registered earlier, and the first of each task
        that this one is two turns ahead of.
        """
        task, registered = naming.task_of(run), self.seekers.account.items
        first: dict[str, str] = {}
        for other in waiting:
            first.setdefault(naming.task_of(other), other)
        earlier = {
            other
            for other in waiting
            if naming.task_of(other) == task
            and registered[other]["created_at"]["S"] < registered[run]["created_at"]["S"]
        }
        earlier |= {
            other for whose, other in first.items() if whose != task and self.lead[task, whose] > 1
        }
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
            max_examples=25,
            stateful_step_count=40,
            deadline=None,
            database=None,
        ),
    )
