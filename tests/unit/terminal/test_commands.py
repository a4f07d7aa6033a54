from collections.abc import Callable
from dataclasses import replace

import pytest
from botocore.stub import Stubber
from rich.console import Console

from tuning.__main__ import main
from tuning.errors import UnknownRun
from tuning.hosting.lease import Lease
from tuning.ledger import runs
from tuning.ledger.registration import Registration
from tuning.ledger.run import Failure, Run, RunStatus
from tuning.terminal import environment, show
from tuning.training.jobs import TrainingStatus

LEASE = Lease(
    run_id="faq-0123456789ab",
    kind="throughput",
    name="n",
    owner="Ada",
    units=1,
    unit_hour_usd=60.5,
    expires_at="2026-11-22T08:00:00+00:00",
    state="held",
    arn="arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abcdefghijkl",
    since="2026-11-21T08:00:00+00:00",
)
RUN = Run(
    run_id="faq-0123456789ab",
    task="faq",
    status=RunStatus.RUNNING,
    execution="arn:execution",
    created_at="2026-11-21T08:00:00.000+00:00",
    updated_at="2026-11-21T08:00:00.000+00:00",
    state="CheckCustomization",
    registration=Registration(run_id="faq-0123456789ab", task="faq", outcome="ready"),
    training_status=TrainingStatus(
        outcome="running", status="InProgress", training_loss=0.5, validation_loss=0.75
    ),
)


@pytest.fixture
def console() -> Console:
    return Console(record=True, width=300)


def test_a_run_that_holds_something_says_what_it_costs_and_until_when(
    console: Console, monkeypatch: pytest.MonkeyPatch, stubbed: Callable[[str], Stubber]
) -> None:
    kept = replace(RUN, status=RunStatus.KEPT, lease=LEASE)
    monkeypatch.setattr(runs, "every", lambda: iter([kept]))
    two_hours_on = {"HTTPHeaders": {"date": "Sat, 21 Nov 2026 10:00:00 GMT"}}
    stubbed("bedrock").add_response(
        "list_provisioned_model_throughputs",
        {"provisionedModelSummaries": [], "ResponseMetadata": two_hours_on},
    )

    show.every(console)

    said = console.export_text()
    assert "faq-0123456789ab" in said
    assert "0.500 / 0.750" in said
    assert "$121.00" in said
    assert "1 model unit of provisioned throughput at $60.50 an hour each" in said
    assert "until 22 Nov 2026, 08:00 UTC; Ada answers for it" in said


def test_a_failed_run_says_why(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = replace(
        RUN, status=RunStatus.FAILED, failure=Failure(error="QuotaExceeded", cause="no units")
    )
    monkeypatch.setattr(runs, "get", lambda _: failed)

    show.one(RUN.run_id, console)

    assert "QuotaExceeded: no units" in console.export_text()


def test_an_environment_without_runs_says_how_to_start_one(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "every", lambda: iter([]))

    show.every(console)

    assert "drop a training file under incoming/<task>/" in console.export_text()


def test_an_unknown_run_is_one_line_and_exit_code_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def unknown(_: str) -> Run:
        raise UnknownRun("no run x in dev")

    monkeypatch.setattr(environment, "enter", lambda _: None)
    monkeypatch.setattr(runs, "get", unknown)

    assert main(["runs", "x", "--env", "dev"]) == 2
    assert capsys.readouterr().err == "no run x in dev\n"
