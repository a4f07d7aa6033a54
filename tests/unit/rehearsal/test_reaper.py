import json
from itertools import count
from math import inf
from typing import Any

import pytest

from rehearsal import reaper
from rehearsal.errors import Overdue
from rehearsal.reaper import await_reaper


class Ledger:
    """A table in which the reaper has notified people after so many looks."""

    def __init__(self, announced: int) -> None:
        self.looks, self._announced = 0, announced

    def get_item(self, **_: Any) -> dict[str, Any]:
        said = {"release": {"S": json.dumps({"stopped": ["arn:job"], "deleted": ["arn:unit"]})}}
        self.looks += 1
        told = self.looks >= self._announced
        return {"Item": said | ({"announced_at": {"S": "now"}} if told else {})}


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reaper, "POLL_SECONDS", 0.001)
    monkeypatch.setattr(reaper, "SWEEP_SECONDS", 0.05)


def wait(ledger: Ledger, *, looks_that_find: float) -> reaper.Reaped:
    looks = count()
    return await_reaper(
        ledger,  # type: ignore[arg-type]  # the one call that is made
        "runs",
        "faq-1",
        holding=lambda: next(looks) < looks_that_find,
        period_seconds=0.0,
    )


def test_it_waits_until_people_are_told_and_nothing_is_held() -> None:
    ledger = Ledger(announced=3)

    reaped = wait(ledger, looks_that_find=2)

    assert (5, ("arn:job", "arn:unit")) == (ledger.looks, reaped.released)


def test_what_is_held_on_is_not_waited_for_for_ever() -> None:
    assert wait(Ledger(announced=1), looks_that_find=inf).released


def test_a_reaper_that_tells_nobody_is_overdue() -> None:
    with pytest.raises(Overdue, match="look at its log"):
        wait(Ledger(announced=10**9), looks_that_find=0)
