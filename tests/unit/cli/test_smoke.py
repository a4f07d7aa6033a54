"""The first run: what is refused before anything is dropped, and what Ctrl-C says."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.unit.conftest import Served
from tuning.__main__ import main
from tuning.cli import environment, stacks
from tuning.cli.arguments import Unusable
from tuning.cli.doctor import examination
from tuning.cli.doctor.finding import DoctorFinding, fix, ok, warn
from tuning.cli.smoke import dataset, smoke
from tuning.cli.smoke.dataset import CEILING_USD, Drop, prepare
from tuning.cli.stacks import Resource, Stack
from tuning.costs.plan import lease_hours
from tuning.models.catalogue import catalogue
from tuning.settings import Settings, deployed

MICRO = "amazon.nova-micro-v1:0:128k"


@pytest.fixture
def drop(settings: Settings) -> Drop:
    del settings
    return prepare(MICRO, lease_hours=lease_hours())


@pytest.mark.usefixtures("settings")
@pytest.mark.parametrize("model", [row.id for row in catalogue().models])
def test_every_base_model_takes_what_is_dropped(model: str) -> None:
    made = prepare(model, lease_hours=lease_hours())

    assert made.recipe.base_model == model
    assert "incoming/smoke/train.jsonl" == made.key
    assert made.costs.training_tokens > 0


def test_it_costs_cents_and_stays_under_its_ceiling_ten_times_over(drop: Drop) -> None:
    assert 0 < drop.costs.total_usd < CEILING_USD / 10
    limits = drop.recipe.limits
    assert CEILING_USD == (limits.max_training_usd or 9) + (limits.max_hosting_usd or 9)


class Account:
    """An account in which everything is there, and what a smoke run did in it."""

    def __init__(self) -> None:
        self.dropped: list[str] = []
        self.findings: list[DoctorFinding] = [ok("rule", "on")]

    def get_caller_identity(self) -> dict[str, str]:
        return {"Account": "123456789012", "Arn": "arn:me"}

    def put_object(self, **asked: Any) -> None:
        self.dropped.append(asked["Key"])

    def describe_state_machine(self, **_: str) -> dict[str, str]:
        return {"definition": json.dumps({"States": {}})}

    def examine(self, _: str) -> Iterator[DoctorFinding]:
        yield from self.findings


@pytest.fixture
def account(settings: Settings, monkeypatch: pytest.MonkeyPatch, served: Served) -> Account:
    del settings
    made = Account()
    served(sts=made, s3=made, stepfunctions=made)
    pipeline = Stack(
        name="p",
        status="CREATE_COMPLETE",
        reason="",
        protected=False,
        resources=(
            Resource(type="AWS::StepFunctions::StateMachine", name="arn:machine", stays=False),
        ),
    )
    monkeypatch.setattr(environment, "enter", lambda _: None)
    monkeypatch.setattr(stacks, "find", lambda *_: pipeline)
    monkeypatch.setattr(smoke, "executions", lambda *_: set())
    monkeypatch.setattr(examination, "examine", made.examine)
    return made


@pytest.mark.parametrize("typed", ["", "no", "yesterday"])
def test_nothing_starts_before_somebody_says_yes(
    account: Account, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(isatty=lambda: True))
    monkeypatch.setattr("builtins.input", lambda _: typed)

    assert 2 == main(["smoke", "--env", "dev"])
    assert [] == account.dropped


def test_where_nobody_can_be_asked_yes_has_to_be_said(
    account: Account, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(isatty=lambda: False))

    assert 2 == main(["smoke", "--env", "dev"])
    assert "pass --yes" in capsys.readouterr().err
    assert [] == account.dropped


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"training_usd": None}, "a price of amazon.nova-micro-v1:0:128k is unknown"),
        ({"total_usd": 1.5}, "expected to cost $1.50, and a smoke run may cost $1.00"),
    ],
)
def test_what_no_ceiling_can_hold_is_not_dropped(
    account: Account,
    drop: Drop,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    changes: dict[str, Any],
    said: str,
) -> None:
    dear = replace(drop, costs=replace(drop.costs, **changes))
    monkeypatch.setattr(smoke, "prepare", lambda *_, **__: dear)

    assert 2 == main(["smoke", "--env", "dev", "--yes"])
    assert said in capsys.readouterr().err
    assert [] == account.dropped


def test_what_the_doctor_would_mend_comes_first_and_last(
    account: Account, capsys: pytest.CaptureFixture[str]
) -> None:
    account.findings = [warn("judge", "no access", "https://a"), fix("key", "off", "switch it on")]

    assert 1 == main(["smoke", "--env", "dev", "--yes"])
    lines = capsys.readouterr().out.splitlines()
    assert "Nothing was started: 1 thing to fix first." in lines
    assert "switch it on" == lines[-1].strip()
    assert [] == account.dropped


def test_a_drop_that_starts_nothing_says_where_to_look(
    account: Account, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(smoke, "started_by", lambda *_, **__: None)

    assert 2 == main(["smoke", "--env", "dev", "--yes"])
    assert "no run started within 120 s" in capsys.readouterr().err
    assert "incoming/smoke/train.jsonl" == account.dropped[-1]


def test_ctrl_c_says_what_goes_on_and_how_to_stop_it(
    account: Account, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def follow(*_: object, **__: object) -> Iterator[None]:
        yield None
        raise KeyboardInterrupt

    monkeypatch.setattr(smoke, "started_by", lambda *_, **__: "arn:execution")
    monkeypatch.setattr(smoke, "follow", follow)

    assert 130 == main(["smoke", "--env", "dev", "--yes"])
    said = capsys.readouterr().out
    assert "The run goes on without this terminal: arn:execution" in said
    assert "python -m tuning cancel RUN --env dev" in said
    assert account.dropped


@pytest.mark.usefixtures("settings")
def test_without_a_checkout_there_is_nothing_to_drop(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="run this in a checkout of the project"):
        prepare(deployed().base_model, lease_hours=lease_hours(), source=tmp_path)


def test_the_records_are_those_of_the_support_tickets(drop: Drop) -> None:
    for name, most in dataset.RECORDS.items():
        whole = (dataset.SOURCE / f"{name}.jsonl").read_bytes()
        cut = drop.files[f"incoming/smoke/{name}.jsonl"]

        assert whole.startswith(cut)
        assert most == cut.count(b"\n")
