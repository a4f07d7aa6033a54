from dataclasses import replace
from pathlib import Path

import pytest

from stacks.environment import BadEnvironment, Environment
from stacks.environments import chosen, environment, environments
from stacks.synthesis import synthesise
from tuning.errors import TuningError


@pytest.mark.parametrize("row", environments(), ids=lambda row: row.name)
def test_every_environment_is_found_by_its_name(row: Environment) -> None:
    assert row is environment(row.name)


def test_an_unknown_environment_is_refused_with_the_known_ones() -> None:
    with pytest.raises(BadEnvironment) as refused:
        environment("prd")

    assert str(refused.value) == (
        "unknown environment 'prd'; did you mean prod? choose one of: dev, staging, prod, local"
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"base_model": "amazon.nova-micro"}, r"unknown base model .*choose one of: amazon\.nova"),
        ({"base_model": "meta.llama3-1-8b-instruct-v1:0:128k"}, "is LEGACY"),
        ({"hyperparameters": {"epochCount": 9}}, "epochCount = 9 is not valid .* from 1 to 5"),
        ({"hyperparameters": {"epochs": 2}}, "no hyperparameter 'epochs'; did you mean epochCount"),
        ({"region": "eu-west-1"}, "cannot be customised in eu-west-1; it can in: us-east-1"),
        ({"log_retention_days": 42}, r"dev: log_retention_days must be one of \[1, 3, "),
        ({"artifact_retention_days": 0}, "artifact_retention_days must be at least 1"),
        ({"snapshot_lock_days": 91}, r"from 0 to artifact_retention_days \(90\)"),
        ({"snapshot_lock_days": -1}, "snapshot_lock_days must be from 0"),
        ({"subnet_ids": ("subnet-1",)}, "subnet_ids and security_group_ids go together"),
        ({"notify": ()}, "notify must name at least one address"),
        ({"throughput_poll_seconds": 0}, "a poll must be at least one second"),
        ({"slot_poll_seconds": 0}, "a poll must be at least one second"),
        ({"max_training_usd": 0}, "a ceiling in USD must be above 0; leave it out to set none"),
        ({"max_hosting_usd": -1}, "a ceiling in USD must be above 0"),
        ({"max_model_units": 0}, "max_model_units must be at least 1"),
        ({"approval_deadline_hours": 0}, "approval_deadline_hours must be at least 1"),
        ({"reaper_minutes": 0}, "reaper_minutes must be at least 1"),
        ({"reaper_minutes": 481}, "reaper_minutes must be at most 480"),
        ({"model_retention_days": 0}, "model_retention_days must be at least 1"),
    ],
)
def test_what_would_fail_in_an_account_fails_before(
    changes: dict[str, object], message: str
) -> None:
    with pytest.raises((BadEnvironment, TuningError), match=message):
        replace(environment("dev"), **changes)  # type: ignore[arg-type]  # wrong on purpose


def test_polls_that_would_fill_the_history_of_an_execution_are_refused() -> None:
    dev = environment("dev")

    replace(dev, customization_poll_seconds=150, customization_deadline_hours=24)
    with pytest.raises(BadEnvironment, match=r"customization_poll_seconds would write .* 25000"):
        replace(dev, customization_poll_seconds=30, customization_deadline_hours=24)


def test_waiting_for_a_slot_counts_among_the_polls() -> None:
    with pytest.raises(BadEnvironment, match=r"slot_poll_seconds would write .* 25000"):
        replace(environment("dev"), slot_poll_seconds=120)


def test_only_one_way_of_hosting_is_waited_for() -> None:
    """Both polls together would not fit; a run waits for throughput or for a deployment."""
    row = replace(environment("local"), deployment_poll_seconds=5, throughput_poll_seconds=5)

    with pytest.raises(BadEnvironment, match="history events"):
        replace(row, deployment_poll_seconds=1)


def test_only_dev_and_local_refuse_what_is_above_a_ceiling() -> None:
    assert {"dev", "local"} == {row.name for row in environments() if row.over_ceiling == "refuse"}


def test_every_environment_that_spends_money_has_ceilings_and_a_budget() -> None:
    for row in environments():
        ceilings = (row.max_training_usd, row.max_hosting_usd, row.monthly_budget_usd)
        assert (None in ceilings) is (row.name == "local"), row.name


def test_an_execution_may_outlive_all_that_it_waits_for() -> None:
    for row in environments():
        waits = row.customization_deadline_hours + row.evaluation_deadline_hours
        waits += row.slot_deadline_hours + row.approval_deadline_hours
        waits += row.hosting_quota_deadline_hours
        assert row.execution_deadline_hours > waits + row.throughput_deadline_minutes / 60


def test_the_command_line_chooses_and_changes_an_environment() -> None:
    arguments = {"env": "dev", "base_model": "amazon.nova-lite-v1:0:300k", "notify": "a@b.c,d@e.f"}

    row = chosen(arguments, "us-east-1")

    assert ("dev", "amazon.nova-lite-v1:0:300k") == (row.name, row.base_model)
    assert (("a@b.c", "d@e.f"), "us-east-1") == (row.notify, row.region)


def test_the_region_of_the_command_line_is_checked() -> None:
    with pytest.raises(TuningError, match="cannot be customised in eu-west-1"):
        chosen({"env": "dev"}, "eu-west-1")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {},
            "error: choose an environment with -c env=NAME; "
            "NAME is one of: dev, staging, prod, local\n",
        ),
        (
            {"env": "nowhere"},
            "error: unknown environment 'nowhere'; choose one of: dev, staging, prod, local\n",
        ),
    ],
)
def test_a_wrong_argument_ends_the_app_with_one_line(
    tmp_path: Path, arguments: dict[str, str], message: str
) -> None:
    assert message == synthesise(tmp_path, validate=False, **arguments).error
