"""A run again: what an earlier run read, with its recipe or a changed one."""

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from tests.unit.conftest import RECIPE, Served
from tests.unit.costs.test_repeats import PLAN
from tests.unit.hosting.world import World
from tuning.cli.arguments import Unusable
from tuning.cli.output import printer
from tuning.cli.rerun import rerun
from tuning.costs import approvals
from tuning.ledger import items, runs
from tuning.registration.recipe_file import read_recipe
from tuning.registration.register import ObjectCreated, register
from tuning.run.keys import KEYS
from tuning.run.registration import Registration, Source
from tuning.run.run import RunStatus
from tuning.settings import Settings

WHO = "arn:aws:iam::123456789012:user/bob"
OUTPUTS = {"StateMachineArn": "arn:machine"}
CHANGED = RECIPE.replace("[provenance]", "[limits]\nmax_training_usd = 7\n[provenance]")

Again = Callable[..., dict[str, Any]]


@pytest.fixture
def world(settings: Settings, served: Served) -> World:
    """A ledger in which the run faq-1 read its drop and was kept."""
    made = World()
    served(dynamodb=made.client("dynamodb"))
    runs.claim("faq-1", task="faq", execution="first")
    first = Registration(
        run_id="faq-1",
        task="faq",
        outcome="ready",
        training=Source(key="incoming/faq/train.jsonl", version_id="v1", size=1),
        validation=Source(key="incoming/faq/val.jsonl", version_id="v7", size=1),
        recipe=read_recipe(RECIPE),
        looks=2,
        dropped_by="arn:aws:iam::123456789012:user/ada",
    )
    items.record("faq-1", state="RegisterRun", key=KEYS[Registration], result=first, started="")
    items.note("faq-1", status=RunStatus.KEPT)
    return made


@pytest.fixture
def again(world: World, served: Served) -> Again:
    """Ask for a run again, and return what the walk is started with."""

    def ask(recipe: Path | None = None) -> dict[str, Any]:
        started: list[dict[str, Any]] = []
        states = SimpleNamespace(start_execution=lambda **asked: started.append(asked))
        served(dynamodb=world.client("dynamodb"), stepfunctions=states)
        rerun("faq-1", printer(StringIO()), OUTPUTS, recipe=recipe, who=WHO)
        (one,) = started
        detail: dict[str, Any] = json.loads(one["input"])["detail"]
        return detail

    return ask


def registered(detail: dict[str, Any], execution: str = "e2") -> Registration:
    return register(msgspec.convert(detail, ObjectCreated), execution=execution)


def test_who_asks_for_a_rerun_is_who_may_not_approve_it(again: Again) -> None:
    detail = again()

    said = registered(detail)

    assert WHO == said.dropped_by
    facts = " ".join(approvals._facts(said, PLAN))
    assert f"run faq-1 again, asked for by {WHO} (unverified" in facts
    with pytest.raises(msgspec.ValidationError):
        registered({**detail, "rerun": {**detail["rerun"], "number": "2", "who": "x" * 301}})


def test_a_wish_that_names_nobody_names_not_the_first_dropper(again: Again) -> None:
    detail = again()
    del detail["rerun"]["who"]

    assert "" == registered(detail).dropped_by


def test_a_rerun_reads_the_versions_that_the_run_read_as_a_run_of_its_own(again: Again) -> None:
    said = registered(again())

    assert ("ready", "faq-1") == (said.outcome, said.rerun_of)
    assert said.run_id not in ("", "faq-1")
    assert said.training
    assert said.validation
    assert ("v1", "v7") == (said.training.version_id, said.validation.version_id)
    assert read_recipe(RECIPE) == said.recipe


def test_a_changed_recipe_is_the_one_that_the_rerun_follows(again: Again, tmp_path: Path) -> None:
    recipe = tmp_path / "task.toml"
    recipe.write_text(CHANGED)

    assert 7 == registered(again(recipe)).ready_recipe.limits.max_training_usd


def test_a_changed_recipe_with_other_files_is_refused_with_what_to_do(
    again: Again, tmp_path: Path
) -> None:
    recipe = tmp_path / "task.toml"
    recipe.write_text(f"dataset.validation = 'other.jsonl'\n{RECIPE}")

    said = registered(again(recipe))

    assert "refused" == said.outcome
    assert "a rerun reads what that run read; drop the folder again" in said.reasons[0]


def test_the_same_wish_sent_twice_is_one_run_and_another_wish_another(again: Again) -> None:
    wish, other = again(), again()

    first = registered(wish)

    assert first == registered(wish)
    assert "duplicate" == registered(wish, execution="e3").outcome
    assert first.run_id != registered(other, execution="e4").run_id


@pytest.mark.usefixtures("world")
def test_a_run_that_goes_on_or_read_nothing_is_not_run_again() -> None:
    runs.claim("faq-2", task="faq", execution="second")
    with pytest.raises(Unusable, match="faq-2 goes on; wait for its end or stop it"):
        rerun("faq-2", printer(StringIO()), OUTPUTS, recipe=None, who=WHO)
    items.note("faq-2", status=RunStatus.FAILED)
    with pytest.raises(Unusable, match="faq-2 never read its drop; mend it and drop"):
        rerun("faq-2", printer(StringIO()), OUTPUTS, recipe=None, who=WHO)
