import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import StringIO
from typing import Any

import pytest
from botocore.stub import Stubber

from tests.unit.cli.remedies import hold
from tests.unit.costs.conftest import planned
from tests.unit.rehearsal.test_details import plan
from tests.unit.seals import seal
from tuning.__main__ import main
from tuning.cli import environment
from tuning.cli import runs as listing
from tuning.cli.output import printer
from tuning.cli.run_details import next_steps
from tuning.costs.estimate import estimate
from tuning.costs.prices import price_list
from tuning.errors import UnknownRun, UnreadableRun
from tuning.ledger import runs, spending
from tuning.ledger.spending import Month
from tuning.run.approval import ApprovalRequest
from tuning.run.estimate import Quantities
from tuning.run.evaluation import Comparison
from tuning.run.lease import Lease
from tuning.run.registration import Registration
from tuning.run.run import Failure, Run, RunStatus
from tuning.run.training import TrainingStatus
from tuning.run.validation import Admission, Part
from tuning.settings import Settings

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
        report=seal(),
        samples=seal(),
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
def here(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment is deployed here."""
    monkeypatch.setattr(environment, "enter", lambda _: None)


@pytest.fixture
def screen() -> StringIO:
    return StringIO()


def test_a_run_that_holds_something_says_what_it_costs_and_until_when(
    screen: StringIO, monkeypatch: pytest.MonkeyPatch, stubbed: Callable[[str], Stubber]
) -> None:
    kept = replace(RUN, status=RunStatus.KEPT, lease=LEASE)
    monkeypatch.setattr(runs, "every", lambda **_: iter([kept]))
    two_hours_on = {"HTTPHeaders": {"date": "Sat, 21 Nov 2026 10:00:00 GMT"}}
    stubbed("bedrock").add_response(
        "list_provisioned_model_throughputs",
        {"provisionedModelSummaries": [], "ResponseMetadata": two_hours_on},
    )

    listing.every(listing.select(), printer(screen))

    said = screen.getvalue()
    assert "faq-0123456789ab" in said
    assert "0.500 / 0.750" in said
    assert "$121.00" in said
    assert "1 model unit of provisioned throughput at $60.50 an hour each" in said
    assert "until 22 Nov 2026, 08:00 UTC; owner: Ada" in said


@pytest.mark.usefixtures("settings")
def test_a_failed_run_says_why(screen: StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = replace(
        RUN, status=RunStatus.FAILED, failure=Failure(error="QuotaExceeded", cause="no units")
    )
    monkeypatch.setattr(runs, "get", lambda _: failed)

    listing.one(RUN.run_id, printer(screen))

    assert "QuotaExceeded: no units" in screen.getvalue()


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ((), "No run yet. Start one: python -m tuning drop FOLDER --env dev"),
        (("--open",), "No run goes on, and none serves a model."),
        (("--status", "failed"), "No run is like that."),
    ],
    ids=str,
)
@pytest.mark.usefixtures("here")
def test_where_there_is_no_run_it_is_said(
    words: tuple[str, ...],
    line: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(runs, "every", lambda **_: iter([]))
    monkeypatch.setattr(runs, "still_open", lambda **_: iter([]))

    assert 0 == main(["runs", "--env", "dev", *words])
    assert f"{line}\n" == capsys.readouterr().out


def test_an_unknown_run_is_one_line_and_exit_code_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def unknown(_: str) -> Run:
        raise UnknownRun("no run x in dev")

    monkeypatch.setattr(environment, "enter", lambda _: None)
    monkeypatch.setattr(runs, "get", unknown)

    assert 2 == main(["runs", "x", "--env", "dev"])
    assert "no run x in dev\n" == capsys.readouterr().err


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
    monkeypatch.setattr(runs, "every", lambda **_: iter(found))
    monkeypatch.setattr(runs, "get", lambda _: found[0])
    return StringIO()


def printed(screen: StringIO) -> list[str]:
    return screen.getvalue().splitlines()


@pytest.mark.usefixtures("settings")
def test_ids_and_arns_are_whole_on_their_line_even_in_a_pipe(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    screen = piped(monkeypatch, STORED)

    listing.every(listing.select(), printer(screen))
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

    listing.every(listing.select(), printer(screen))

    *rows, last = printed(screen)
    held = "a stored custom model at $1.95 a month until it is deleted"
    assert [False, True, True, False, False] == [held in line for line in rows]
    assert (
        "3 stored models bill $3.90 + 1 model at an unknown price a month together until they are "
        "deleted." == last
    )


@pytest.mark.usefixtures("settings")
def test_one_stored_model_is_told_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = piped(monkeypatch, STORED)

    listing.every(listing.select(), printer(screen))

    assert "1 stored model bills $1.95 a month until it is deleted." == printed(screen)[-1]


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


@pytest.fixture
def several(here: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs of two tasks that stand differently."""
    mails = replace(
        RUN, run_id="mails-0123456789ab", task="mails", created_at="2026-11-22T08:00:00+00:00"
    )
    found = [RUN, STORED, replace(mails, status=RunStatus.FAILED)]
    monkeypatch.setattr(runs, "every", lambda **_: iter(found))
    monkeypatch.setattr(runs, "get", lambda name: next(r for r in found if r.run_id == name))


def shown(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    assert 0 == main(["runs", "--env", "dev", "--json", *words])
    return json.loads(capsys.readouterr().out)


@pytest.mark.usefixtures("several")
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((), ["mails-0123456789ab", "faq-0123456789ab", LONG]),
        (("--task", "faq"), ["faq-0123456789ab", LONG]),
        (("--status", "failed"), ["mails-0123456789ab"]),
        (("--status", "kept", "--task", "mails"), []),
    ],
    ids=str,
)
def test_runs_can_be_chosen_by_task_and_by_status(
    words: tuple[str, ...], expected: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert expected == [each["run"] for each in shown(capsys, *words)["runs"]]


@pytest.mark.usefixtures("several")
@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("--task", "mail"), "did you mean mails? tasks are: faq, mails"),
        (
            ("--status", "done"),
            "running kept discarded undecided not_needed cannot_be_proved rejected failed "
            "cancelled",
        ),
    ],
)
def test_a_choice_that_is_none_names_the_valid_ones(
    words: tuple[str, ...], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 2 == main(["runs", "--env", "dev", *words])

    line = capsys.readouterr().err
    assert reason in line.replace("'", "").replace(",", "") or reason in line
    assert 1 == line.count("\n")


@pytest.mark.usefixtures("several")
def test_a_list_as_json_sums_up_what_stored_models_bill(
    capsys: pytest.CaptureFixture[str],
) -> None:
    answer = shown(capsys)

    assert (1.95, 0) == (answer["storage_month_usd"], answer["models_at_unknown_price"])
    assert [None, None, ARN] == [each["model_arn"] for each in answer["runs"]]
    assert [0.5, 0.5, None] == [each["training_loss"] for each in answer["runs"]]


@pytest.mark.usefixtures("several")
def test_one_run_as_json_is_its_row_and_what_can_be_done_next(
    capsys: pytest.CaptureFixture[str],
) -> None:
    one = shown(capsys, LONG)
    (row,) = (each for each in shown(capsys)["runs"] if each["run"] == LONG)

    assert row == {name: one[name] for name in row}
    assert {"why", "states", "next"} == one.keys() - row.keys()
    assert ["read the report", "delete it"] == [step["what"] for step in one["next"]]
    assert all({"what", "command"} == step.keys() for step in one["next"])


@pytest.mark.usefixtures("here")
def test_what_is_no_command_is_advice_in_the_json(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    over = plan(outcome="refused", why="", reasons=("over",), remedies=("Raise it.",))
    refused = replace(RUN, status=RunStatus.REJECTED, hosting_plan=over)
    monkeypatch.setattr(runs, "get", lambda _: refused)

    (step,) = shown(capsys, RUN.run_id)["next"]
    assert {"what": "to get past it", "advice": "Raise it."} == step


@pytest.mark.usefixtures("several")
@pytest.mark.parametrize("words", [("--open",), ("--task", "mails"), ("--status", "failed")])
def test_one_run_is_not_chosen_among_runs(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert 2 == main(["runs", RUN.run_id, "--env", "dev", *words])
    assert "leave them out with RUN" in capsys.readouterr().err


@pytest.mark.usefixtures("several")
def test_the_list_says_of_which_task_a_run_is_and_when_it_began(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert 0 == main(["runs", "--env", "dev"])

    head, first, *_ = capsys.readouterr().out.splitlines()
    assert ["run", "task", "begun", "status"] == head.split()[:4]
    assert re.match(r"mails-0123456789ab +mails +22 Nov 2026, 08:00 UTC +failed", first)


STANDING = {
    "waits for approval": (
        replace(
            RUN,
            approval_request=ApprovalRequest(
                figures=(), asked_at="", deadline="2026-11-22T08:00:00+00:00"
            ),
        ),
        ["approve", "deny", "stop"],
    ),
    "serves": (
        replace(STORED, run_id="faq-1", lease=replace(LEASE, kind="deployment")),
        ["read the report", "ask it", "serve it longer", "release it"],
    ),
    "is kept": (
        replace(
            STORED,
            run_id=RUN.run_id,
            comparison=Comparison(
                outcome="keep",
                reason="It is better.",
                scores=(),
                records=40,
                input_tokens=0,
                output_tokens=0,
                answered_at="2026-11-22T08:00:00+00:00",
            ),
            registration=Registration(
                run_id=RUN.run_id, task="faq", outcome="ready", recipe=planned()
            ),
        ),
        ["read the report", "serve it", "delete it"],
    ),
}


@pytest.mark.usefixtures("settings")
@pytest.mark.parametrize(("run", "expected"), STANDING.values(), ids=STANDING)
def test_every_next_step_is_a_command_that_its_tool_takes(run: Run, expected: list[str]) -> None:
    steps = list(next_steps(run))

    assert expected == [what for what, _ in steps]
    for _, command in steps:
        if not command.startswith("aws s3 cp "):  # a command of the CLI alone
            hold(command.replace("…", "words"))


@pytest.mark.usefixtures("here")
def test_a_run_that_cannot_be_read_is_named_beside_the_others(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def every(*, unread: Callable[[UnreadableRun], object]) -> Iterator[Run]:
        unread(UnreadableRun("run x cannot be read from the ledger"))
        yield STORED

    monkeypatch.setattr(runs, "every", every)

    assert 0 == main(["runs", "--env", "dev"])
    said = capsys.readouterr()
    assert STORED.run_id in said.out
    assert said.err == "run x cannot be read from the ledger\n"


@pytest.mark.usefixtures("several")
def test_open_runs_and_spending_are_summed_up_by_task(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = Month(planned={"faq-0123456789ab": 12.5}, spent={"faq": 3.0, "mails": 1.25})
    monkeypatch.setattr(spending, "read", lambda month: found)
    monkeypatch.setattr(runs, "still_open", lambda **_: iter([RUN, RUN]))
    assert 0 == main(["runs", "--env", "dev", "--by-task"])
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    month = shown(capsys, "--by-task")

    assert ["faq", "2", "$3.00", "$12.50"] in rows
    assert ["mails", "0", "$1.25", "$0.00"] in rows
    assert "$4.25 spent, up to $12.50 more by open runs; dev has no max_month_usd." in " ".join(
        rows[-1]
    )
    assert {"month", "tasks", "ceiling_usd"} == month.keys()


@pytest.mark.parametrize("words", [("--open",), ("--task", "faq"), (RUN.run_id,)])
def test_what_is_summed_up_is_not_chosen_among(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert 2 == main(["runs", "--env", "dev", "--by-task", *words])
    assert "leave it out" in capsys.readouterr().err
