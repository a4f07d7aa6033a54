"""Whatever stands in the ledger, the reaper goes on: it guards all money."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from tests.unit.conftest import Bucket
from tests.unit.hosting.conftest import RUN
from tests.unit.hosting.world import START, World, refusal
from tuning.errors import UnreadableRun
from tuning.hosting import leases
from tuning.ledger import items, runs
from tuning.run.hosting import Serving
from tuning.run.run import Run, RunStatus
from tuning.upkeep.reaper import sweep

Buy = Callable[[], Serving]

OTHER = "chat-0123456789ab"


@pytest.fixture(autouse=True)
def _artifacts(bucket: Bucket) -> None:
    """Reports are written into a bucket in memory."""


def forge(world: World, hours: float, *, kept: bool) -> None:
    """Write a lease as whoever may write the table can."""
    lease = leases.of(RUN)
    assert lease
    forged = replace(lease, expires_at=(START + timedelta(hours=hours)).isoformat(), kept=kept)
    world.items[RUN]["lease"] = {"S": msgspec.json.encode(forged).decode()}


@pytest.mark.parametrize("status", ["running", "kept"])
def test_a_lease_that_ends_later_than_any_may_is_none_and_what_it_held_is_told(
    world: World, buy: Buy, status: str
) -> None:
    bought = buy()
    forge(world, 24 * 365, kept=True)
    if status == "kept":
        items.note(RUN, status=RunStatus.KEPT)
        world.end_execution(RUN, "SUCCEEDED")

    done = sweep()

    assert ([bought.arn], [], []) == (done.released, done.kept, done.failures)
    assert ["Released: " + RUN + " (dev)"] == [subject for subject, _ in world.told]


def test_the_lease_of_a_commitment_lasts_as_long_as_that(world: World, buy: Buy) -> None:
    bought = buy()
    until = START + timedelta(days=180)
    world.held[bought.arn].bound_until = until
    leases.bind(RUN, arn=bought.arn, since=START, until=until)

    assert [bought.arn] == sweep().kept

    forge(world, 24 * 181, kept=True)
    assert [] == sweep().kept


@pytest.mark.parametrize(
    "lease", ["{", '"text"', "{}", "[1]", None, "2026-11-21T16:00:00", "tomorrow", ""]
)
def test_a_lease_that_cannot_be_read_is_told_and_covers_what_its_tag_says(
    world: World, buy: Buy, lease: str | None
) -> None:
    bought = buy()
    written = leases.of(RUN)
    assert written
    text = lease if lease and lease[0] in '{["' else msgspec.json.encode(written).decode()
    if lease is not None and lease != text:
        text = text.replace(written.expires_at, lease)
    world.items[RUN]["lease"] = {"N": "7"} if lease is None else {"S": text}

    first = sweep()
    world.pass_hours(8)
    second = sweep()

    assert ([], [bought.arn]) == (first.released, second.released)
    for done in (first, second):
        (failure,) = done.failures
        assert f"run {RUN} cannot be read from the ledger" in failure
    assert {} == world.held


@pytest.mark.parametrize("tag", [None, "never", "2026-11-21T16:00:00", "2099-01-01T00:00:00+00:00"])
def test_what_neither_an_item_nor_its_tag_covers_is_released(
    world: World, buy: Buy, tag: str | None
) -> None:
    bought = buy()
    world.items[RUN]["status"] = {"S": "no such status"}
    world.held[bought.arn].tags.pop("lease")
    if tag:
        world.held[bought.arn].tags["lease"] = tag

    assert [bought.arn] == sweep().released


@pytest.mark.parametrize(
    ("operation", "released"),
    [("ListCustomModelDeployments", 0), ("Query", 1), ("ListCustomModels", 1)],
)
def test_a_list_that_cannot_be_had_ends_no_sweep(
    world: World, buy: Buy, monkeypatch: pytest.MonkeyPatch, operation: str, released: int
) -> None:
    buy()
    world.pass_hours(8)

    def refuse(*_: object, **__: object) -> None:
        raise refusal("AccessDeniedException")

    monkeypatch.setattr(World, operation, refuse)
    done = sweep()

    assert any("AccessDenied" in failure for failure in done.failures)
    assert released == len(done.released)
    known = operation != "ListCustomModelDeployments"
    assert known is ("ListCustomModels" in world.calls), "what may be served is not retired"


@pytest.mark.parametrize("read", [runs.every, runs.still_open])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("lease", {"S": "{"}),
        ("lease", {"N": "1"}),
        ("status", {"S": "no such status"}),
        ("timeline", {"M": {"Reap.begun": {"S": "now"}}}),
        ("timeline", {"L": []}),
        ("registration", {"S": "[[["}),
        ("judgement", {"S": "7"}),
    ],
)
def test_who_lists_runs_gets_past_one_that_cannot_be_read_and_hears_of_it(
    world: World, read: Callable[..., Iterator[Run]], name: str, value: dict[str, object]
) -> None:
    world.claim(OTHER)
    world.items[OTHER][name] = value
    heard: list[UnreadableRun] = []

    assert [RUN] == [run.run_id for run in read(unread=heard.append)]

    (error,) = heard
    assert f"run {OTHER} cannot be read from the ledger" in str(error)
    assert "fix or delete its item in" in str(error)


def test_what_ended_well_is_read_as_before(world: World, buy: Buy) -> None:
    buy()

    run = runs.get(RUN)
    assert run.lease
    assert run.lease.ends > START
