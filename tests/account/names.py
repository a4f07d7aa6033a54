"""What things are called in an account: by the names given to them, or by CloudFormation's.

A resource without a name gets one of its stack's name, its logical id and twelve random characters,
and where a service's names are short, both are cut: each may use half of the room, and what one
leaves over the other may use. So a name begins with its whole stack's name only by good luck.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from tests.stacks.conftest import Resource, Resources

ACCOUNT: Final = "123456789012"
REGION: Final = "us-east-1"
RANDOM: Final = "X" * 12
PSEUDO: Final = {
    "AWS::Partition": "aws",
    "AWS::Region": REGION,
    "AWS::AccountId": ACCOUNT,
    "AWS::URLSuffix": "amazonaws.com",
}
STACK_ID: Final = "51af3dc0-da77-11e4-872e-1234567db123"
"""The last part of a stack's id: a UUID (CloudFormation User Guide, pseudo parameters)."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """How a type of resource is named.

    Attributes:
        given: the property that holds its name, if one was chosen.
        longest: characters that the service takes in a name.
        arn: the part of its ARN behind the account, around the name.
    """

    given: str
    longest: int
    arn: str = ""


KINDS: Final = {
    "AWS::Bedrock::Guardrail": Kind(given="Name", longest=50),
    "AWS::Events::Rule": Kind(
        given="Name", longest=64, arn="events:{region}:{account}:rule/{name}"
    ),
    "AWS::StepFunctions::StateMachine": Kind(
        given="StateMachineName", longest=80, arn="states:{region}:{account}:stateMachine:{name}"
    ),
    "AWS::Scheduler::ScheduleGroup": Kind(
        given="Name", longest=64, arn="scheduler:{region}:{account}:schedule-group/{name}"
    ),
    "AWS::Logs::LogGroup": Kind(
        given="LogGroupName", longest=512, arn="logs:{region}:{account}:log-group:{name}"
    ),
    "AWS::IAM::Role": Kind(given="RoleName", longest=64, arn="iam::{account}:role{path}{name}"),
    "AWS::IAM::ManagedPolicy": Kind(given="ManagedPolicyName", longest=128),
    "AWS::Lambda::Function": Kind(
        given="FunctionName", longest=64, arn="lambda:{region}:{account}:function:{name}"
    ),
    "AWS::ApiGateway::RestApi": Kind(given="Name", longest=1024),
    "AWS::ApiGateway::Stage": Kind(given="StageName", longest=128),
    "AWS::KinesisFirehose::DeliveryStream": Kind(given="DeliveryStreamName", longest=64),
    "AWS::SNS::Topic": Kind(given="TopicName", longest=256),
    "AWS::SQS::Queue": Kind(given="QueueName", longest=80),
    "AWS::S3::Bucket": Kind(given="BucketName", longest=63),
    "AWS::DynamoDB::Table": Kind(given="TableName", longest=255),
    "AWS::CloudWatch::Alarm": Kind(given="AlarmName", longest=255),
    "AWS::CloudWatch::Dashboard": Kind(given="DashboardName", longest=255),
}
"""Lengths as the services' API references give them for the call that creates each."""


def generated(stack: str, logical_id: str, *, longest: int) -> str:
    """Return the name that CloudFormation makes, with X for what is random.

    With a hyphen between each two of its three parts, as its resource providers for rules do.
    """
    room = longest - len(RANDOM) - 2
    of_stack = min(len(stack), max(room // 2, room - len(logical_id)))
    of_id = min(len(logical_id), room - of_stack)
    return f"{stack[:of_stack]}-{logical_id[:of_id]}-{RANDOM}"


def given_name(resource: Resource) -> Any:
    """The name that a template gives a resource, unresolved; None when it leaves it open."""
    kind = KINDS.get(resource.type)
    return resource.properties.get(kind.given) if kind else None


class Account:
    """One environment, deployed: what its resources are called and how they are referred to."""

    def __init__(self, resources: Resources, environment: str) -> None:
        self.resources = [one for one in resources if one.environment.name == environment]
        self._by_id = {(one.stack, one.logical_id): one for one in self.resources}
        self._environment = environment

    def name(self, resource: Resource) -> str:
        """What a resource is called."""
        given, kind = given_name(resource), KINDS[resource.type]
        if given is not None:
            return self.resolved(given, resource.stack)
        return generated(self.stack_name(resource.stack), resource.logical_id, longest=kind.longest)

    def arn(self, resource: Resource) -> str:
        """What a resource is referred to by."""
        path = resource.properties.get("Path", "/")
        filled = KINDS[resource.type].arn.format(
            region=REGION, account=ACCOUNT, name=self.name(resource), path=path
        )
        return f"arn:aws:{filled}"

    def stack_name(self, stack: str) -> str:
        """What a stack of the app is called."""
        return f"bedrock-finetune-{self._environment}-{stack.lower()}"

    def resolved(self, value: Any, stack: str) -> str:
        """A piece of a template as text, as CloudFormation would fill it in."""
        match value:
            case str():
                return value
            case {"Ref": "AWS::StackId"}:
                name = self.stack_name(stack)
                return f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/{name}/{STACK_ID}"
            case {"Ref": "AWS::StackName"}:
                return self.stack_name(stack)
            case {"Ref": str(name)} if name in PSEUDO:
                return PSEUDO[name]
            case {"Ref": str(logical_id)}:
                return self.name(self._by_id[stack, logical_id])
            case {"Fn::GetAtt": [str(logical_id), "Arn"]}:
                return self.arn(self._by_id[stack, logical_id])
            case {"Fn::Join": [str(delimiter), [*parts]]}:
                return delimiter.join(self.resolved(part, stack) for part in parts)
            case {"Fn::Select": [index, {"Fn::Split": [str(delimiter), text]}]}:
                return self.resolved(text, stack).split(delimiter)[int(index)]
        raise ValueError(f"cannot fill in {value}")

    def users(self, role: Resource) -> list[Resource]:
        """What of the same stack works under a role."""
        return [
            one
            for one in self.resources
            if one.stack == role.stack
            and one.type in ("AWS::Events::Rule", "AWS::StepFunctions::StateMachine")
            and any(_refers(value, role.logical_id) for value in _roles(one.properties))
        ]


def _roles(properties: Mapping[str, Any]) -> list[Any]:
    targets = [target.get("RoleArn") for target in properties.get("Targets", ())]
    return [properties.get("RoleArn"), *targets]


def _refers(value: Any, logical_id: str) -> bool:
    return bool(value == {"Fn::GetAtt": [logical_id, "Arn"]})
