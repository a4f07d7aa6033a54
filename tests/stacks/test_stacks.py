from stacks.environments.known import environments
from stacks.synthesis import Assembly
from tests.stacks.conftest import Resources
from tuning import naming
from tuning.settings import Settings

NAMES = (
    "AlarmName",
    "BucketName",
    "FunctionName",
    "ManagedPolicyName",
    "Name",
    "QueueName",
    "RoleName",
    "StateMachineName",
    "TableName",
    "TopicName",
)
"""Properties that would fix a name and make a second deployment beside the first one fail."""


NAMED = frozenset(
    {
        "AWS::ApiGateway::RestApi",
        "AWS::Bedrock::Guardrail",
        "AWS::Events::Rule",
        "AWS::StepFunctions::StateMachine",
    }
)
"""Rules and machines need a role before they are there, and it must know them by name; a guardrail
cannot be without a name, and that of a REST API is only a title, which others may have too."""


def test_a_fixed_name_is_the_environments_own(resources: Resources) -> None:
    for resource in resources:
        given = [resource.properties.get(name) for name in NAMES]
        fixed = [name for name in given if isinstance(name, str)]
        stem = f"bedrock-finetune-{resource.environment.name}-"
        assert all(name.startswith(stem) for name in fixed), resource
        assert not fixed or resource.type in NAMED, resource


def test_environments_live_side_by_side(assemblies: dict[str, Assembly]) -> None:
    exports = [
        output["Export"]["Name"]
        for assembly in assemblies.values()
        for output in assembly.templates["Foundation"]["Outputs"].values()
    ]

    assert len(exports) == len(set(exports)) > 0


def test_no_template_names_an_account_or_a_region(assemblies: dict[str, Assembly]) -> None:
    for assembly in assemblies.values():
        manifest = (assembly.folder / "manifest.json").read_text()
        assert "aws://unknown-account/unknown-region" in manifest


def test_no_stack_brings_a_custom_resource(resources: Resources) -> None:
    custom = {
        resource.type
        for resource in resources
        if resource.type.startswith(("Custom::", "AWS::CloudFormation::CustomResource"))
    }

    assert set() == custom


def test_everything_that_can_be_tagged_says_whose_it_is(resources: Resources) -> None:
    for function in resources.of("AWS::Lambda::Function"):
        tags = {tag["Key"]: tag["Value"] for tag in function.properties["Tags"]}
        assert {"project": naming.PROJECT, "environment": function.environment.name} == tags


def test_the_outputs_tell_a_terminal_what_the_functions_are_told(
    assemblies: dict[str, Assembly],
) -> None:
    for name, assembly in assemblies.items():
        outputs = {
            key: str(output["Value"])
            for key, output in assembly.templates["Pipeline"]["Outputs"].items()
        }
        settings = Settings.from_outputs(outputs)
        assert name == settings.environment
        assert "BucketsDatasets" in settings.datasets_bucket
        assert "StateMachineArn" in outputs
        assert outputs["DropADataset"] == f"python -m tuning drop FOLDER --env {name}"


def test_only_prod_is_protected_from_deletion() -> None:
    assert ["prod"] == [row.name for row in environments() if row.termination_protection]
    assert ["prod"] == [row.name for row in environments() if row.retain]


def test_prod_keeps_longer_than_the_others() -> None:
    rows = {row.name: row for row in environments()}
    for name in ("dev", "staging"):
        assert rows["prod"].log_retention_days > rows[name].log_retention_days
        assert rows["prod"].artifact_retention_days > rows[name].artifact_retention_days
