"""A rehearsal from start to end, with an embedded AWS that plays back a recorded execution."""

import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError
from rich.console import Console

from rehearsal import checkup, deploy, follow, output, reaper, rehearse
from rehearsal.arguments import parse
from rehearsal.bedrock import Charge, Fault, Faults, Held, Strike
from rehearsal.checkup import Checkup
from rehearsal.deploy import Deployment
from rehearsal.errors import DeployFailed, Overdue
from rehearsal.rehearse import Rehearsal
from rehearsal.terminal import rehearse as from_the_terminal
from tests.unit.rehearsal.conftest import History, StepFunctions
from tuning.cli.following.view import LiveView, View

ARTIFACTS = {
    "runs/faq/faq-1/report.html": b"<p>",
    "runs/faq/faq-1/report.json": b'{"reason": "custom wins"}',
    "runs/faq/faq-1/dataset.json": b'{"errors": 0, "problems": []}',
}


class S3:
    def __init__(self, states: "Recorded") -> None:
        self._states = states
        self.uploads: list[str] = []

    def upload_file(self, file: str, bucket: str, key: str) -> None:
        self.uploads.append(key)
        if "train" in key:
            self._states.inputs["arn"] = {"detail": {"object": {"key": key}}}

    def put_object(self, *, Bucket: str, Key: str, Body: bytes) -> None:  # noqa: N803 (boto3)
        self.uploads.append(Key)

    def get_object(self, *, Bucket: str, Key: str) -> dict[str, Any]:  # noqa: N803 (boto3)
        if Key not in ARTIFACTS:
            raise ClientError({"Error": {"Code": "NoSuchKey"}}, "GetObject")
        return {"Body": io.BytesIO(ARTIFACTS[Key])}


class Recorded(StepFunctions):
    """Ends the execution when it is stopped."""

    def stop_execution(self, **stop: str) -> None:
        super().stop_execution(**stop)
        shown = History()
        shown.events = [dict(event) for event in self.history[: self._shown]]
        self.history = shown.add("ExecutionAborted", error="", cause=stop["cause"]).events
        self._step = len(self.history)


class Ledger:
    """The table of runs, in which the reaper has done its work after a few looks."""

    def __init__(self) -> None:
        self.looks = 0

    def get_item(self, **_: Any) -> dict[str, Any]:
        self.looks += 1
        said = {"release": {"S": json.dumps({"stopped": [], "deleted": ["arn:unit"]})}}
        return {"Item": said | ({"announced_at": {"S": "now"}} if self.looks > 2 else {})}


class Around:
    """Everything beside the rehearsal itself, and what they did to it."""

    def __init__(self, folder: Path, history: History) -> None:
        self.states = Recorded(history.events, step=1)
        self.s3 = S3(self.states)
        self.ledger = Ledger()
        self.faults: list[Faults] = []
        self.checks: list[str] = []
        self.unwell = ""
        self.work = folder

    def check(self, name: str, around: Any, environment: str) -> Checkup:
        """Stand in for one of the last two commands; one of them can be made to fail."""
        self.checks.append(name)
        return Checkup(
            well=name != self.unwell, lines=(f"FIX   {name}", "  the remedy", "1 to fix")
        )

    @contextmanager
    def open_sandbox(self, work: Path, faults: Faults) -> Iterator[Any]:
        self.faults.append(faults)
        around = self

        class Bedrock:
            def __setattr__(self, name: str, value: Faults) -> None:
                around.faults.append(value)

            struck = (Strike(fault=Fault.THROTTLE_ONCE, target="ListTables", times=1),)

            def bill(self) -> tuple[Charge, ...]:
                return ()

            def held(self) -> Held:
                return Held(provisioned_throughput=1, deployments=0)

            def stored(self) -> int:
                return 1

            def trains(self) -> str:
                return "loss 0.812, epoch 2 of 5, step 134"

        (work / "cdk.log").write_text("what the CDK said\n")
        clients = {"stepfunctions": self.states, "s3": self.s3, "dynamodb": self.ledger}
        aws = SimpleNamespace(
            endpoint_url="https://127.0.0.1:1",
            account="123456789012",
            region="us-east-1",
            client=clients.__getitem__,
        )
        yield SimpleNamespace(
            work=work,
            aws=aws,
            bedrock=Bedrock(),
            log=work / "ministack.log",
            environment=lambda: {"AWS_ENDPOINT_URL": aws.endpoint_url},
        )


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    folder = tmp_path / "faq"
    folder.mkdir()
    for name in ("task.toml", "train.jsonl"):
        (folder / name).touch()
    return folder


@pytest.fixture
def around(tmp_path: Path, history: History, monkeypatch: pytest.MonkeyPatch) -> Around:
    history.add("ExecutionStarted", input="{}")
    history.task("RegisterRun", registration={"run_id": "faq-1", "outcome": "ready"})
    history.task("ValidateDataset", admission={"outcome": "admitted", "summary": "fine"})
    history.task("CompareModels", comparison={"outcome": "keep", "reason": "custom wins"})
    history.task("PublishReport", publication={"outcome": "kept", "subject": "Kept"})
    history.add("ExecutionSucceeded", output="{}")
    around = Around(tmp_path, history)
    deployment = SimpleNamespace(
        settings=SimpleNamespace(
            datasets_bucket="d",
            artifacts_bucket="a",
            runs_table="r",
            reaper_minutes=0,
            environment="local",
        ),
        state_machine="machine",
    )
    monkeypatch.setattr(follow, "POLL_SECONDS", 0.001)
    monkeypatch.setattr(reaper, "POLL_SECONDS", 0.001)
    monkeypatch.setattr(reaper, "SWEEP_SECONDS", 0.1)
    monkeypatch.setattr(output, "OUTPUT", tmp_path / "output")
    monkeypatch.setattr(output, "LOGS", tmp_path / "output" / "logs")
    monkeypatch.setattr(rehearse, "SHELL", tmp_path / "output" / "env.sh")
    monkeypatch.setattr(rehearse, "open_sandbox", around.open_sandbox)
    monkeypatch.setattr(rehearse, "check_tools", lambda: None)
    monkeypatch.setattr(deploy, "bootstrap", lambda *_, **__: None)
    monkeypatch.setattr(deploy, "deploy", lambda *_, **__: deployment)
    monkeypatch.setattr(checkup, "doctor", partial(around.check, "doctor"))
    monkeypatch.setattr(checkup, "teardown", partial(around.check, "teardown"))
    return around


def ctrl_c(monkeypatch: pytest.MonkeyPatch, before: Callable[[], None] = lambda: None) -> None:
    """Press Ctrl-C once a rehearsal that was kept open waits for it."""

    def pause() -> None:
        before()
        raise KeyboardInterrupt

    monkeypatch.setattr("signal.pause", pause)


def rehearsal(*words: object) -> tuple[Rehearsal, io.StringIO]:
    out = io.StringIO()
    view = View(Console(file=out, soft_wrap=True, no_color=True))
    return Rehearsal(parse([str(word) for word in words]), view), out


def test_a_kept_run_leaves_its_report_and_its_json(
    around: Around, dataset: Path, tmp_path: Path
) -> None:
    file = tmp_path / "outcome.json"
    show, out = rehearsal(dataset, "--json", file)

    outcome = show.run()

    document = json.loads(file.read_text())
    assert outcome.exit_code == 0
    assert (document["status"], document["verdict"]) == ("kept", "keep")
    assert document["report"] == str(tmp_path / "output" / "faq-1" / "report.html")
    assert Path(document["report"]).read_text() == "<p>"
    dropped = ["incoming/faq/task.toml", "incoming/faq/train.jsonl"]
    assert around.s3.uploads == [
        *dropped,
        "runs/faq/faq-1/report.html",
        "runs/faq/faq-1/report.json",
    ]
    assert "The run faq-1 ended kept. custom wins" in out.getvalue()
    assert "The fault throttle_once struck ListTables." in out.getvalue()
    assert 1 == out.getvalue().count("! fault throttle_once struck ListTables")
    faults = [{"name": "throttle_once", "struck": 1, "targets": {"ListTables": 1}}]
    assert faults == document["faults"]
    assert not (tmp_path / "output" / "logs").exists()


def test_a_fault_is_on_from_the_start_until_the_doctor_comes(around: Around, dataset: Path) -> None:
    show, _ = rehearsal(dataset, "--fault", "job_fails")

    show.run()

    assert [Fault.JOB_FAILS in faults for faults in around.faults] == [True, False]


def test_a_fault_of_a_state_is_switched_on_when_that_is_entered(
    around: Around, dataset: Path
) -> None:
    words = ("--fault", "throttle_once", "--fault", "evaluation_fails@CompareModels")
    show, _ = rehearsal(dataset, *words)

    show.run()

    on = [
        (Fault.THROTTLE_ONCE in faults, Fault.EVALUATION_FAILS in faults)
        for faults in around.faults
    ]
    assert on == [(True, False), (True, True), (False, False)]


def test_an_abort_stops_the_execution_in_its_state(around: Around, dataset: Path) -> None:
    show, out = rehearsal(dataset, "--fault", "abort@ValidateDataset")

    outcome = show.run()

    assert (outcome.exit_code, outcome.status) == (1, "aborted")
    assert len(around.states.stopped) == 1
    assert "ValidateDataset aborted" in out.getvalue()
    assert "! fault abort struck ValidateDataset: the execution is stopped" in out.getvalue()
    (abort, _) = outcome.document()["faults"]
    assert {"name": "abort", "struck": 1, "targets": {"ValidateDataset": 1}} == abort


def test_after_an_abort_it_waits_for_the_reaper_and_tells_what_that_did(
    around: Around, dataset: Path
) -> None:
    show, out = rehearsal(dataset, "--fault", "abort@ValidateDataset")

    show.run()

    assert around.ledger.looks > 2
    assert ["the reaper", "doctor", "teardown"] == list(show._view.rows)[-3:]
    assert "released arn:unit; closed the run and notified people" in out.getvalue()


def test_a_reaper_that_does_not_come_breaks_the_rehearsal(
    around: Around, dataset: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    around.ledger.looks = -(10**6)
    monkeypatch.setattr(reaper, "SWEEP_SECONDS", 0.01)

    with pytest.raises(Overdue, match="the reaper did not close the run"):
        rehearsal(dataset, "--fault", "abort@ValidateDataset")[0].run()


def test_a_run_that_ended_by_itself_waits_for_no_reaper(around: Around, dataset: Path) -> None:
    rehearsal(dataset)[0].run()

    assert around.ledger.looks == 0


def test_at_the_end_the_doctor_looks_and_everything_is_taken_away(
    around: Around, dataset: Path
) -> None:
    show, out = rehearsal(dataset)

    outcome = show.run()

    assert (around.checks, outcome.trouble) == (["doctor", "teardown"], ())
    assert "doctor succeeded" in out.getvalue()
    assert "the remedy" not in out.getvalue()


@pytest.mark.parametrize("command", ["doctor", "teardown"])
def test_what_the_doctor_or_the_teardown_does_not_like_breaks_the_rehearsal_and_is_told(
    around: Around, dataset: Path, command: str
) -> None:
    around.unwell = command
    show, out = rehearsal(dataset)

    outcome = show.run()

    assert outcome.exit_code == 1
    assert around.checks == ["doctor", "teardown"]
    assert f"{command} failed" in out.getvalue()
    assert f"  FIX   {command}\n    the remedy\n" in out.getvalue()


def test_what_is_kept_open_is_not_torn_down(
    around: Around, dataset: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ctrl_c(monkeypatch)

    rehearsal(dataset, "--keep")[0].run()

    assert around.checks == ["doctor"]


def test_what_broke_leaves_its_logs(around: Around, dataset: Path, tmp_path: Path) -> None:
    show, out = rehearsal(dataset, "--fault", "abort@ValidateDataset")

    show.run()

    assert out.getvalue().endswith(f"Logs: {tmp_path / 'output' / 'logs'}\n")
    assert (tmp_path / "output" / "logs" / "cdk.log").read_text() == "what the CDK said\n"


def test_a_failed_deployment_is_told_and_leaves_no_stale_json(
    around: Around,
    dataset: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(*_: object, **__: object) -> Deployment:
        raise DeployFailed("cdk deploy failed with exit code 1", lines=("error: no such model",))

    monkeypatch.setattr(deploy, "deploy", fail)
    stale = tmp_path / "outcome.json"
    stale.write_text("{}")

    code = from_the_terminal([str(dataset), "--json", str(stale)])

    assert code == 1
    assert not stale.exists()
    said = capsys.readouterr().err
    assert said.startswith("error: no such model\ncdk deploy failed with exit code 1\n")
    assert (tmp_path / "output" / "logs" / "cdk.log").exists()


def test_a_dataset_that_cannot_be_dropped_sets_no_stage(around: Around, tmp_path: Path) -> None:
    assert from_the_terminal([str(tmp_path / "nowhere")]) == 2
    assert around.faults == []


def test_kept_open_it_has_one_file_to_source_until_ctrl_c(
    around: Around, dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, found = tmp_path / "output" / "env.sh", []
    ctrl_c(monkeypatch, lambda: found.append(file.read_text()))
    show, out = rehearsal(dataset, "--keep")

    show.run()

    assert "export AWS_ENDPOINT_URL=https://127.0.0.1:1\n" in found[0]
    assert f"  source {file}\nTo serve its model for 1 h 26 min " in out.getvalue()
    assert out.getvalue().endswith("Ctrl-C here ends it.\nEnding it.\n")
    assert "export" not in out.getvalue()
    assert not file.exists()


def test_while_it_trains_the_loss_of_the_stand_in_is_shown(
    around: Around, dataset: Path, history: History
) -> None:
    seen: list[tuple[str, str]] = []

    class Notes(View):
        def note(self, name: str, detail: str) -> None:
            seen.append((name, detail))

    history.events.pop()
    around.states.history = history.task("CheckCustomization").add("ExecutionSucceeded").events
    view = Notes(Console(file=io.StringIO()))
    Rehearsal(parse([str(dataset)]), view).run()

    shown = "loss 0.812, epoch 2 of 5, step 134, by the stand-in's own log"
    assert ("CheckCustomization", shown) in seen


def test_an_interrupted_table_says_that_it_is_stopping(
    around: Around, dataset: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the signal's handler wrote went to the screen of the table, which is gone."""

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(deploy, "bootstrap", interrupted)
    out = io.StringIO()
    view = LiveView(Console(file=out, force_terminal=True, width=80, height=24))

    with pytest.raises(KeyboardInterrupt):
        Rehearsal(parse([str(dataset)]), view).run()

    assert "Stopping ..." in out.getvalue().partition("\x1b[?1049l")[2]


def test_a_run_that_asked_nobody_says_so_where_an_answer_was_prepared(
    around: Around, dataset: Path
) -> None:
    show, out = rehearsal(dataset, "--approval", "yes")

    show.run()

    assert "The run asked for no approval: it never reached AwaitApproval." in out.getvalue()


def test_a_fault_that_struck_nothing_is_named_as_well(around: Around, dataset: Path) -> None:
    show, out = rehearsal(dataset, "--fault", "throughput_fails")

    outcome = show.run()

    assert "The fault throughput_fails was requested and never happened." in out.getvalue()
    assert 0 == outcome.document()["faults"][0]["struck"]


def test_a_fault_of_a_state_stays_on_when_that_of_a_later_one_comes(
    around: Around, dataset: Path
) -> None:
    words = ("--fault", "job_fails@ValidateDataset", "--fault", "evaluation_fails@CompareModels")
    rehearsal(dataset, *words)[0].run()

    on = [(Fault.JOB_FAILS in faults, Fault.EVALUATION_FAILS in faults) for faults in around.faults]
    assert [(False, False), (True, False), (True, True), (False, False)] == on
