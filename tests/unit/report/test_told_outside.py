"""How a run ended is told outside: once, by figures and keys, and nobody's data."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.unit.conftest import Outbox
from tests.unit.report.conftest import ENDINGS, FOLDER, RUN
from tuning.report.publish import publish
from tuning.run.event import Kind
from tuning.run.run import Failure, Run, RunStatus


@pytest.mark.parametrize("ending", [make.__name__ for make in ENDINGS])
def test_every_ending_is_told_with_its_status_its_reason_and_its_report(
    endings: dict[str, Run], ledger: Callable[[Run], Any], left: Any, outbox: Outbox, ending: str
) -> None:
    ledger(replace(endings[ending], report_key=None))

    published = publish(RUN, None)

    [(kind, detail)] = outbox.events
    report = json.loads(left.objects[f"{FOLDER}/report.json"])
    assert Kind.RUN_ENDED == kind
    assert report["cost"]["total_usd"] == detail.get("cost_usd")
    assert published.outcome == detail["status"]
    assert endings[ending].execution == detail["execution"]
    assert detail["reason"]
    assert f"{FOLDER}/report.html" == detail["report_key"]


def test_the_verdict_and_the_model_are_told(
    endings: dict[str, Run], ledger: Callable[[Run], Any], left: Any, outbox: Outbox
) -> None:
    ledger(endings["kept"])

    publish(RUN, None)

    [(_, detail)] = outbox.events
    assert "keep" == detail["verdict"]
    assert endings["kept"].model_arn == detail["model_arn"]


def test_an_end_that_was_told_is_not_told_again(
    endings: dict[str, Run], ledger: Callable[[Run], Any], left: Any, outbox: Outbox
) -> None:
    ledger(replace(endings["kept"], status=RunStatus.KEPT, report_key=f"{FOLDER}/report.html"))

    publish(RUN, None)

    assert [] == outbox.events


def test_a_run_that_somebody_cancelled_is_told_though_its_status_was_written_before(
    endings: dict[str, Run], ledger: Callable[[Run], Any], left: Any, outbox: Outbox
) -> None:
    ledger(replace(endings["cancelled"], status=RunStatus.CANCELLED, report_key=None))

    publish(RUN, None)

    assert [Kind.RUN_ENDED] == outbox.kinds


def test_a_reason_that_somebody_else_wrote_is_redacted(
    endings: dict[str, Run], ledger: Callable[[Run], Any], left: Any, outbox: Outbox
) -> None:
    ledger(replace(endings["kept"], comparison=None, promotion=None, evaluation_status=None))

    publish(RUN, Failure(error="ServiceRefused", cause="line 3:\nask ada.lovelace@example.org"))

    [(_, detail)] = outbox.events
    assert "failed" == detail["status"]
    assert "line 3: ask [EMAIL_1]" == detail["reason"]


def test_a_bus_that_fails_keeps_no_run_open(
    endings: dict[str, Run], ledger: Callable[[Run], Any], left: Any, outbox: Outbox
) -> None:
    held = ledger(endings["kept"])
    outbox.refused = ["InternalFailure"] * 2

    assert "kept" == publish(RUN, None).outcome
    assert RunStatus.KEPT == held.notes["status"]
