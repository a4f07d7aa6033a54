"""`estimate` and `prices`: figures from a dataset of this disk, without AWS."""

import json
from pathlib import Path

import pytest

from stacks.environments.known import environments
from tests.unit.cli.conftest import pairs
from tuning.__main__ import main
from tuning.cli import prices
from tuning.cli.forecast import LEASE_HOURS
from tuning.cli.output import Segment
from tuning.costs import price_list_api as price_list
from tuning.costs import prices as table
from tuning.costs.prices import PriceList

Captured = pytest.CaptureFixture[str]

NOVA_2_LITE = "amazon.nova-2-lite-v1:0:256k"


def said(capsys: Captured) -> dict[str, object]:
    answer: dict[str, object] = json.loads(capsys.readouterr().out)
    return answer


def test_a_file_alone_is_enough_for_an_estimate(good: Path, capsys: Captured) -> None:
    assert main(["estimate", "train.jsonl"]) == 0

    told = capsys.readouterr().out
    assert "On demand: nothing bills while it is idle" in told
    assert "tokens x 2 epochs, estimated by kinds of characters" in told
    assert "not in it, because unknown: judge jobs" in told


def test_training_costs_the_tokens_times_the_epochs_that_are_asked_for(
    good: Path, capsys: Captured
) -> None:
    assert main(["estimate", "train.jsonl", "--epochs", "5", "--json"]) == 0

    costs = said(capsys)
    tokens = costs["training_tokens"]
    assert isinstance(tokens, int)
    assert 5 == costs["epochs"]
    assert tokens * 5 * 0.001 / 1000 == pytest.approx(costs["training_usd"])


def test_hosting_costs_the_hours_that_are_asked_for(good: Path, capsys: Captured) -> None:
    good.write_bytes(pairs(320))
    words = ["--model", NOVA_2_LITE, "--hosting", "provisioned", "--hours", "24", "--json"]

    assert main(["estimate", "train.jsonl", *words]) == 0

    costs = said(capsys)
    assert (24.0, 60.5 * 24, "provisioned") == (
        costs["hosting_hours"],
        costs["hosting_usd"],
        costs["mode"],
    )
    assert costs["break_even_tokens_per_hour"]


def test_without_hours_hosting_is_counted_as_long_as_an_evaluation_may_take(
    good: Path, capsys: Captured
) -> None:
    good.write_bytes(pairs(320))
    words = ["--model", NOVA_2_LITE, "--hosting", "provisioned", "--json"]

    assert main(["estimate", "train.jsonl", *words]) == 0

    assert LEASE_HOURS["provisioned"] == said(capsys)["hosting_hours"]


def test_an_unknown_price_is_said_and_is_not_zero(good: Path, capsys: Captured) -> None:
    assert main(["estimate", "train.jsonl", "--hosting", "provisioned"]) == 0

    told = capsys.readouterr().out
    assert "Hosting               unknown  1 model unit at unknown an hour each" in told
    assert "hosting: no price is known for amazon.nova-micro-v1:0:128k" in told
    assert "Break-even   unknown" in told


def test_a_dataset_with_errors_has_an_estimate_and_exit_code_1(bad: Path, capsys: Captured) -> None:
    assert main(["estimate", "bad.jsonl"]) == 1

    assert "31 errors" in capsys.readouterr().out


def test_epochs_that_the_model_does_not_take_are_refused(good: Path, capsys: Captured) -> None:
    assert main(["estimate", "train.jsonl", "--epochs", "9"]) == 2

    assert "from 1 to 5" in capsys.readouterr().err


def test_a_file_that_holds_nothing_to_train_on_has_no_estimate(
    folder: Path, capsys: Captured
) -> None:
    (folder / "empty.jsonl").write_bytes(b"")

    assert 1 == main(["estimate", "empty.jsonl"])

    assert "holds nothing to train on" in capsys.readouterr().err


def test_the_held_out_file_is_what_the_evaluation_asks(good: Path, capsys: Captured) -> None:
    (good.parent / "held.jsonl").write_bytes(pairs(400, start=1000))

    main(["estimate", "train.jsonl", "--json"])
    few = said(capsys)["evaluation_tokens"]
    main(["estimate", "train.jsonl", "--evaluation", "held.jsonl", "--json"])
    many = said(capsys)["evaluation_tokens"]

    assert isinstance(few, int)
    assert isinstance(many, int)
    assert many > 5 * few  # what probes ask is the same in both


@pytest.mark.parametrize("name", ["dev", "staging", "prod"])
def test_the_hours_of_an_estimate_are_those_of_the_environments(name: str) -> None:
    row = next(row for row in environments() if row.name == name)

    evaluation = row.asking_deadline_hours + row.evaluation_deadline_hours + 1
    assert {
        "provisioned": row.throughput_deadline_minutes / 60 + evaluation,
        "on_demand": row.deployment_deadline_minutes / 60 + evaluation,
    } == LEASE_HOURS


def test_the_price_table_shows_every_row_with_its_confidence_day_and_source(
    capsys: Captured,
) -> None:
    assert main(["prices"]) == 0

    lines = capsys.readouterr().out.splitlines()
    for price, line in zip(table.price_list().prices, lines, strict=False):
        assert f"{price.confidence:<9}  {price.as_of}  {price.source}" in line


def learned(known: PriceList) -> PriceList:
    return PriceList(note=known.note, prices=known.prices[1:])


def test_a_refresh_writes_the_table_of_a_checkout_and_nothing_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(price_list, "refreshed", learned)
    file = tmp_path / "a/b/c/prices.json"
    file.parent.mkdir(parents=True)
    told: list[str] = []

    def say(*segments: Segment) -> None:
        told.append("".join(s if isinstance(s, str) else s[0] for s in segments))

    prices.refresh(say, file)
    assert not file.exists()
    assert "Nothing was written: run this in a checkout to keep the new table." == told[-1]

    (tmp_path / "pyproject.toml").touch()
    prices.refresh(say, file)
    assert len(json.loads(file.read_bytes())["prices"]) == len(table.price_list().prices) - 1


def test_the_price_table_as_json_is_every_row(capsys: Captured) -> None:
    assert 0 == main(["prices", "--json"])

    rows = said(capsys)["prices"]
    assert isinstance(rows, list)
    assert [price.usd for price in table.price_list().prices] == [row["usd"] for row in rows]


def test_prices_are_refreshed_or_printed_as_json_and_not_both(capsys: Captured) -> None:
    assert 2 == main(["prices", "--json", "--refresh"])
    assert "choose one of --refresh and --json\n" == capsys.readouterr().err


DEAR = """
[hosting]
mode = "provisioned"
unit_hour_usd = 20
[limits]
max_training_usd = 500
max_hosting_usd = 100
[provenance]
intended_use = "tests"
source = "written here"
licence = "CC BY 4.0"
contains_personal_data = false
automated_decisions = false
"""


@pytest.mark.parametrize("command", ["check", "estimate"])
def test_a_run_over_its_recipes_own_ceiling_is_foreseen(
    command: str, good: Path, capsys: Captured
) -> None:
    (good.parent / "task.toml").write_text(DEAR)

    assert 0 == main([command, "."])

    told = capsys.readouterr().out
    assert "Hosting is estimated at $640.00 at most, over the recipe's max_hosting_usd" in told
    assert "limits.max_hosting_usd = 100 this run would be refused, or a person asked." in told
    assert "max_training_usd" not in told


def test_the_ceilings_that_are_passed_are_in_the_json(good: Path, capsys: Captured) -> None:
    (good.parent / "task.toml").write_text(DEAR)

    assert 0 == main(["estimate", ".", "--json"])

    assert "max_hosting_usd" in str(said(capsys)["over"])


def test_one_error_is_one(good: Path, capsys: Captured) -> None:
    good.write_bytes(pairs(119) + b'{"prompt": "a question", "completion": ""}\n')

    assert 1 == main(["estimate", "train.jsonl"])
    assert "The dataset has 1 error, so" in capsys.readouterr().out


def test_what_cannot_be_trained_on_is_told_why_instead_of_a_price(
    folder: Path, capsys: Captured
) -> None:
    record = b'{"prompt": "a", "chosen": "b", "rejected": "c"}\n'
    (folder / "train.jsonl").write_bytes(record * 30)

    assert 1 == main(["estimate", "train.jsonl"])
    said = capsys.readouterr()
    assert "train.jsonl:1: PREFERENCES chosen and rejected" in said.err
    assert "nothing to train on, so there is no estimate" in said.err
    assert "" == said.out
