"""`promote --to`: what dev kept reaches prod with its evidence, and nothing else does."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.unit.cli.conftest import pairs
from tests.unit.cli.two_environments import (
    FOLDER,
    SCORE,
    Two,
    accounts,
    admitted,
    heard,
    kept,
)
from tests.unit.conftest import RECIPE, Served
from tests.unit.costs.test_repeats import PLAN
from tests.unit.hosting.world import MODEL
from tuning import artifacts, clients
from tuning.cli import commands
from tuning.costs import promotions
from tuning.errors import TuningError
from tuning.ledger import items, runs
from tuning.registration.recipe_file import read_recipe
from tuning.run.keys import KEYS
from tuning.run.registration import Registration
from tuning.run.run import RunStatus
from tuning.settings import Settings

FILES = {
    "task.toml": RECIPE.encode(),
    "validation.jsonl": pairs(20, start=500),
    "train.jsonl": pairs(300),
}
TO_PROD = ("--env", "dev", "--to", "prod", "--to-profile", "prod")


@pytest.fixture
def two(settings: Settings, monkeypatch: pytest.MonkeyPatch, served: Served) -> Two:
    made = Two(accounts=accounts(settings), monkeypatch=monkeypatch, served=served)
    monkeypatch.setattr(clients, "elsewhere", made.reach)
    for name in settings.to_environment():
        monkeypatch.setenv(name, "")  # what a command sets is taken back after the test
    made.enter("dev")
    return made


@pytest.fixture
def run(two: Two) -> str:
    """A run that dev kept."""
    return kept(two.accounts["dev"], FILES)


def promote(*words: str) -> int:
    command, chosen = commands.parse(["promote", *words])
    return command.run(chosen)


def refusal(*words: str) -> str:
    with pytest.raises(TuningError) as refused:
        promote(*words)
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_what_dev_kept_is_the_same_snapshot_in_prod_and_is_asked_about(
    two: Two, run: str, capsys: pytest.CaptureFixture[str]
) -> None:
    there = runs.get(run).admission

    assert 0 == promote(run, *TO_PROD)

    told = capsys.readouterr().out
    prod = two.enter("prod")
    said = heard(prod)
    assert ("ready", ()) == (said.outcome, said.reasons)
    admission = admitted(said)
    assert there
    assert there.content == admission.content != ""
    plan = promotions.held_back(PLAN, said, admission)
    assert "over" == plan.outcome
    assert f"run {run} of dev was kept there" in plan.reasons[0]
    assert f"start the run {said.run_id}." in told
    assert f"python -m tuning approve {said.run_id} --env prod" in told


def test_prod_finds_what_dev_measured_of_which_model_and_who_asks(two: Two, run: str) -> None:
    promote(run, *TO_PROD, "--reason", "the pilot went well")

    prod = two.enter("prod")
    said = heard(prod)
    evidence = promotions.evidence(said)
    assert evidence
    assert ("dev", run, MODEL) == (evidence.environment, evidence.run_id, evidence.model_arn)
    assert ((SCORE,), 40, "keep") == (evidence.scores, evidence.records, evidence.verdict)
    assert (two.accounts["dev"].who, prod.who) == (evidence.asked_by, said.dropped_by)
    assert "the pilot went well" == evidence.why
    assert artifacts.seal_of("", b"{}").sha256 == evidence.report.sha256


def test_the_manifest_comes_last_so_a_promotion_that_breaks_off_starts_nothing(
    two: Two, run: str
) -> None:
    promote(run, *TO_PROD)

    names = ["task.toml", "validation.jsonl", "train.jsonl", "_ready"]
    assert [FOLDER + name for name in names] == two.accounts["prod"].buckets.written


def test_within_one_account_no_profile_is_named(two: Two, run: str) -> None:
    prod, dev = two.accounts["prod"], two.accounts["dev"]
    dev.buckets.written.clear()
    two.accounts = {"dev": dev, "prod": prod}
    two.monkeypatch.setattr(clients, "elsewhere", lambda profile, region: two.reach("prod"))

    assert 0 == promote(run, "--env", "dev", "--to", "prod")


def test_the_run_before_the_last_is_promoted_with_what_it_read(two: Two, run: str) -> None:
    """Newer versions lie in dev's folder, and an older manifest in prod's."""
    two.accounts["dev"].buckets.put(f"{FOLDER}task.toml", b"newer")
    two.accounts["dev"].buckets.put(f"{FOLDER}train.jsonl", b"newer")
    promote(run, *TO_PROD)
    two.enter("dev")
    promote(run, *TO_PROD)

    assert "ready" == heard(two.enter("prod")).outcome


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (RunStatus.RUNNING, "goes on and has no verdict yet"),
        (RunStatus.DISCARDED, "ended as discarded, and only what was kept goes to another"),
        (RunStatus.UNDECIDED, "ended as undecided, and only what was kept goes to another"),
    ],
)
def test_what_was_not_kept_stays_where_it_is(run: str, status: RunStatus, words: str) -> None:
    items.note(run, status=status)

    assert words in refusal(run, *TO_PROD)


@pytest.mark.usefixtures("run")
def test_a_run_that_nobody_knows_is_named() -> None:
    assert "faq-nope" in refusal("faq-nope", *TO_PROD)


def test_an_environment_that_is_not_deployed_or_too_old_is_named(two: Two, run: str) -> None:
    there = ("--env", "dev", "--to", "elsewhere", "--to-profile", "prod")
    assert "bedrock-finetune-elsewhere-pipeline was not found" in refusal(run, *there)
    del two.accounts["prod"].outputs["OnlyPromoted"]
    two.enter("dev")

    assert "an older version of prod is deployed" in refusal(run, *TO_PROD)
    assert [] == two.accounts["prod"].buckets.written


def test_the_same_environment_is_no_other(two: Two, run: str) -> None:
    assert "name another one" in refusal(run, "--env", "dev", "--to", "dev")
    mirrored = ("--env", "dev", "--to", "dev", "--to-profile", "dev")
    assert f"run {run} of dev is in dev already" in refusal(run, *mirrored)


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ({"min_gain": 0.9}, None),
        ({"hyperparameters": {"epochCount": 5.0}}, "prod would train with epochCount = 5, and run"),
        ({"base_model": "amazon.nova-lite-v1:0:300k"}, "prod would train with base_model = amazo"),
        ({"max_training_usd": 0.000001}, "prod would refuse it: Training is estimated at"),
        ({"max_training_usd": 0.000001, "over_ceiling": "approve"}, None),
    ],
)
def test_what_prod_would_refuse_or_train_otherwise_is_not_uploaded(
    two: Two, run: str, rules: dict[str, Any], words: str | None
) -> None:
    two.set("prod", **rules)

    if words is None:
        assert 0 == promote(run, *TO_PROD)
    else:
        assert words in refusal(run, *TO_PROD)
        assert [] == two.accounts["prod"].buckets.written


def test_a_recipe_below_the_floor_of_prod_is_refused_with_what_to_change(two: Two) -> None:
    recipe = f"{RECIPE}\n[evaluation]\nmin_gain = 0.01\n"
    run = kept(two.accounts["dev"], FILES | {"task.toml": recipe.encode()})
    two.set("prod", min_gain=0.05)

    said = refusal(run, *TO_PROD)

    assert f"prod does not take the recipe of run {run} of dev: " in said
    assert "evaluation.min_gain = 0.01 is below the least of prod (0.05)" in said


def test_a_snapshot_that_was_erased_is_not_brought_back_from_its_files(two: Two, run: str) -> None:
    snapshot = (found := runs.get(run).admission) and found.snapshot
    del two.accounts["dev"].buckets.versions[f"{snapshot}manifest.json"]

    assert f"{snapshot}manifest.json is no longer there" in refusal(run, *TO_PROD)


@pytest.mark.parametrize("name", ["answers.jsonl", "dataset.json"])
def test_evidence_that_was_changed_or_is_gone_goes_nowhere(two: Two, run: str, name: str) -> None:
    key, held = artifacts.key_of(run, name), two.accounts["dev"].buckets
    held.put(key, b"better")
    assert f"{key} is not what was written" in refusal(run, *TO_PROD)
    del held.versions[key]
    assert f"{key} of run {run} is gone" in refusal(run, *TO_PROD)
    assert [] == two.accounts["prod"].buckets.written


@pytest.mark.parametrize("name", ["task.toml", "validation.jsonl", "train.jsonl"])
def test_a_version_that_expired_in_dev_is_named(two: Two, run: str, name: str) -> None:
    two.accounts["dev"].buckets.versions[FOLDER + name] = []

    assert f"the version of {FOLDER}{name} that run {run} read is gone" in refusal(run, *TO_PROD)


def test_a_rerun_with_a_recipe_of_its_own_is_promoted_with_that_file(
    two: Two, run: str, tmp_path: Path
) -> None:
    changed = RECIPE.replace("[provenance]", "[hyperparameters]\nepochCount = 3\n[provenance]")
    recipe = tmp_path / "task.toml"
    recipe.write_text(changed)
    _given_a_recipe(run, changed)

    assert "name it with --task TASK.TOML" in refusal(run, *TO_PROD)
    assert 0 == promote(run, *TO_PROD, "--task", str(recipe))
    two.enter("dev")
    recipe.write_text(f"{changed}\n[limits]\nmax_training_usd = 1\n")
    assert "--task is not the recipe that run" in refusal(run, *TO_PROD, "--task", str(recipe))


def _given_a_recipe(run: str, text: str) -> None:
    said = runs.get(run).registration
    assert said
    other = replace(said, recipe=read_recipe(text), recipe_from=None)
    items.record(run, state="S", key=KEYS[Registration], result=other, started="")


@pytest.mark.parametrize("words", [("--to-profile", "p"), ("--to-region", "r"), ("--task", "t")])
def test_what_says_how_the_other_is_reached_goes_with_its_name(words: tuple[str, str]) -> None:
    assert "go with --to" in refusal("faq-1", "--env", "dev", *words)


@pytest.mark.usefixtures("fresh_clients")
def test_another_profile_and_another_region_make_other_clients(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config"
    config.write_text(
        "[profile prod]\nregion = eu-west-1\naws_access_key_id = PROD\naws_secret_access_key = s\n"
    )
    for name, value in {
        "AWS_CONFIG_FILE": str(config),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "none"),
        "AWS_ACCESS_KEY_ID": "DEV",
        "AWS_SECRET_ACCESS_KEY": "s",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    dev = clients.s3()

    def of(client: Any) -> tuple[str, str]:
        return client.meta.region_name, client._request_signer._credentials.access_key

    clients.elsewhere("prod", None)
    assert ("us-east-1", "PROD") == of(clients.s3())
    clients.elsewhere(None, "us-west-2")
    assert ("us-west-2", "DEV") == of(clients.s3())
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    clients.elsewhere("prod", None)
    assert ("eu-west-1", "PROD") == of(clients.s3())
    assert ("us-east-1", "DEV") == of(dev)
