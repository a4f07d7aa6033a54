"""Everything that can happen to what bills, in any order."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from io import StringIO
from typing import Any, Final

import msgspec
from botocore.exceptions import BotoCoreError, ClientError
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.faults.troubled import TAGS, Died, Trouble
from tests.faults.truths import Truths
from tests.faults.walks import ANY, APPROVED, MOST_RUNS, Mishap, Walk, mishaps, one
from tuning.cli.cancel import cancel
from tuning.cli.extend import extend
from tuning.cli.output import printer
from tuning.errors import TuningError
from tuning.handlers.buy_throughput import buy_throughput
from tuning.handlers.deploy_on_demand import deploy_on_demand
from tuning.handlers.promote import promote
from tuning.handlers.publish_report import publish_report
from tuning.handlers.release_throughput import release_throughput
from tuning.ledger import runs
from tuning.ledger.reopening import reopen
from tuning.resumption.where import forgets
from tuning.run.resumption import Resumption, Where, Wish
from tuning.upkeep.reaper import sweep

MOST_AT_ONCE: Final = 3

STRANGE_TAGS: Final[tuple[dict[str, str], ...]] = (
    {},
    TAGS | {"environment": "prod"},
    TAGS | {"project": "theirs"},
    {"run": "faq-000000000001"},
    TAGS,
    TAGS | {"run": "never-was-0123456789ab"},
)
PASSED: Final = (TuningError, ClientError, BotoCoreError, Died)
"""What an act may come to; anything else is a fault of the code."""


class Money(Truths):
    """Runs that buy, keep, release and die; people, strangers and the reaper beside them."""

    @precondition(lambda self: len(self.everyone) < MOST_RUNS)
    @precondition(lambda self: len(self.under_way()) < MOST_AT_ONCE)
    @rule(
        mode=st.sampled_from(("provisioned", "on_demand")),
        units=st.sampled_from((1, 2)),
        approved=st.booleans(),
        keep_hours=st.sampled_from((0, 2, 48)),
        term=st.sampled_from((0, 1, 2)),
        mishap=mishaps(10),
    )
    def trains(
        self,
        *,
        mode: Any,
        units: int,
        approved: bool,
        keep_hours: int,
        term: int,
        mishap: Mishap | None,
    ) -> None:
        """A run has come as far as its first purchase."""
        run_id = f"faq-{len(self.everyone) + 1:012}"
        recipe = self.registration.ready_recipe
        hosting = msgspec.structs.replace(
            recipe.hosting,
            keep_hours=keep_hours,
            owner="Ada" if keep_hours else None,
            commitment="OneMonth" if term else None,
            commitment_binds_until_term=term == 2,
        )
        walk = Walk(
            registration=replace(
                self.registration,
                run_id=run_id,
                recipe=msgspec.structs.replace(recipe, hosting=hosting),
            ),
            plan=replace(self.plan, mode=mode, units=units),
            approval=APPROVED if approved else None,
        )
        self.world.claim(run_id)
        self.world.ceilings[run_id] = units if approved else 1
        self.everyone.append(walk)
        self.befallen(mishap, partial(self.buy, walk), walk)

    @precondition(lambda self: self.staying())
    @rule(which=ANY, mishap=mishaps(10))
    def tries_again(self, which: int, mishap: Mishap | None) -> None:
        walk = one(self.staying(), which)
        self.befallen(mishap, partial(self.buy, walk), walk)

    def buy(self, walk: Walk) -> None:
        state = buy_throughput if walk.plan.mode == "provisioned" else deploy_on_demand
        state(walk.event, None)

    @precondition(lambda self: self.staying())
    @rule(which=ANY, mishap=mishaps(16))
    def promotes(self, which: int, mishap: Mishap | None) -> None:
        walk = one(self.staying(), which)
        self.befallen(mishap, partial(self.promote, walk), walk)

    def promote(self, walk: Walk) -> None:
        if promote(walk.event, None)["outcome"] == "hosted":
            walk.leaving = True

    @precondition(lambda self: self.under_way())
    @rule(which=ANY, mishap=mishaps(22))
    def releases(self, which: int, mishap: Mishap | None) -> None:
        walk = one(self.under_way(), which)
        self.befallen(mishap, partial(self.release, walk), walk)

    def release(self, walk: Walk) -> None:
        walk.leaving = True  # whatever comes of it: its Catch leads to the report too
        release_throughput(walk.event, None)

    @precondition(lambda self: self.leaving())
    @rule(which=ANY, mishap=mishaps(4))
    def ends(self, which: int, mishap: Mishap | None) -> None:
        """The report and the notification; without the report the execution fails."""
        walk = one(self.leaving(), which)
        self.befallen(mishap, partial(self.end, walk), walk)
        self.world.end_execution(walk.run_id, "SUCCEEDED" if walk.notified else "FAILED")

    def end(self, walk: Walk) -> None:
        walk.reporting = True
        said = publish_report(walk.event, None)
        if not walk.notified:  # the machine goes on with one attempt's answer, however many end
            self.world.told.append((said["subject"], said["message"]))
            walk.notified = True

    @precondition(lambda self: self.under_way())
    @rule(which=ANY, status=st.sampled_from(("ABORTED", "TIMED_OUT", "FAILED")))
    def breaks_off(self, which: int, status: str) -> None:
        self.world.end_execution(one(self.under_way(), which).run_id, status)

    @precondition(lambda self: self.over())
    @rule(which=ANY, purpose=st.sampled_from(("finish", "serve")), mishap=mishaps(3))
    def goes_on_again(self, which: int, purpose: Any, mishap: Mishap | None) -> None:
        """A person has a run go on after its end, from where its model is hosted."""
        walk = one(self.over(), which)
        self.befallen(mishap, partial(self.resume, walk, purpose), walk)

    def resume(self, walk: Walk, purpose: Any) -> None:
        run = runs.get(walk.run_id)
        wish = Wish(
            of=run.run_id,
            number=str(walk.ends),
            purpose=purpose,
            who="arn:ada",
            owner="Ada",
            hours=2,
        )
        where: Where = "serve" if purpose == "serve" else "host"
        resumption = Resumption(
            run_id=run.run_id,
            outcome=where,
            before=run.status.value,
            spent_usd=0.0,
            month="2026-11",
            wish=wish,
        )
        self.world.executions[run.execution] = "RUNNING"
        walk.ends += 1
        walk.leaving = walk.reporting = walk.notified = False
        walk.plan = replace(
            walk.plan,
            purpose="serve" if purpose == "serve" else "evaluate",
            wish=wish if purpose == "serve" else None,
        )
        goes_on = False
        try:
            goes_on = reopen(run, resumption, execution=run.execution, without=forgets(where))
        finally:
            if not goes_on:  # whatever became of the write: the execution fails
                self.world.end_execution(run.run_id, "FAILED")

    @rule(mishap=mishaps(40))
    def reaps(self, mishap: Mishap | None) -> None:
        self.told_twice |= mishap is not None and mishap.trouble is not Trouble.MEANWHILE
        self.befallen(mishap, sweep, None)

    @precondition(lambda self: self.everyone)
    @rule(which=ANY, mishap=mishaps(18))
    def is_cancelled(self, which: int, mishap: Mishap | None) -> None:
        walk = one(self.everyone, which)
        self.befallen(mishap, partial(self.cancel, walk), walk)

    def cancel(self, walk: Walk) -> None:
        cancel(walk.run_id, printer(StringIO()))

    @precondition(lambda self: self.held())
    @rule(which=ANY, mishap=mishaps(8), hours=st.sampled_from((1, 10, 720, 721)))
    def is_extended(self, which: int, mishap: Mishap | None, hours: int) -> None:
        walk = one(self.held(), which)
        self.befallen(mishap, partial(self.extend, walk, hours), walk)

    def extend(self, walk: Walk, hours: float = 10) -> None:
        extend(walk.run_id, printer(StringIO()), hours=hours, owner="Ada", reason="a launch")

    @rule(hours=st.sampled_from((0.1, 1, 8, 47, 720)), rings=st.booleans())
    def time_passes(self, *, hours: float, rings: bool) -> None:
        self.world.pass_hours(hours)
        if rings and self.world.ring():
            with suppress(*PASSED):
                sweep()

    @precondition(lambda self: len(self.world.strangers) < MOST_AT_ONCE)
    @rule(tags=st.sampled_from(STRANGE_TAGS), kind=st.sampled_from(("throughput", "deployment")))
    def something_appears(self, tags: dict[str, str], kind: str) -> None:
        """Somebody else buys, or something of ours turns out to be nobody's."""
        self.world.appear(kind, tags)

    @rule(which=st.integers(0, MOST_AT_ONCE))
    def the_service_is_slow(self, which: int) -> None:
        """Its lists lag behind, and something cannot be deleted while it is being made."""
        self.world.lagging = True
        for thing in self.world.ours[which : which + 1]:
            thing.busy = True

    @rule(full=st.booleans())
    def the_quota_changes(self, *, full: bool) -> None:
        """Others use it up, or give some of it back."""
        self.world.full = full

    @rule()
    def is_quiet_for_a_while(self) -> None:
        self.all_is_quiet()

    def befallen(self, mishap: Mishap | None, act: Callable[[], object], walk: Walk | None) -> None:
        """Have something happen, with a mishap at one of its calls."""
        self.world.calm()
        if mishap:
            self.world.trouble, self.world.ahead = mishap.trouble, mishap.at
            self.world.others = partial(self.interfere, mishap, act, walk)
        with suppress(*PASSED):
            act()
        self.world.calm()

    def interfere(self, mishap: Mishap, act: Callable[[], object], walk: Walk | None) -> None:
        """Have somebody else act between two calls."""
        if not self.everyone:
            return
        other = walk or one(self.everyone, mishap.whose)
        with suppress(*PASSED):
            match mishap.act:
                case "try again":
                    act()
                case "release" if self.goes_on(other):
                    self.release(other)
                case "cancel":
                    self.cancel(other)
                case "extend":
                    self.extend(other)
                case "break off":
                    if self.goes_on(other):
                        self.world.end_execution(other.run_id, "ABORTED")
                    sweep()
                case "reap":
                    sweep()
