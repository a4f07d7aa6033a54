import re
from collections.abc import Callable
from dataclasses import replace
from io import StringIO

import pytest
from botocore.stub import Stubber

from tests.unit.costs.conftest import planned
from tuning.__main__ import main
from tuning.cli import environment
from tuning.cli import runs as listing
from tuning.cli.output import printer
from tuning.costs.estimate import estimate
from tuning.costs.prices import price_list
from tuning.errors import UnknownRun
from tuning.ledger import runs
from tuning.run.estimate import Quantities
from tuning.run.lease import Lease
from tuning.run.registration import Registration
from tuning.run.run import Failure, Run, RunStatus
from tuning.run.training import TrainingStatus
from tuning.run.validation import Admission, Part

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


def admitted() -> Admission:
    """A dataset that was admitted, with an estimate at the prices of the table."""
    part = Part(key="", records=100, tokens=1000)
    return Admission(
        outcome="admitted",
        summary="",
        report_key="",
        source_format=None,
        problems=0,
        training=part,
        estimate=estimate(
            planned(),
            Quantities(training_tokens=1000),
            mode="on_demand",
            lease_hours=1,
            prices=price_list(),
        ),
    )


@pytest.fixture
def screen() -> StringIO:
    return StringIO()


def test_a_run_that_holds_something_says_what_it_costs_and_until_when(
    screen: StringIO, monkeypatch: pytest.MonkeyPatch, stubbed: Callable[[str], Stubber]
) -> None:
    kept = replace(RUN, status=RunStatus.KEPT, lease=LEASE)
    monkeypatch.setattr(runs, "every", lambda: iter([kept]))
    two_hours_on = {"HTTPHeaders": {"date": "Sat, 21 Nov 2026 10:00:00 GMT"}}
    stubbed("bedrock").add_response(
        "list_provisioned_model_throughputs",
        {"provisionedModelSummaries": [], "ResponseMetadata": two_hours_on},
    )

    listing.every(printer(screen))

    said = screen.getvalue()
    assert "faq-0123456789ab" in said
    assert "0.500 / 0.750" in said
    assert "$121.00" in said
    assert "1 model unit of provisioned throughput at $60.50 an hour each" in said
    assert "until 22 Nov 2026, 08:00 UTC; Ada answers for it" in said


def test_a_failed_run_says_why(screen: StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = replace(
        RUN, status=RunStatus.FAILED, failure=Failure(error="QuotaExceeded", cause="no units")
    )
    monkeypatch.setattr(runs, "get", lambda _: failed)

    listing.one(RUN.run_id, printer(screen))

    assert "QuotaExceeded: no units" in screen.getvalue()


def test_an_environment_without_runs_says_how_to_start_one(
    screen: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "every", lambda: iter([]))

    listing.every(printer(screen))

    assert "drop a training file under incoming/<task>/" in screen.getvalue()


def test_an_unknown_run_is_one_line_and_exit_code_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def unknown(_: str) -> Run:
        raise UnknownRun("no run x in dev")

    monkeypatch.setattr(environment, "enter", lambda _: None)
    monkeypatch.setattr(runs, "get", unknown)

    assert main(["runs", "x", "--env", "dev"]) == 2
    assert capsys.readouterr().err == "no run x in dev\n"


ARN = "arn:aws:bedrock:us-east-1:123456789012:custom-model/amazon.nova-micro-v1:0:128k/abcdefghijkl"
LONG = f"support-tickets-of-the-whole-summer-{'x' * 40}-0123456789ab"
STORED = replace(
    RUN,
    run_id=LONG,
    status=RunStatus.KEPT,
    execution=f"arn:aws:states:us-east-1:123456789012:execution:bedrock-finetune-dev:{'e' * 60}",
    report_key=f"runs/{LONG}/report.html",
    training_status=TrainingStatus(outcome="completed", status="Completed", model_arn=ARN),
    admission=admitted(),
)


def piped(monkeypatch: pytest.MonkeyPatch, *found: Run) -> StringIO:
    """What the ledger holds, and a pipe for what is printed of it."""
    monkeypatch.setattr(runs, "every", lambda: iter(found))
    monkeypatch.setattr(runs, "get", lambda _: found[0])
    return StringIO()


def printed(screen: StringIO) -> list[str]:
    return screen.getvalue().splitlines()


@pytest.mark.usefixtures("settings")
def test_ids_and_arns_are_whole_on_their_line_even_in_a_pipe(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    screen = piped(monkeypatch, STORED)

    listing.every(printer(screen))
    listing.one(LONG, printer(screen))

    lines = printed(screen)
    assert any(line.startswith(f"{LONG} ") for line in lines)
    for value in (ARN, STORED.execution, f"s3://artifacts-bucket/runs/{LONG}/report.html"):
        assert any(line.endswith(f" {value}") for line in lines), value


@pytest.mark.usefixtures("settings")
def test_a_stored_model_is_held_and_all_of_them_have_a_sum_each_month(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    deleted = replace(STORED, run_id="faq-1", model_deleted_at="2026-11-22T08:00:00+00:00")
    unpriced = replace(STORED, run_id="faq-2", admission=None)
    screen = piped(monkeypatch, STORED, STORED, deleted, unpriced)

    listing.every(printer(screen))

    *rows, last = printed(screen)
    held = "a stored custom model at $1.95 a month until it is deleted"
    assert [held in line for line in rows] == [False, True, True, False, False]
    assert (
        "3 stored models bill $3.90 + 1 model at an unknown price a month together until they are "
        "deleted." == last
    )


@pytest.mark.usefixtures("settings")
def test_where_a_served_model_answers_is_named(
    monkeypatch: pytest.MonkeyPatch, stubbed: Callable[[str], Stubber]
) -> None:
    now = {"HTTPHeaders": {"date": "Sat, 21 Nov 2026 10:00:00 GMT"}}
    stubbed("bedrock").add_response(
        "list_provisioned_model_throughputs",
        {"provisionedModelSummaries": [], "ResponseMetadata": now},
    )
    screen = piped(monkeypatch, replace(STORED, lease=LEASE))

    listing.one(LONG, printer(screen))

    assert any(re.fullmatch(rf"served at +{LEASE.arn}", line) for line in printed(screen))
