"""Who is served next: tasks by turns, and within a task who was registered first."""

from dataclasses import replace
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.training.account import QUOTA, Account
from tests.unit.training.slot_seekers import Seekers
from tuning import naming
from tuning.ledger.turns import MOST_TASKS, Ticket, Turns, in_order
from tuning.settings import Settings


def ticket(run: str) -> Ticket:
    """A place of a run whose number is its moment."""
    return Ticket(run_id=run, execution="e", joined=run.rpartition("-")[2])


def served(line: list[str], turns: Turns | None = None) -> list[str]:
    """Give one turn after the other until nobody waits."""
    turns, waiting, order = turns or Turns(), [ticket(run) for run in line], []
    while waiting:
        first = in_order(waiting, turns)[0]
        waiting.remove(first)
        turns = turns.given(first.task, (each.task for each in waiting))
        order.append(first.run_id)
    return order


def test_five_runs_of_one_task_do_not_stand_before_the_first_of_another() -> None:
    five = [f"a-{number}" for number in range(1, 6)]

    assert ["a-1", "b-6", "a-2", "a-3", "a-4", "a-5"] == served([*five, "b-6"])


def test_a_task_that_waited_for_nothing_has_saved_no_turns_up() -> None:
    turns = Turns()
    for _ in range(100):
        turns = turns.given("a")

    order = served(["a-1", "a-2", "a-3", "b-4", "b-5", "b-6"], turns)

    assert ["b-4", "a-1", "b-5", "a-2", "b-6", "a-3"] == order


def test_a_turn_that_is_given_back_is_the_next_one_again() -> None:
    turns = Turns().given("b").given("a")

    assert ["b-1", "a-2"] == served(["b-1", "a-2"], turns)
    assert ["a-2", "b-1"] == served(["b-1", "a-2"], turns.returned("a"))


LINES = st.lists(st.sampled_from("abcd"), min_size=1, max_size=30).map(
    lambda tasks: [f"{task}-{number:03}" for number, task in enumerate(tasks)]
)


@given(LINES)
def test_tasks_take_turns_and_each_keeps_the_order_of_its_runs(line: list[str]) -> None:
    order = served(line)

    assert sorted(line) == sorted(order)
    assert order == [each.run_id for each in in_order(map(ticket, line), Turns())]
    for task in "abcd":
        own = [run for run in order if run.startswith(task)]
        assert sorted(own) == own
        for earlier, later in pairwise(own):
            between = order[order.index(earlier) + 1 : order.index(later)]
            for other in set("abcd") - {task}:
                assert sum(run.startswith(other) for run in between) <= 2


def test_a_task_whose_first_run_does_not_look_keeps_no_other_from_its_turn() -> None:
    """Its slot is kept free for it; of the rest each gets as much as the other."""
    turns, order = Turns(), []
    waiting = [ticket(f"{task}-{n:02}") for n, task in enumerate(["sleeps", *"aaaabbbb"])]
    while len(waiting) > 1:
        second = in_order(waiting, turns)[1]
        waiting.remove(second)
        turns = turns.given(second.task, (each.task for each in waiting))
        order.append(second.task)

    assert [*"abababab"] == order
    assert "sleeps" == in_order([*waiting, ticket("c-99")], turns)[0].task


def test_a_thousand_tasks_leave_the_item_small() -> None:
    turns = Turns()
    for number in range(5000):
        turns = turns.given(f"{number:032}")

    assert MOST_TASKS == len(turns.following)
    assert len(msgspec.json.encode(turns)) < 20_000


@pytest.fixture
def seekers(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Seekers:
    return Seekers(Account(), monkeypatch)


def test_fourteen_hundred_runs_of_one_task_neither_fill_an_item_nor_keep_another_waiting(
    seekers: Seekers,
) -> None:
    account = seekers.account
    crowd = [f"cheap-{number:012}" for number in range(1400)]
    for run in crowd:
        seekers.arrive(run)
        account.items[run].update(line={"S": "yes"}, joined=account.items[run]["created_at"])
    for run in crowd[:QUOTA]:
        assert "taken" == seekers.ask(run).outcome
        seekers.start(run)
    seekers.arrive("honest-000000000000")

    assert ("waiting", 0) == (
        seekers.ask("honest-000000000000").outcome,
        seekers.slots["honest-000000000000"].ahead,
    )
    assert max(len(str(item)) for item in account.items.values()) < 1000
    seekers.complete(crowd[0])
    assert "waiting" == seekers.ask(crowd[QUOTA]).outcome
    assert "taken" == seekers.ask("honest-000000000000").outcome


def test_who_was_registered_first_goes_first_though_it_joined_later(seekers: Seekers) -> None:
    early, late, *before = (f"faq-{number:012}" for number in range(2 + QUOTA))
    for run in before:
        seekers.arrive(run)
        seekers.ask(run)
        seekers.start(run)
    for run in (early, late):
        seekers.arrive(run)
    for run in (late, early):
        seekers.ask(run)
    seekers.complete(before[0])

    assert ["waiting", "taken"] == [seekers.ask(run).outcome for run in (late, early)]


def test_a_run_that_the_service_sent_back_has_its_turn_still(seekers: Seekers) -> None:
    for run in ("faq-000000000001", "chat-000000000002"):
        seekers.arrive(run)
        seekers.ask(run)
    seekers.arrive("tickets-000000000003")
    seekers.ask("tickets-000000000003")
    seekers.account.jobs = {"somebody's": "InProgress", "another's": "InProgress"}
    assert not seekers.start("faq-000000000001")

    sent_back = seekers.ask("faq-000000000001")
    seekers.account.jobs.clear()
    seekers.die("chat-000000000002")

    assert ("waiting", 0) == (sent_back.outcome, sent_back.ahead)
    assert "taken" == seekers.ask("faq-000000000001").outcome


def test_a_run_is_named_after_its_task() -> None:
    run = naming.run_id(task="support-tickets", bucket="b", key="k", version="v")

    assert "support-tickets" == naming.task_of(run)
    assert "support-tickets" == replace(ticket("x-1"), run_id=run).task
