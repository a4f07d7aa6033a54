"""A run goes on under another execution: what an earlier one still says of it is not written."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from tests.unit.conftest import Bucket, Outbox
from tests.unit.hosting.world import World
from tests.unit.resumption.conftest import RUN
from tests.unit.resumption.test_resume import WISH, write
from tuning import artifacts
from tuning.handlers.publish_report import publish_report
from tuning.ledger import ending, items, runs
from tuning.report import publish
from tuning.resumption import resume
from tuning.run.resumption import Resumption
from tuning.run.run import Cancellation, Failure, Run, RunStatus

FAILURE = {"Error": "Lambda.Unknown", "Cause": "the first execution"}


@pytest.fixture
def failed(world: World, bucket: Bucket, whole: Run) -> World:
    """A world in which a run broke once it had been compared; its report was written."""
    write(world, replace(whole, status=RunStatus.RUNNING, failure=None, promotion=None))
    said_by(None, failure=FAILURE)
    assert RunStatus.FAILED is runs.get(RUN).status
    return world


def said_by(resumption: Resumption | None, **more: Any) -> dict[str, Any]:
    """Have the last state of an execution speak, as its document has it."""
    registration = runs.get(RUN).registration
    document = {"registration": registration, "resumption": resumption, **more}
    event = {key: msgspec.to_builtins(each) for key, each in document.items() if each}
    said: dict[str, Any] = publish_report(event, None)
    return said


def goes_on() -> Resumption:
    return resume.resume(WISH, execution="arn:after")


@pytest.mark.parametrize("again", [{}, {"failure": FAILURE}])
def test_an_execution_whose_run_has_gone_on_publishes_nothing(
    failed: World, bucket: Bucket, outbox: Outbox, again: dict[str, Any]
) -> None:
    goes_on()
    left, files = dict(failed.items[RUN]), dict(bucket.objects)

    said = said_by(None, **again)

    assert ("went_on", "never") == (said["outcome"], said["told"])
    assert (left, files) == (failed.items[RUN], bucket.objects)


def test_the_execution_that_has_it_publishes(failed: World) -> None:
    resumption = goes_on()

    assert "discarded" == said_by(resumption)["outcome"]
    assert RunStatus.DISCARDED is runs.get(RUN).status
    assert "went_on" == said_by(None)["outcome"]
    assert RunStatus.DISCARDED is runs.get(RUN).status


def _ended_anew() -> None:
    said_by(goes_on())


@pytest.mark.parametrize("meanwhile", [goes_on, _ended_anew])
@pytest.mark.parametrize("call", range(12))
def test_whenever_it_goes_on_the_report_and_the_ledger_are_those_of_the_last(
    failed: World, bucket: Bucket, meanwhile: Callable[[], object], call: int
) -> None:
    begun, calls = len(failed.calls), 0
    happened = False

    def once(*_: Any) -> None:
        nonlocal calls, happened
        calls += 1
        if calls == call + 1:
            failed.between = bucket.between = None
            meanwhile()
            happened = True

    failed.between = bucket.between = once
    said_by(None, failure=FAILURE)
    failed.between = bucket.between = None
    if not happened:
        assert len(failed.calls) > begun
        meanwhile()

    run = runs.get(RUN)
    if run.status is RunStatus.RUNNING:
        assert "discarded" == said_by(run.resumption)["outcome"]
    report = msgspec.json.decode(bucket.objects[artifacts.key_of(RUN, "report.json")])
    assert ("discarded", None) == (report["status"], runs.get(RUN).failure)
    assert b"the first execution" not in bucket.objects[artifacts.key_of(RUN, "report.html")]
    assert RunStatus.DISCARDED is runs.get(RUN).status


def test_who_tells_of_an_earlier_end_does_not_close_what_goes_on(failed: World) -> None:
    before = runs.get(RUN)
    goes_on()

    assert publish.WENT_ON == publish.end(before)
    assert not ending.announced(before)
    run = runs.get(RUN)
    assert (RunStatus.RUNNING, None) == (run.status, run.announced_at)


def test_what_was_cancelled_meanwhile_is_reported_as_cancelled(
    failed: World, bucket: Bucket
) -> None:
    resumption = goes_on()
    cancellation = Cancellation(who="arn:ada", when=items.now())

    def cancelled(key: str) -> None:
        bucket.between = None
        assert ending.cancel(runs.get(RUN), cancellation)

    bucket.between = cancelled

    assert "cancelled" == said_by(resumption)["outcome"]
    assert RunStatus.CANCELLED is runs.get(RUN).status
    assert b"arn:ada" in bucket.objects[artifacts.key_of(RUN, "report.html")]


@pytest.mark.parametrize("meanwhile", [lambda: said_by(None, failure=FAILURE), _ended_anew])
def test_only_what_goes_on_still_is_cancelled(
    failed: World, meanwhile: Callable[[], object]
) -> None:
    items.note(RUN, status=RunStatus.RUNNING)
    read = runs.get(RUN)
    said_by(None, failure=FAILURE)
    meanwhile()
    left = dict(failed.items[RUN])

    assert not ending.cancel(read, Cancellation(who="arn:ada", when=items.now()))
    assert left == failed.items[RUN]


def test_a_failure_is_noted_of_its_own_execution_alone(failed: World) -> None:
    before = runs.get(RUN)
    goes_on()

    publish.end(before, Failure(error="Lambda.Unknown"))

    assert runs.get(RUN).failure is None
