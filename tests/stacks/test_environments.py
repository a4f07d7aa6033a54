import re
from dataclasses import replace
from typing import Any

import pytest
from botocore.session import get_session

from stacks.environments import settings_file
from stacks.environments.environment import BadEnvironment, Environment
from stacks.environments.kinds import words
from stacks.environments.known import environment, environments
from stacks.environments.limits import (
    MOST_SECURITY_GROUPS,
    MOST_SUBNETS,
    NETWORK_ID,
    PRINCIPAL,
    RANGES,
)
from stacks.environments.settings_file import KEYS
from tuning.errors import TuningError


@pytest.mark.parametrize("row", environments(), ids=lambda row: row.name)
def test_every_environment_is_found_by_its_name(row: Environment) -> None:
    assert row is environment(row.name)


def test_an_unknown_environment_is_refused_with_the_known_ones() -> None:
    with pytest.raises(BadEnvironment) as refused:
        environment("prd")

    assert str(refused.value) == (
        "unknown environment 'prd'; did you mean prod? choose one of: dev, prod, staging, or "
        "write settings/NAME.toml for a new one"
    )


def test_a_settings_file_of_the_rehearsals_name_is_refused_and_not_ignored(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settings_file, "names", lambda: ("dev", "local"))

    with pytest.raises(BadEnvironment, match=r"settings/local\.toml reaches nobody: .* another"):
        environment("local")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"base_model": "amazon.nova-micro"}, r"unknown base model .*choose one of: amazon\.nova"),
        ({"base_model": "meta.llama3-1-8b-instruct-v1:0:128k"}, "is LEGACY"),
        ({"hyperparameters": {"epochCount": 9}}, "epochCount = 9 is not valid .* from 1 to 5"),
        ({"hyperparameters": {"epochs": 2}}, "no hyperparameter 'epochs'; did you mean epochCount"),
        ({"region": "eu-west-1"}, "cannot be customised in eu-west-1; it can in: us-east-1"),
        ({"log_retention_days": 42}, r"log_retention_days must be one of \[1, 3, .*Retention"),
        (
            {"artifact_retention_days": 0},
            r"artifact_.* = 0 must be from 1 to 36,500 \(.* S3",
        ),
        ({"notice": "x" * 501}, "notice must be one line of at most 500 characters"),
        ({"notice": "one\ntwo"}, "notice must be one line"),
        ({"owners": ("Ada, Bob",)}, "owners must name people in one line each"),
        ({"owners": ("x" * 501,)}, "owners must have at most 500 characters together"),
        ({"min_gain": 1.5}, "min_gain = 1.5 must be from 0 to 1"),
        ({"max_keep_hours": 721}, "max_keep_hours = 721 must be from 0 to 720"),
        ({"snapshot_lock_days": 91}, r"from 0 to artifact_retention_days \(90\)"),
        ({"snapshot_lock_days": -1}, "snapshot_lock_days = -1 must be from 0 to 36,500 .*Lock"),
        ({"subnet_ids": ("subnet-1",)}, "subnet_ids and security_group_ids go together"),
        ({"subnet_ids": ("a b",), "security_group_ids": ("sg-1",)}, "names 'a b', which is no id"),
        (
            {"subnet_ids": ("subnet-1",) * 17, "security_group_ids": ("sg-1",)},
            "subnet_ids must be at most 16",
        ),
        ({"throughput_poll_seconds": 0}, r"throughput_poll_seconds = 0 .* \(seconds of a Wait"),
        ({"slot_poll_seconds": 0}, "slot_poll_seconds = 0 must be from 1"),
        ({"slot_deadline_hours": 8761}, r"from 1 to 8,760 \(a year, Step Functions quotas\)"),
        (
            {"line_deadline_hours": 8760, "slot_poll_seconds": 86400},
            "the deadlines come to .* hours together, and an execution lasts 8,760 at most",
        ),
        (
            {"max_training_usd": 0},
            r"max_training_usd = 0 must be from 0.01 to 1,000,000,000 \(.* set no ceiling",
        ),
        ({"max_hosting_usd": -1}, "max_hosting_usd = -1 must be from 0.01"),
        ({"max_hosting_usd": float("nan")}, "max_hosting_usd = nan must be"),
        ({"max_hosting_usd": float("inf")}, "max_hosting_usd = inf must be"),
        (
            {"max_model_units": 0},
            r"= 0 must be from 1 to 1,000 \(modelUnits of Create",
        ),
        ({"approval_deadline_hours": 0}, "approval_deadline_hours = 0 must be from 1"),
        ({"reaper_minutes": 0}, "reaper_minutes = 0 must be from 1 to 480"),
        ({"reaper_minutes": 481}, r"from 1 to 480 \(three sweeps .* CloudWatch"),
        ({"model_retention_days": 0}, "model_retention_days = 0 must be from 1 to 36,500"),
        ({"architecture": "host"}, "architecture must be arm64 or x86_64"),
        ({"name": "production"}, "'production' cannot be an environment's name: 1 to 9 lower-case"),
        ({"name": "Dev"}, "'Dev' cannot be an environment's name"),
        ({"queued_deadline_hours": 0}, "queued_deadline_hours = 0 must be from 1 to 168"),
        ({"queued_deadline_hours": 169}, "queued_deadline_hours = 169 must be from 1 to 168"),
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


def test_looking_at_a_queued_job_counts_among_the_polls_for_both_jobs_of_a_run() -> None:
    dev = environment("dev")

    replace(dev, queued_poll_seconds=600)
    with pytest.raises(BadEnvironment, match=r"queued_poll_seconds would write .* 25000"):
        replace(dev, queued_poll_seconds=60)


def test_waiting_for_a_slot_counts_among_the_polls() -> None:
    with pytest.raises(BadEnvironment, match=r"slot_poll_seconds would write .* 25000"):
        replace(environment("dev"), slot_poll_seconds=120)


def test_only_one_way_of_hosting_is_waited_for() -> None:
    """Both polls together would not fit; a run waits for throughput or for a deployment."""
    row = replace(environment("local"), deployment_poll_seconds=5, throughput_poll_seconds=5)

    with pytest.raises(BadEnvironment, match="history events"):
        replace(row, deployment_poll_seconds=1)


def test_only_the_rehearsal_refuses_what_is_above_a_ceiling_by_itself() -> None:
    assert {"local"} == {row.name for row in environments() if row.over_ceiling == "refuse"}


def test_every_environment_that_spends_money_has_ceilings_and_a_budget() -> None:
    for row in environments():
        ceilings = (row.max_training_usd, row.max_hosting_usd, row.monthly_budget_usd)
        assert (None in ceilings) is (row.name == "local"), row.name


def test_an_execution_may_outlive_all_that_it_waits_for() -> None:
    for row in environments():
        waits = row.customization_deadline_hours + row.evaluation_deadline_hours
        waits += row.slot_deadline_hours + row.approval_deadline_hours
        waits += row.hosting_quota_deadline_hours
        waits += 2 * row.queued_deadline_hours  # a job that stalls may be started once more
        assert row.execution_deadline_hours > waits + row.throughput_deadline_minutes / 60


def test_the_limits_of_a_network_are_those_of_the_service_model() -> None:
    bedrock = get_session().get_service_model("bedrock")

    assert bedrock.shape_for("SubnetIds").metadata["max"] == MOST_SUBNETS
    assert bedrock.shape_for("SecurityGroupIds").metadata["max"] == MOST_SECURITY_GROUPS
    for shape in ("SubnetId", "SecurityGroupId"):
        told = bedrock.shape_for(shape).metadata
        pattern = told["pattern"].removesuffix("+") + f"{{1,{told['max']}}}"
        assert NETWORK_ID.pattern == pattern


def test_every_number_of_an_environment_has_its_limits_and_their_source() -> None:
    numbers = {name for name, hint in KEYS.items() if words(hint) in ("a whole number", "a number")}

    assert numbers - {"log_retention_days"} == RANGES.keys()
    assert all(allowed.source for allowed in RANGES.values())


@pytest.mark.parametrize("name", RANGES)
def test_a_number_beyond_what_anything_takes_is_refused(name: str) -> None:
    beyond: dict[str, Any] = {name: 10**10}

    with pytest.raises(BadEnvironment, match=f"{name} = 10000000000 must be from "):
        Environment(name="team", **beyond)


@pytest.mark.parametrize(
    "who",
    [
        "role/",
        "role/a b",
        "role/${aws:PrincipalTag}",
        "role/${aws:PrincipalTag}/a",
        "role/team/",
        "role//a",
        "role/\u00e4",
        "role/" + "a" * 65,
        "group/a",
        "*",
    ],
)
def test_an_uploader_that_iam_cannot_have_is_refused(who: str) -> None:
    with pytest.raises(BadEnvironment, match="uploaders must be role/NAME or user/NAME"):
        Environment(name="team", uploaders=(who,))


@pytest.mark.parametrize(
    "who", ["role/*", "user/ada@corp.com", "role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_*"]
)
def test_a_role_or_user_with_its_path_is_an_uploader(who: str) -> None:
    assert (who,) == Environment(name="team", uploaders=(who,)).uploaders


def test_the_names_of_uploaders_are_those_of_the_service_model() -> None:
    iam = get_session().get_service_model("iam")

    for operation, member in (("CreateRole", "RoleName"), ("CreateUser", "UserName")):
        taken = iam.operation_model(operation).input_shape
        assert taken is not None
        told = taken.members[member].metadata
        ours = told["pattern"].replace(".@-]+", f".@*-]{{1,{told['max']}}}")
        assert PRINCIPAL.pattern.endswith(ours)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"over_ceiling": "Refuse"}, "over_ceiling must be one of: refuse, approve, not 'Refuse'"),
        ({"separates_approval": "no"}, "separates_approval must be true or false, not 'no'"),
        ({"max_training_usd": "5"}, "max_training_usd must be a number, not '5'"),
        ({"max_model_units": 1.5}, "max_model_units must be a whole number, not 1.5"),
        ({"notify": ["a@corp.com"]}, "notify must be a list of texts"),
        ({"hyperparameters": 3}, "hyperparameters must be a table of numbers, not 3"),
    ],
)
def test_a_value_of_another_kind_is_refused_wherever_an_environment_is_written(
    wrong: dict[str, Any], words: str
) -> None:
    with pytest.raises(BadEnvironment, match=re.escape(words)):
        Environment(name="dev", **wrong)
