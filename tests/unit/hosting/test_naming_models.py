"""What a person does with the name of a task: promote, roll back, list, and look where from."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.unit.conftest import Served
from tests.unit.hosting.conftest import RUN, TRAINED
from tests.unit.hosting.world import MODEL, START, World
from tuning.__main__ import main
from tuning.cli import environment
from tuning.hosting import alias, keeping, leases
from tuning.hosting.release import release
from tuning.ledger import items
from tuning.run.keys import KEYS
from tuning.run.lease import Lease
from tuning.run.plan import HostingPlan
from tuning.run.registration import Registration
from tuning.settings import Settings

OTHER = "faq-ba9876543210"
NAME = "/bedrock-finetune/dev/faq/model"
ADA = "arn:aws:iam::123456789012:user/ada"

Serve = Callable[[str], Lease]
Kept = Callable[..., Lease]
Say = Callable[[], str]


class Caller:
    def get_caller_identity(self) -> dict[str, str]:
        return {"Arn": ADA}


@pytest.fixture(autouse=True)
def _somebody(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody at a terminal, in an environment that is deployed."""
    served(sts=Caller())
    monkeypatch.setattr(environment, "enter", lambda _: None)


@pytest.fixture
def kept(world: World, serve: Serve, registration: Registration, plan: HostingPlan) -> Kept:
    """A run that ended, and serves its model for a hundred hours."""

    def kept(run_id: str, status: str = "kept", *, hours: float = 100) -> Lease:
        serve(run_id)
        for state, result in (
            ("RegisterRun", replace(registration, run_id=run_id)),
            ("PlanHosting", plan),
            ("CheckCustomization", TRAINED),
        ):
            items.record(
                run_id,
                state=state,
                key=KEYS[type(result)],
                result=result,
                started=START.isoformat(),
            )
        world.end_execution(run_id, "SUCCEEDED")
        items.note(run_id, status=status)
        return keeping.prolong(run_id, task="faq", hours=hours, owner="Ada", who="arn", why="x")

    return kept


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Say:
    """What was printed to either stream since it was asked last."""

    def said() -> str:
        out, err = capsys.readouterr()
        return out + err

    return said


def promote(run_id: str, *words: str) -> int:
    return main(["promote", run_id, "--env", "dev", *words])


def rollback(*words: str) -> int:
    return main(["rollback", "faq", "--env", "dev", *words])


def test_promoting_switches_the_name_under_who_did_it_and_why(
    world: World, kept: Kept, said: Say
) -> None:
    lease = kept(RUN)

    assert 0 == promote(RUN, "--reason", "the others trust it")

    assert lease.arn == alias.read("faq")
    assert f"run {RUN}: the others trust it; by {ADA}" == alias.history("faq")[-1].said
    assert f"{NAME} stands for run {RUN}: {lease.arn}" in said()
    assert {"S": RUN} == world.items["champion#faq"]["hosted"]


def test_what_served_before_is_drained_and_it_is_said_until_when(
    kept: Kept, said: Say, settings: Settings
) -> None:
    kept(RUN)
    kept(OTHER)
    promote(RUN)
    said()

    assert 0 == promote(OTHER)

    assert "serves until 21 Nov 2026, 08:15 UTC" in said()
    lease = leases.of(RUN)
    assert lease is not None
    assert START + timedelta(minutes=settings.drain_minutes) == lease.ends


def test_a_model_that_does_not_answer_is_not_promoted(world: World, kept: Kept, said: Say) -> None:
    first, second = kept(RUN), kept(OTHER)
    promote(RUN)
    world.mute.add(second.arn or "")

    assert 2 == promote(OTHER)

    assert "without text" in said()
    assert first.arn == alias.read("faq")


def test_a_run_that_was_not_kept_is_promoted_with_a_reason_only(kept: Kept, said: Say) -> None:
    kept(RUN, "undecided")

    assert 2 == promote(RUN)
    assert "ended as undecided" in said()
    assert 0 == promote(RUN, "--reason", "people like it")


def test_a_run_that_goes_on_is_not_promoted(kept: Kept, said: Say) -> None:
    kept(RUN, "running")

    assert 2 == promote(RUN, "--reason", "now")
    assert f"python -m tuning runs {RUN} --env dev" in said()
    assert alias.read("faq") is None


def test_a_model_that_is_deleted_is_not_promoted(kept: Kept, said: Say) -> None:
    kept(RUN)
    items.note(RUN, model_deleted_at=START.isoformat())

    assert 2 == promote(RUN)
    assert f"python -m tuning rerun {RUN} --env dev" in said()


@pytest.mark.parametrize("gone", ["released", "over", "only for its evaluation"])
def test_what_is_not_served_says_what_serving_costs_and_the_command(
    world: World, kept: Kept, said: Say, gone: str
) -> None:
    kept(RUN)
    for state, started in (("BuyThroughput", "08:00:00"), ("CheckThroughput", "08:11:30")):
        world.items[RUN]["timeline"]["M"] |= {
            f"{state}.{edge}": {"S": f"2026-11-21T{started}+00:00"} for edge in ("started", "ended")
        }
    match gone:
        case "released":
            release(RUN)
        case "over":
            world.pass_hours(200)
        case _:
            lease = json.loads(world.items[RUN]["lease"]["S"])
            world.items[RUN]["lease"]["S"] = json.dumps(lease | {"kept": False})

    assert 1 == promote(RUN)

    assert [
        f"Nothing serves the model of run {RUN}, so nothing was changed.",
        "Serving it takes 1 model unit at $60.50 an hour each.",
        "In its own run it served after 11 min 30 s.",
        "Serve it again; the name stands for it once it answers:",
        f"  python -m tuning serve {RUN} --hours 24 --owner NAME --env dev",
    ] == said().splitlines()
    assert alias.read("faq") is None


def test_rolling_back_is_one_command_and_back_again(kept: Kept, said: Say) -> None:
    first, second = kept(RUN), kept(OTHER)
    promote(RUN)
    promote(OTHER)

    assert 0 == rollback()
    assert first.arn == alias.read("faq")
    assert alias.history("faq")[-1].said == f"run {RUN}: rolled back by hand; by {ADA}"

    assert 0 == rollback("--reason", "it was the prompt")
    assert second.arn == alias.read("faq")


def test_rolling_back_to_what_is_no_longer_served_changes_nothing_and_gives_the_command(
    world: World, kept: Kept, said: Say
) -> None:
    kept(RUN)
    second = kept(OTHER)
    promote(RUN)
    promote(OTHER)
    world.pass_hours(1)
    release(RUN)
    said()

    assert 1 == rollback()

    assert f"python -m tuning serve {RUN} --hours 24 --owner NAME --env dev" in said()
    assert second.arn == alias.read("faq")


def test_a_name_without_a_model_before_says_so(kept: Kept, said: Say) -> None:
    kept(RUN)
    promote(RUN)
    said()

    assert 2 == rollback()
    assert f"{NAME} stood for no other model before" in said()


def test_a_task_that_never_was_is_told_with_the_nearest(kept: Kept, said: Say) -> None:
    kept(RUN)

    assert 2 == main(["rollback", "faqs", "--env", "dev"])
    assert "did you mean faq?" in said()


def test_models_mark_what_the_name_stands_for(kept: Kept, said: Say) -> None:
    kept(RUN)
    lease = kept(OTHER)
    promote(OTHER)
    said()

    assert 0 == main(["models", "--env", "dev"])
    head, *rows, foot = said().splitlines()
    assert head.split()[:3] == ["task", "run", "data"]
    marked = {row.partition("faq-")[2].split()[0]: row.startswith("*") for row in rows}
    assert {RUN[4:]: False, OTHER[4:]: True} == marked
    assert NAME in foot

    assert 0 == main(["models", "--task", "faq", "--json", "--env", "dev"])
    models = {each["run"]: each for each in json.loads(said())["models"]}
    assert (True, False) == (models[OTHER]["named"], models[RUN]["named"])
    assert ("throughput", lease.arn, MODEL) == (
        models[OTHER]["served"],
        models[OTHER]["served_at"],
        models[OTHER]["model_arn"],
    )


def test_where_there_is_no_model_the_command_that_trains_one_is_shown(
    world: World, said: Say
) -> None:
    assert 0 == main(["models", "--env", "dev"])
    assert "No model is stored. Train one: python -m tuning drop FOLDER --env dev" in said()
    assert 2 == main(["models", "--task", "fax", "--env", "dev"])
    assert "no run was ever of task 'fax'" in said()


@pytest.mark.parametrize("by", ["run", "model", "lease"])
def test_a_lineage_leads_from_the_drop_to_the_name_whatever_it_is_asked_by(
    kept: Kept, said: Say, by: str
) -> None:
    lease = kept(RUN)
    promote(RUN)
    said()
    asked = {"run": RUN, "model": MODEL, "lease": lease.arn or ""}[by]

    assert 0 == main(["lineage", asked, "--json", "--env", "dev"])

    found = json.loads(said())
    assert (RUN, MODEL, lease.arn, True, NAME) == (
        found["run"],
        found["model_arn"],
        found["served_at"],
        found["named"],
        found["name"],
    )
    assert found["records"]
    assert all(each.startswith("s3://datasets-bucket/") for each in found["records"])
    assert [START.isoformat()] == found["named_since"]

    assert 0 == main(["lineage", asked, "--env", "dev"])
    assert f"{NAME}, which stands for it" in said()


def test_an_arn_that_nobody_made_is_one_line(kept: Kept, said: Say) -> None:
    kept(RUN)

    assert 2 == main(["lineage", "arn:aws:bedrock:us-east-1:1:custom-model/x/y", "--env", "dev"])
    assert "python -m tuning models --env dev" in said()
