"""The doctor and the teardown, against what was really deployed."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from rehearsal.dataset import RehearsedDataset
from tests.workflow.conftest import Machine
from tuning.cli.doctor.subscriptions import SWEEPS

TRUSTS_ALL = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}],
}


ASKED_OF_ALL = (
    "cloudwatch:DescribeAlarms",
    "events:DescribeRule",
    "iam:SimulatePrincipalPolicy",
    "servicequotas:GetServiceQuota",
)
"""Rights that have a resource, of which MiniStack asks for all: tests/account simulates these."""


def test_an_examiner_may_look_at_everything_that_the_doctor_looks_at(machine: Machine) -> None:
    done = machine.terminal("doctor", "--json", policies=("ExaminerPolicy",))

    unseen = [
        found["detail"]
        for found in json.loads(done.stdout)
        if "with your rights" in found["detail"]
        and not any(f"perform: {action}" in found["detail"] for action in ASKED_OF_ALL)
    ]
    assert [] == unseen, "\n".join(unseen)
    assert 0 == done.returncode, done.stderr


def examined(machine: Machine) -> tuple[int, dict[tuple[str, str], str]]:
    """The doctor's exit code, and the remedy of each thing by what it is and how it stands."""
    done = machine.terminal("doctor", "--json")
    return done.returncode, {
        (found["what"], found["mark"]): found["remedy"] or "" for found in json.loads(done.stdout)
    }


def test_what_was_just_deployed_needs_no_doctor(machine: Machine) -> None:
    code, found = examined(machine)

    assert [] == [what for what, mark in found if mark == "fix"]
    assert 0 == code
    assert {"stack pipeline", "role of evaluation", "evaluation keeps", "leases"} <= {
        what for what, mark in found if mark == "ok"
    }


@pytest.fixture
def spoiled(machine: Machine) -> Iterator[Machine]:
    """The machine after somebody was at it by hand."""
    settings, client = machine.deployment.settings, machine.sandbox.aws.client
    events, iam, s3, alarms = (client(name) for name in ("events", "iam", "s3", "cloudwatch"))
    key, role = settings.model_key_arn, settings.evaluation_role_arn.rpartition("/")[2]
    trust = iam.get_role(RoleName=role)["Role"]["AssumeRolePolicyDocument"]
    rule = next(
        each["Name"]
        for each in events.list_rules()["Rules"]
        if each.get("Description") == "A file was dropped"
    )
    silent = next(
        alarm["AlarmName"]
        for alarm in alarms.describe_alarms()["MetricAlarms"]
        if alarm["MetricName"] == SWEEPS
    )

    def trusts(document: Any) -> None:
        iam.update_assume_role_policy(RoleName=role, PolicyDocument=json.dumps(document))

    def versioned(status: str) -> None:
        s3.put_bucket_versioning(
            Bucket=settings.datasets_bucket, VersioningConfiguration={"Status": status}
        )

    def rings(state: str) -> None:
        alarms.set_alarm_state(AlarmName=silent, StateValue=state, StateReason="a test")

    with ExitStack() as fixed:
        client("kms").disable_key(KeyId=key)
        fixed.callback(client("kms").enable_key, KeyId=key)
        events.disable_rule(Name=rule)
        fixed.callback(events.enable_rule, Name=rule)
        trusts(TRUSTS_ALL)
        fixed.callback(trusts, trust)
        versioned("Suspended")
        fixed.callback(versioned, "Enabled")
        rings("ALARM")
        fixed.callback(rings, "INSUFFICIENT_DATA")
        yield machine


def test_whatever_was_spoiled_by_hand_is_named_with_what_mends_it(spoiled: Machine) -> None:
    code, found = examined(spoiled)

    key = spoiled.deployment.settings.model_key_arn.rpartition("/")[2]
    fixes = {what: remedy for (what, mark), remedy in found.items() if mark == "fix"}
    assert 1 == code
    assert fixes.keys() == {f"key {key[:8]}", "rule", "role of evaluation", "bucket", "alarm"}
    assert fixes["rule"].startswith("aws events enable-rule --name ")
    assert fixes["bucket"].startswith("aws s3api put-bucket-versioning --bucket ")
    assert fixes["alarm"].startswith("aws lambda invoke --function-name ")
    assert fixes["role of evaluation"].startswith("aws iam update-assume-role-policy ")
    assert fixes[f"key {key[:8]}"] == f"aws kms enable-key --key-id {key}"


def test_tearing_a_task_down_ends_its_run_and_its_job_and_leaves_the_stacks(
    machine: Machine, few_tickets: RehearsedDataset
) -> None:
    execution = machine.started(few_tickets)
    machine.ended(execution, until="CheckCustomization")

    done = machine.terminal("teardown", "--task", few_tickets.task, "--yes")

    assert (0, "billing resources: 0") == (done.returncode, done.stdout.splitlines()[-1])
    assert "ABORTED" == machine.states.describe_execution(executionArn=execution)["status"]
    assert 0 == machine.terminal("doctor").returncode
