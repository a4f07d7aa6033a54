"""`evaluate --task RUN`: what is served is asked the held-out set again, beside the run's own."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest

from tests.unit.evaluation.conftest import Time
from tests.unit.evaluation.test_compare import (
    BASE,
    CUSTOM,
    KEY,
    THROUGHPUT,
    TRAINING,
    admission,
    exchange,
    lines,
    often_wrong,
    right,
)
from tuning.__main__ import main
from tuning.cli.arguments import Unusable
from tuning.cli.evaluate import served
from tuning.cli.evaluate.judging import Judgement
from tuning.cli.output import printer
from tuning.hosting import capacity
from tuning.ledger import runs
from tuning.run.lease import Lease
from tuning.run.registration import Registration
from tuning.run.run import Run, RunStatus

LEASE = Lease(
    run_id="faq-0123456789ab",
    kind="throughput",
    name="n",
    owner="Ada",
    units=1,
    unit_hour_usd=None,
    expires_at="2026-11-22T08:00:00+00:00",
    state="held",
    arn=CUSTOM,
)
NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


@pytest.fixture
def kept(registration: Registration, bucket: Any, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A run whose model is still served."""
    bucket.objects[KEY] = lines(60)
    bucket.objects[TRAINING] = exchange("something else", "nothing of the kind")
    run = Run(
        run_id=registration.run_id,
        task="faq",
        status=RunStatus.KEPT,
        execution="arn",
        created_at="2026-11-21T08:00:00+00:00",
        updated_at="2026-11-21T08:00:00+00:00",
        state="Promote",
        registration=registration,
        admission=admission(60),
        serving=THROUGHPUT,
        lease=LEASE,
    )
    monkeypatch.setattr(runs, "get", lambda _: run)
    monkeypatch.setattr(capacity, "now", lambda: NOW)
    return run


def again() -> Judgement:
    return served.judge("faq-0123456789ab", printer(StringIO()), Time().clock)


@pytest.mark.usefixtures("kept")
def test_what_is_served_is_judged_again_and_nothing_of_the_run_is_touched(
    bucket: Any, models: Any
) -> None:
    own = "runs/faq/faq-0123456789ab/answers.jsonl"
    bucket.objects[own] = b"as it was"
    models.says = {BASE: often_wrong, CUSTOM: right}

    judgement = again()

    assert ("keep", 60) == (judgement.verdict, judgement.records)
    assert b"as it was" == bucket.objects[own]
    [answers] = [key for key in bucket.objects if key.endswith("/asked.jsonl") and "again" in key]
    assert 60 == bucket.objects[answers].count(b"\n")
    [written] = [key for key in bucket.objects if key.endswith("/judgement.json")]
    assert "keep" == json.loads(bucket.objects[written])["verdict"]


@pytest.mark.usefixtures("kept")
def test_a_model_that_became_worse_is_seen(models: Any) -> None:
    models.says = {BASE: right, CUSTOM: often_wrong}

    assert "discard" == again().verdict


@pytest.mark.parametrize(
    ("lease", "said"),
    [
        (None, "nothing serves the model"),
        (replace(LEASE, state="released"), "nothing serves the model"),
        (replace(LEASE, expires_at="2026-11-21T08:30:00+00:00"), "is being released"),
    ],
)
def test_what_is_not_served_is_refused(
    kept: Run, models: Any, monkeypatch: pytest.MonkeyPatch, lease: Lease | None, said: str
) -> None:
    monkeypatch.setattr(runs, "get", lambda _: replace(kept, lease=lease))

    with pytest.raises(Unusable, match=said):
        again()

    assert [] == models.requests


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--task", "r"], "--env NAME"),
        (["a.jsonl", "--task", "r", "--env", "dev"], "leave out file"),
        ([], "name a file of answers"),
    ],
)
def test_a_run_or_files_are_judged_and_not_both(
    capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert 2 == main(["evaluate", *words])

    assert said in capsys.readouterr().err
