from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import StringIO

import msgspec
import pytest

from tests.unit.conftest import Bucket, Served
from tests.unit.hosting.conftest import RUN, TRAINED
from tests.unit.hosting.world import ACCOUNT, START, World
from tuning.__main__ import main
from tuning.cli import cancel, environment
from tuning.cli.extend import extend
from tuning.cli.output import printer
from tuning.costs.actual import cost
from tuning.hosting import leases
from tuning.hosting.leases import LeaseRefused
from tuning.hosting.release import release
from tuning.ledger import items, runs, spending
from tuning.report import publish, summary
from tuning.run.hosting import Serving
from tuning.run.keys import KEYS
from tuning.run.plan import HostingPlan
from tuning.run.resumption import Resumption, Wish
from tuning.run.training import TrainingStatus

Buy = Callable[[], Serving]

RESUMED = Resumption(
    run_id=RUN,
    outcome="look",
    before="cancelled",
    spent_usd=0.0,
    month="2026-11",
    wish=Wish(of=RUN, number="1", purpose="finish", who="arn:ada"),
)

CALLS = 12
"""Of a cancel, once the execution is stopped, until it says what came of it."""


@pytest.fixture
def screen() -> StringIO:
    return StringIO()


@pytest.fixture
def did(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a cancel did beside the release, in its order."""
    done: list[str] = []
    monkeypatch.setattr(cancel, "_stop", lambda _: done.append("stop"))
    monkeypatch.setattr(publish, "end", lambda *_, **__: done.append("publish"))
    return done


def test_cancelling_leaves_nothing_held_and_nobody_who_could_lease(
    world: World, buy: Buy, screen: StringIO, did: list[str]
) -> None:
    bought = buy()

    cancel.cancel(RUN, printer(screen), who="arn:ada", why=" too slow ")

    assert ["stop", "publish"] == did
    assert ({}, {}) == (world.held, world.schedules)
    assert "cancelled" == runs.get(RUN).status
    recorded = runs.get(RUN).cancellation
    assert recorded is not None
    assert ("arn:ada", "too slow") == (recorded.who, recorded.why)
    assert "arn:ada cancelled the run at " in summary.reason(runs.get(RUN))
    said = screen.getvalue()
    assert f"released {bought.arn}" in said
    assert f"{RUN} is cancelled; it holds nothing." in said
    with pytest.raises(LeaseRefused, match="has ended"):
        buy()


def test_a_run_is_closed_before_it_is_released(
    world: World, buy: Buy, screen: StringIO, did: list[str]
) -> None:
    buy()
    seen: list[str] = []
    world.meanwhile["DeleteProvisionedModelThroughput"] = lambda: seen.append(
        world.items[RUN]["status"]["S"]
    )

    cancel.cancel(RUN, printer(screen))

    assert ["cancelled"] == seen


def test_cancelling_what_ended_and_holds_nothing_changes_nothing(
    world: World, screen: StringIO, did: list[str]
) -> None:
    world.claim(RUN, status="discarded")

    cancel.cancel(RUN, printer(screen))

    assert [] == did
    assert "ended as discarded and holds nothing" in screen.getvalue()


def test_cancelling_a_run_that_is_kept_says_what_its_stored_model_bills(
    world: World, screen: StringIO, did: list[str]
) -> None:
    world.claim(RUN, status="kept")
    items.record(
        RUN,
        state="CheckCustomization",
        key=KEYS[TrainingStatus],
        result=TRAINED,
        started=START.isoformat(),
    )
    (stored,) = summary.holds(runs.get(RUN), cost(runs.get(RUN)))

    cancel.cancel(RUN, printer(screen))

    assert [] == did
    assert f"{RUN} ended as kept and holds {stored}." in screen.getvalue()


def test_cancelling_releases_what_an_ended_run_holds_though_its_lease_does_not_say_so(
    world: World, screen: StringIO, did: list[str]
) -> None:
    world.claim(RUN, status="discarded")
    tags = {"project": "bedrock-finetune", "environment": "dev", "run": RUN}
    world.hold("throughput", f"{ACCOUNT}:provisioned-model/late", name="late", tags=tags)

    cancel.cancel(RUN, printer(screen))

    assert {} == world.held
    assert f"{RUN} is released; it holds nothing." in screen.getvalue()


@pytest.mark.parametrize("call", range(CALLS))
def test_a_run_that_goes_on_while_it_is_cancelled_is_left_alone_and_stays_counted(
    world: World,
    bucket: Bucket,
    plan: HostingPlan,
    screen: StringIO,
    monkeypatch: pytest.MonkeyPatch,
    call: int,
) -> None:
    items.note(RUN, hosting_plan=replace(plan, month="2026-11"))
    spending.count_in("2026-11", RUN, 484.0)

    def goes_on() -> None:
        """Have another execution own the run, as ResumeRun does."""
        if len(world.calls) == stopped[0] + call:
            world.between = None
            spending.count_in("2026-11", RUN, 484.0)
            item = world.items[RUN]
            item |= {"execution": {"S": "arn:after"}, "status": {"S": "running"}}
            item |= {"updated_at": {"S": items.now()}}
            item.pop("cancellation")
            item["resumption"] = {"S": msgspec.json.encode(RESUMED).decode()}

    stopped: list[int] = []
    monkeypatch.setattr(cancel, "_stop", lambda _: stopped.append(len(world.calls)))
    world.between = lambda: goes_on() if stopped else None
    cancel.cancel(RUN, printer(screen))

    assert f"{RUN} has gone on meanwhile" in screen.getvalue()
    assert f"cancel {RUN} --env dev" in screen.getvalue()
    assert ("running", "arn:after") == (runs.get(RUN).status, runs.get(RUN).execution)
    assert {RUN: 484.0} == spending.read("2026-11").planned


def test_cancelling_what_is_committed_says_until_when_it_bills(
    world: World, buy: Buy, screen: StringIO, did: list[str]
) -> None:
    bought = buy()
    world.held[bought.arn].bound_until = START + timedelta(days=30)

    cancel.cancel(RUN, printer(screen))

    said = screen.getvalue()
    assert "cannot be deleted, until 2026-12-21T08:00:00+00:00" in said
    assert list(world.held) == [bought.arn]


class Caller:
    def get_caller_identity(self) -> dict[str, str]:
        return {"Arn": "arn:aws:iam::123456789012:user/ada"}


@pytest.fixture
def caller(served: Served) -> None:
    """Somebody at a terminal."""
    served(sts=Caller())


@pytest.mark.usefixtures("caller")
def test_extending_says_what_is_held_until_when_and_records_who_said_so(
    world: World, buy: Buy, screen: StringIO
) -> None:
    buy()

    extend(RUN, printer(screen), hours=24, owner="Ada", reason="a demo")

    said = screen.getvalue()
    assert "1 model unit of provisioned throughput at $60.50 an hour each" in said
    assert "until 22 Nov 2026, 08:00 UTC; owner: Ada" in said
    lease = leases.of(RUN)
    assert lease is not None
    assert [("arn:aws:iam::123456789012:user/ada", "a demo")] == [
        (each.who, each.why) for each in lease.extensions
    ]


@pytest.mark.usefixtures("caller")
def test_an_extension_never_shortens(world: World, buy: Buy, screen: StringIO) -> None:
    buy()

    with pytest.raises(LeaseRefused, match="tuning cancel"):
        extend(RUN, printer(screen), hours=7, owner="Ada", reason="a demo")


@pytest.mark.usefixtures("caller")
def test_extending_what_holds_nothing_is_one_line_and_exit_code_2(
    world: World,
    buy: Buy,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(environment, "enter", lambda _: None)
    buy()
    release(RUN)

    words = ["extend", RUN, "--env", "dev", "--hours", "5", "--owner", "Ada", "--reason", "x"]

    assert 2 == main(words)
    assert "holds nothing" in capsys.readouterr().err


@pytest.mark.parametrize("hours", ["0", "721", "nan", "inf", "-1", "soon"])
def test_hours_that_are_none_are_refused(hours: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["extend", RUN, "--env", "dev", f"--hours={hours}", "--owner", "A", "--reason", "x"]

    assert 2 == main(words)
    assert "above 0 and at most 720" in capsys.readouterr().err
