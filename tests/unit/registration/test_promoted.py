"""What another environment kept begins a run here with evidence that fits it, and not without."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from tests.unit.conftest import RECIPE, Served
from tests.unit.promotions import ASKER, SNAPSHOT, SOURCE
from tests.unit.registration.drops import Drops
from tests.unit.registration.test_drop import Ledger
from tuning.costs import promotions
from tuning.ledger import runs
from tuning.registration import promoted, rerun
from tuning.registration.manifest import MOST_EVIDENCE, Manifest, Member, promise, written
from tuning.registration.register import ObjectCreated, register
from tuning.registration.rerun import Rerun
from tuning.run.registration import Registration
from tuning.run.source_run import Shown
from tuning.settings import Settings, deployed

FOLDER = "incoming/faq/"
FILES = {"task.toml": RECIPE.encode(), "train.jsonl": b"{}\n"}

Promote = Callable[..., Registration]


@pytest.fixture
def promote(settings: Settings, monkeypatch: pytest.MonkeyPatch, served: Served) -> Promote:
    """Drop a promotion, and return what RegisterRun says of it."""
    monkeypatch.setattr(runs, "claim", Ledger().claim)
    bucket = Drops()
    served(s3=bucket)

    def drop(evidence: Any = SOURCE, *, by: str = ASKER, recipe: str = RECIPE) -> Registration:
        files = FILES | {"task.toml": recipe.encode()}
        versions = {
            name: bucket.put(FOLDER + name, body, metadata=promise(FOLDER + name))
            for name, body in files.items()
        }
        members = {n: Member(version_id=v, size=len(files[n])) for n, v in versions.items()}
        manifest = Manifest(files=members, by=by, promotion=evidence)
        bucket.put(f"{FOLDER}_ready", written(manifest))
        detail = {
            "bucket": {"name": "datasets-bucket"},
            "object": {"key": f"{FOLDER}train.jsonl", "version-id": versions["train.jsonl"]},
        }
        return register(msgspec.convert(detail, ObjectCreated), execution="e1")

    return drop


def fitting(**changes: Any) -> Shown:
    return msgspec.structs.replace(SOURCE, **changes)


def test_a_promotion_is_a_run_that_carries_its_evidence(promote: Promote) -> None:
    said = promote()

    assert () == said.reasons
    assert ("ready", ASKER) == (said.outcome, said.dropped_by)
    assert said.promoted_from
    assert ("staging", SNAPSHOT) == (said.promoted_from.environment, said.promoted_from.snapshot)
    assert SOURCE == promotions.evidence(said)


@pytest.mark.parametrize(
    ("evidence", "words"),
    [
        ({}, "cannot be used: Object missing required field `environment`"),
        ([], "cannot be used: Expected `object`, got `array`"),
        (msgspec.to_builtins(SOURCE) | {"snapshot": "../.."}, "at `$.snapshot`"),
        (msgspec.to_builtins(SOURCE) | {"scores": []}, "at `$.scores`"),
        (msgspec.to_builtins(SOURCE) | {"verdict": "hold"}, "Invalid enum value 'hold'"),
        (msgspec.to_builtins(SOURCE) | {"asked_by": ""}, "at `$.asked_by`"),
        (msgspec.to_builtins(SOURCE) | {"environment": "qa; sh ~/x #"}, "at `$.environment`"),
        (msgspec.to_builtins(SOURCE) | {"environment": "qa\n"}, "at `$.environment`"),
        (msgspec.to_builtins(SOURCE) | {"environment": "q" * 10}, "at `$.environment`"),
        (msgspec.to_builtins(SOURCE) | {"run_id": "faq-$(id)"}, "at `$.run_id`"),
        (msgspec.to_builtins(SOURCE) | {"run_id": f"faq-{'0' * 42}"}, "at `$.run_id`"),
        (
            msgspec.to_builtins(SOURCE) | {"reason": "x" * MOST_EVIDENCE},
            f"and {MOST_EVIDENCE:,} are the most",
        ),
        (fitting(recipe="0" * 64), "task.toml is not the recipe that run faq-0a0a of staging fo"),
        (fitting(run_id="other-0a0a"), "which is no run of the task faq"),
        (
            fitting(hyperparameters={**SOURCE.hyperparameters, "epochCount": "5"}),
            "dev would train with epochCount = 2, and run faq-0a0a of staging was trained with 5",
        ),
        (
            fitting(base_model="amazon.nova-lite-v1:0:300k"),
            "dev would train with base_model = amazon.nova-micro-v1:0:128k, and run",
        ),
        (fitting(environment="dev"), "promotion goes to another environment"),
    ],
)
def test_evidence_that_lacks_or_does_not_fit_is_refused_in_one_line(
    promote: Promote, evidence: Any, words: str
) -> None:
    said = promote(evidence)

    assert "refused" == said.outcome
    (reason,) = said.reasons
    assert words in reason
    assert "\n" not in reason


def test_an_environment_of_the_same_name_in_another_account_is_another_one(
    promote: Promote,
) -> None:
    elsewhere = SOURCE.model_arn.replace("123456789012", "210987654321")

    assert "ready" == promote(fitting(environment="dev", model_arn=elsewhere)).outcome


def test_who_promotes_must_be_known_because_somebody_else_approves(promote: Promote) -> None:
    said = promote(by="")

    assert "nobody says who promotes run faq-0a0a of staging" in said.reasons[0]


def test_a_changed_recipe_is_not_the_one_of_the_evidence(promote: Promote) -> None:
    said = promote(recipe=f"{RECIPE}\n# harmless\n")

    assert "the evidence is of another model" in said.reasons[0]
    assert "python -m tuning promote faq-0a0a --env staging --to dev" in said.reasons[0]
    assert hashlib.sha256(RECIPE.encode()).hexdigest() == SOURCE.recipe


def test_an_environment_that_begins_only_with_promotions_refuses_every_other_drop(
    promote: Promote, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "ready" == promote(None).outcome
    monkeypatch.setenv("TUNING_ONLY_PROMOTED", "true")
    deployed.cache_clear()

    said = promote(None)

    assert "refused" == said.outcome
    assert "python -m tuning promote RUN --env OTHER --to dev" in said.reasons[0]
    assert "ready" == promote().outcome


def test_a_rerun_with_another_recipe_loses_its_evidence(promote: Promote) -> None:
    ready = promote()

    assert "ready" == promoted.held(replace(ready, rerun_of=ready.run_id)).outcome
    assert "refused" == promoted.held(replace(ready, recipe_from=None)).outcome


def test_a_rerun_has_the_evidence_of_the_run_that_it_repeats(
    promote: Promote, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = promote()
    monkeypatch.setattr(runs, "get", lambda run: SimpleNamespace(registration=ready))

    again = rerun.register(Rerun(of=ready.run_id, number="1", who=ASKER), execution="e2")

    assert (("ready", ()), True) == ((again.outcome, again.reasons), again.run_id != ready.run_id)
    assert SOURCE == promotions.evidence(again)


def test_who_runs_a_promotion_again_must_be_known_too(promote: Promote) -> None:
    nobody = promoted.held(replace(promote(), rerun_of="faq-1", dropped_by=""))

    assert "nobody says who runs faq-1 again, which was promoted" in nobody.reasons[0]
