"""What CloudFormation would make of an environment's templates, by name: every policy in full.

An account, a region and a partition are chosen; names that a template leaves open are made from the
stack and the logical id, as CloudFormation makes them, without the random end.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

ACCOUNT: Final = "123456789012"
REGION: Final = "us-east-1"
PSEUDO: Final = {
    "AWS::AccountId": ACCOUNT,
    "AWS::Region": REGION,
    "AWS::Partition": "aws",
    "AWS::URLSuffix": "amazonaws.com",
    "AWS::NoValue": "",
}

NAMED_BY: Final = {
    "AWS::IAM::Role": "RoleName",
    "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
    "AWS::S3::Bucket": "BucketName",
    "AWS::DynamoDB::Table": "TableName",
    "AWS::Events::Rule": "Name",
    "AWS::Logs::LogGroup": "LogGroupName",
    "AWS::Scheduler::ScheduleGroup": "Name",
    "AWS::StepFunctions::StateMachine": "StateMachineName",
}
"""The property in which a template may give a resource its name."""

ARNS: Final = {
    "AWS::ApiGateway::RestApi": f"arn:aws:execute-api:{REGION}:{ACCOUNT}:{{name}}",
    "AWS::Bedrock::Guardrail": f"arn:aws:bedrock:{REGION}:{ACCOUNT}:guardrail/a1b2c3d4e5f6",
    "AWS::CloudWatch::Alarm": f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:{{name}}",
    "AWS::S3::Bucket": "arn:aws:s3:::{name}",
    "AWS::DynamoDB::Table": f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{{name}}",
    "AWS::Events::Rule": f"arn:aws:events:{REGION}:{ACCOUNT}:rule/{{name}}",
    "AWS::IAM::ManagedPolicy": f"arn:aws:iam::{ACCOUNT}:policy{{path}}{{name}}",
    "AWS::IAM::Role": f"arn:aws:iam::{ACCOUNT}:role{{path}}{{name}}",
    "AWS::KMS::Key": f"arn:aws:kms:{REGION}:{ACCOUNT}:key/{{name}}",
    "AWS::Lambda::Function": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{{name}}",
    "AWS::Logs::LogGroup": f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{{name}}:*",
    "AWS::SNS::Topic": f"arn:aws:sns:{REGION}:{ACCOUNT}:{{name}}",
    "AWS::SQS::Queue": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{{name}}",
    "AWS::Scheduler::ScheduleGroup": (
        f"arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule-group/{{name}}"
    ),
    "AWS::StepFunctions::StateMachine": (
        f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:{{name}}"
    ),
}

REF_IS_ARN: Final = frozenset(
    {"AWS::SNS::Topic", "AWS::StepFunctions::StateMachine", "AWS::IAM::ManagedPolicy"}
)


@dataclass(frozen=True, kw_only=True)
class Made:
    """A resource with everything filled in."""

    path: str
    type: str
    name: str
    arn: str
    properties: Mapping[str, Any]


class Deployed:
    """An environment as an account would hold it."""

    def __init__(self, environment: str, templates: Mapping[str, Mapping[str, Any]]) -> None:
        self.environment = environment
        self._templates = templates
        self._stack_of = {
            logical_id: stack
            for stack, template in templates.items()
            for logical_id in template["Resources"]
        }
        self._exports = {
            output["Export"]["Name"]: (stack, output["Value"])
            for stack, template in templates.items()
            for output in template.get("Outputs", {}).values()
            if "Export" in output
        }

    @cached_property
    def resources(self) -> tuple[Made, ...]:
        """Everything that the templates make."""
        return tuple(
            Made(
                path=resource.get("Metadata", {}).get("aws:cdk:path", logical_id),
                type=resource["Type"],
                name=self._name(logical_id),
                arn=self._arn(logical_id),
                properties=self.filled(stack, resource.get("Properties", {})),
            )
            for stack, template in self._templates.items()
            for logical_id, resource in template["Resources"].items()
        )

    def of(self, type_: str) -> Iterator[Made]:
        """Yield the resources of a type."""
        return (made for made in self.resources if made.type == type_)

    @cached_property
    def _by_path(self) -> Mapping[str, Made]:
        return {made.path.removesuffix("/Resource"): made for made in self.resources}

    def one(self, path: str) -> Made:
        """Return the resource with this path in the app, without ``/Resource`` at its end."""
        return self._by_path[path]

    def has(self, path: str) -> bool:
        """Return whether a template makes the resource with this path."""
        return path in self._by_path

    def outputs(self, stack: str) -> dict[str, str]:
        """Return the outputs of a stack."""
        outputs = self._templates[stack].get("Outputs", {})
        return {name: str(self.filled(stack, each["Value"])) for name, each in outputs.items()}

    def filled(self, stack: str, value: Any) -> Any:
        """Return a value of a template with its intrinsic functions carried out."""
        match value:
            case dict() if len(value) == 1:
                ((function, argument),) = value.items()
                carried_out = self._functions.get(function)
                if carried_out is not None:
                    return carried_out(stack, argument)
                return {function: self.filled(stack, argument)}
            case dict():
                return {key: self.filled(stack, each) for key, each in value.items()}
            case list():
                return [self.filled(stack, each) for each in value]
            case _:
                return value

    @cached_property
    def _functions(self) -> Mapping[str, Callable[[str, Any], Any]]:
        return {
            "Ref": self._ref,
            "Fn::GetAtt": self._get_att,
            "Fn::ImportValue": self._import,
            "Fn::Join": self._join,
            "Fn::Select": lambda stack, given: self.filled(stack, given[1])[int(given[0])],
            "Fn::Split": lambda stack, given: str(self.filled(stack, given[1])).split(given[0]),
        }

    def _ref(self, stack: str, logical_id: str) -> str:
        if logical_id == "AWS::StackName":
            return self._stack_name(stack)
        if logical_id == "AWS::StackId":
            name = self._stack_name(stack)
            unique = "0a1b2c3d-1111-2222-3333-444455556666"
            return f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/{name}/{unique}"
        if logical_id in PSEUDO:
            return PSEUDO[logical_id]
        if logical_id not in self._stack_of:  # a parameter
            return logical_id
        if self._resource(logical_id)["Type"] in REF_IS_ARN:
            return self._arn(logical_id)
        return self._name(logical_id)

    def _get_att(self, stack: str, argument: list[str]) -> str:
        logical_id, attribute = argument
        if attribute.endswith("Arn"):
            return self._arn(logical_id)
        if attribute in ("Name", "QueueName", "RootResourceId", "TopicName"):
            return self._name(logical_id)
        if attribute == "Version":
            return "1"
        raise ValueError(f"{stack}: nobody needed {attribute} of {logical_id} so far")

    def _import(self, stack: str, name: Any) -> Any:
        exporter, value = self._exports[self.filled(stack, name)]
        return self.filled(exporter, value)

    def _join(self, stack: str, argument: list[Any]) -> str:
        delimiter, parts = argument
        return str(delimiter).join(str(part) for part in self.filled(stack, parts))

    def _resource(self, logical_id: str) -> Mapping[str, Any]:
        resource: Mapping[str, Any] = self._templates[self._stack_of[logical_id]]["Resources"][
            logical_id
        ]
        return resource

    def _stack_name(self, stack: str) -> str:
        return f"bedrock-finetune-{self.environment}-{stack.lower()}"

    def _name(self, logical_id: str) -> str:
        resource = self._resource(logical_id)
        stack = self._stack_of[logical_id]
        given = resource.get("Properties", {}).get(NAMED_BY.get(resource["Type"], ""))
        if given is not None:
            return str(self.filled(stack, given))
        name = f"{self._stack_name(stack)}-{logical_id}"
        return name.lower() if resource["Type"] == "AWS::S3::Bucket" else name

    def _arn(self, logical_id: str) -> str:
        resource = self._resource(logical_id)
        path = resource.get("Properties", {}).get("Path", "/")
        pattern = ARNS.get(resource["Type"], "")
        return pattern.format(name=self._name(logical_id), path=path)
