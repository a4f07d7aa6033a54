"""A burst of refused drops is one message, and none of them is lost."""

from dataclasses import replace

import pytest

from tests.unit.conftest import Served
from tests.unit.hosting.world import Lost, World
from tuning.ledger import items, refused
from tuning.report import digest
from tuning.run.approval import ApprovalRequest
from tuning.run.run import Run, RunStatus
from tuning.settings import Settings

RUN = Run(
    run_id="faq-000000000000",
    task="faq",
    status=RunStatus.RUNNING,
    execution="arn:execution",
    created_at="2026-11-21T08:00:00.000+00:00",
    updated_at="2026-11-21T08:00:00.000+00:00",
)


@pytest.fixture
def world(settings: Settings, served: Served, monkeypatch: pytest.MonkeyPatch) -> World:
    made = World()
    served(dynamodb=made.client("dynamodb"), sns=made.client("sns"))
    monkeypatch.setattr(items, "now", lambda: made.now.isoformat(timespec="milliseconds"))
    return made


def refuse(number: int, task: str = "faq") -> str:
    run = replace(RUN, run_id=f"{task}-{number:012}", task=task)
    return digest.when(run, RunStatus.REJECTED)


@pytest.mark.usefixtures("world")
def test_the_first_refused_drop_is_told_of_by_itself_however_often_it_is_asked() -> None:
    assert ["now", "now"] == [refuse(1), refuse(1)]


def test_a_burst_is_one_message_that_names_how_many_of_which_task(world: World) -> None:
    said = [refuse(number, "mails" if number % 4 == 3 else "faq") for number in range(100)]
    digest.send()
    digest.send()

    assert ["now"] + 99 * ["later"] == said
    ((subject, message),) = world.told
    assert "Rejected: 99 more drops (dev)" == subject
    assert "\n  faq: 74 drops\n  mails: 25 drops\n" in message
    assert "python -m tuning runs --status rejected --env dev\n" in message


def test_after_a_while_the_next_one_is_told_of_by_itself_again(world: World) -> None:
    refuse(1)
    world.pass_hours(14 / 60)
    assert "later" == refuse(2)
    world.pass_hours(2 / 60)
    assert "now" == refuse(3)


@pytest.mark.parametrize("status", [s for s in RunStatus if s is not RunStatus.REJECTED])
def test_every_other_end_is_told_of_by_itself(world: World, status: RunStatus) -> None:
    refuse(1)

    assert "now" == digest.when(replace(RUN, run_id="faq-000000000002"), status)


def test_what_a_person_was_asked_about_is_told_of_by_itself(world: World) -> None:
    refuse(1)
    asked = ApprovalRequest(figures=(), asked_at="", deadline="")

    assert "now" == digest.when(replace(RUN, approval_request=asked), RunStatus.REJECTED)


def test_more_than_an_item_holds_are_counted(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refused, "MOST", 3)
    for number in range(9):
        refuse(number)
    digest.send()

    ((subject, message),) = world.told
    assert "Rejected: 8 more drops (dev)" == subject
    assert "\n  faq: 3 drops\n  others: 5 drops\n" in message
    assert (0, ()) == (refused.waiting().more, refused.waiting().runs)


def test_who_is_refused_while_the_message_is_sent_is_in_the_next_one(world: World) -> None:
    refuse(1)
    refuse(2)
    world.meanwhile["Publish"] = lambda: refuse(3)
    digest.send()
    digest.send()

    assert ["Rejected: 1 more drop (dev)"] * 2 == [subject for subject, _ in world.told]


def test_a_message_that_was_not_sent_is_sent_by_the_next_sweep(world: World) -> None:
    refuse(1)
    refuse(2)
    world.loses = (len(world.calls) + 1, "request")
    with pytest.raises(Lost):
        digest.send()
    world.loses = None
    digest.send()

    assert 1 == len(world.told)
    assert () == refused.waiting().runs
