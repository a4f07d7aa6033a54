"""The stacks of an environment, as CloudFormation describes them."""

from dataclasses import dataclass
from typing import Final

from botocore.exceptions import ClientError

from tuning import clients, naming
from tuning.errors import code_of

NEEDED: Final = ("pipeline", "foundation")
"""Without which an environment is not whole."""

PARTS: Final = ("api", *NEEDED)
"""In the order in which they can be destroyed: the others import what the foundation exports."""

ABSENT: Final = "ValidationError"
"""What CloudFormation answers for a stack that does not exist."""


@dataclass(frozen=True, kw_only=True)
class Resource:
    """Something that a stack made.

    Attributes:
        name: its physical id.
        stays: it outlives its stack, because its environment wants that.
    """

    type: str
    name: str
    stays: bool


@dataclass(frozen=True, kw_only=True)
class Stack:
    """A deployed stack.

    Attributes:
        status: CloudFormation's own word.
        reason: CloudFormation's own words for it, if any.
        protected: it cannot be deleted before somebody takes its termination protection off.
    """

    name: str
    status: str
    reason: str
    protected: bool
    resources: tuple[Resource, ...]

    def all(self, type_: str) -> tuple[Resource, ...]:
        """Return its resources of a type, for example ``AWS::S3::Bucket``."""
        return tuple(each for each in self.resources if each.type == type_)


def find(environment: str, part: str) -> Stack | None:
    """Return a stack of an environment; None when it is not there."""
    cloudformation = clients.cloudformation()
    name = naming.stack_name(environment, part)
    try:
        (description,) = cloudformation.describe_stacks(StackName=name)["Stacks"]
        resources = _resources(name)
    except ClientError as error:
        if code_of(error) != ABSENT:
            raise
        return None
    return Stack(
        name=name,
        status=description["StackStatus"],
        reason=description.get("StackStatusReason", ""),
        protected=description.get("EnableTerminationProtection", False),
        resources=resources,
    )


def _resources(stack: str) -> tuple[Resource, ...]:
    cloudformation = clients.cloudformation()
    template = cloudformation.get_template(StackName=stack)["TemplateBody"]
    # botocore decodes a template in JSON; the CDK writes no other.
    declared = template["Resources"] if isinstance(template, dict) else {}
    pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack)
    return tuple(
        Resource(
            type=made["ResourceType"],
            name=made.get("PhysicalResourceId", ""),
            stays=declared.get(made["LogicalResourceId"], {}).get("DeletionPolicy") == "Retain",
        )
        for page in pages
        for made in page["StackResourceSummaries"]
        if made["ResourceStatus"] != "DELETE_COMPLETE"
    )
