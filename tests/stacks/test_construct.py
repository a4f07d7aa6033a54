from typing import Any

import pytest
from aws_cdk import App, Stack, Stage, Tags, assertions
from aws_cdk import Environment as Destination
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_s3_notifications as s3_notifications
from aws_cdk import aws_sqs as sqs

from bedrock_finetune import BadEnvironment, Environment, FineTuningPipeline, FineTuningStage
from tuning.errors import TuningError

TEAM = ("you@corp.com",)
DEV = Environment(name="dev", notify=TEAM)
IRELAND = Destination(account="111122223333", region="eu-west-1")
VIRGINIA = Destination(account="111122223333", region="us-east-1")


def test_an_environment_that_notifies_nobody_is_refused() -> None:
    with pytest.raises(BadEnvironment, match="nobody would be notified"):
        FineTuningPipeline(App(), "FineTuning", environment=Environment(name="dev"))


def test_an_address_that_nobody_reads_is_refused() -> None:
    environment = Environment(name="dev", notify=("you@example.com",))

    with pytest.raises(BadEnvironment, match=r"nobody can read you@example\.com"):
        FineTuningPipeline(App(), "FineTuning", environment=environment)


def test_two_pipelines_that_would_deploy_over_each_other_are_refused() -> None:
    app = App()
    first = Stack(app, "First", env=VIRGINIA)
    FineTuningPipeline(first, "FineTuning", environment=DEV)

    with pytest.raises(BadEnvironment, match="Second/FineTuning and First/FineTuning are both"):
        FineTuningPipeline(Stack(app, "Second", env=VIRGINIA), "FineTuning", environment=DEV)


def test_a_name_in_the_place_of_an_environment_is_refused() -> None:
    wrong: Any = "dev"

    with pytest.raises(BadEnvironment, match="must be an Environment"):
        FineTuningPipeline(App(), "FineTuning", environment=wrong)


def test_the_name_of_the_rehearsal_is_refused() -> None:
    with pytest.raises(BadEnvironment, match="the rehearsal's own"):
        FineTuningPipeline(App(), "FineTuning", environment=Environment(name="local", notify=TEAM))


def test_a_region_without_the_base_model_is_refused() -> None:
    around = Stack(App(), "Support", env=IRELAND)

    with pytest.raises(TuningError, match="eu-west-1"):
        FineTuningPipeline(around, "FineTuning", environment=DEV)


def test_account_and_region_are_those_around_it() -> None:
    in_a_stack = FineTuningPipeline(
        Stack(App(), "Support", env=VIRGINIA), "FineTuning", environment=DEV
    )
    in_a_stage = FineTuningStage(App(), "Dev", environment=DEV, env=VIRGINIA).fine_tuning

    for made in (in_a_stack, in_a_stage):
        assert "us-east-1" == made.environment.region
        for held in (made.runs_table, made.state_machine):
            stack = Stack.of(held)
            assert ("111122223333", "us-east-1") == (stack.account, stack.region)


def test_the_tags_by_which_money_is_counted_stand_against_those_of_an_app() -> None:
    app = App()
    made = FineTuningPipeline(Stack(app, "Support"), "FineTuning", environment=DEV)
    for key in ("project", "environment", "owner"):
        Tags.of(app).add(key, "theirs")

    template = assertions.Template.from_stack(Stack.of(made.runs_table))
    [table] = template.find_resources("AWS::DynamoDB::Table").values()
    assert {"project": "bedrock-finetune", "environment": "dev", "owner": "theirs"} == {
        tag["Key"]: tag["Value"] for tag in table["Properties"]["Tags"]
    }


def test_a_grant_changes_nothing_of_the_pipeline() -> None:
    assert _resources(granted=False) == _resources(granted=True)


def test_a_notification_of_somebodys_own_never_silences_the_drops() -> None:
    app = App()
    around = Stack(app, "Support")
    made = FineTuningPipeline(around, "FineTuning", environment=DEV)
    queue = sqs.Queue.from_queue_arn(around, "Drops", "arn:aws:sqs:us-east-1:111122223333:drops")
    heard = s3_notifications.SqsDestination(queue)

    made.datasets_bucket.add_event_notification(s3.EventType.OBJECT_CREATED, heard)

    with pytest.raises(RuntimeError, match="Write a rule for these events instead"):
        app.synth()


def _resources(*, granted: bool) -> list[Any]:
    around = Stack(Stage(App(), "Stage"), "Support")
    made = FineTuningPipeline(around, "FineTuning", environment=DEV)
    if granted:
        role = iam.Role(around, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
        made.datasets_bucket.grant_read_write(role)
        made.artifacts_bucket.grant_read(role)
        made.runs_table.grant_read_data(role)
        made.state_machine.grant_start_execution(role)
        made.topic.grant_publish(role)
        made.customization_role.grant_pass_role(role)
        for policy in (made.uploader_policy, made.approver_policy, made.operator_policy):
            role.add_managed_policy(policy)
    return [
        assertions.Template.from_stack(Stack.of(held)).to_json()["Resources"]
        for held in (made.runs_table, made.state_machine)
    ]
