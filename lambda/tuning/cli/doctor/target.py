"""The target: an environment in an account and a region, deployed or not yet."""

from collections.abc import Mapping
from dataclasses import dataclass

from tuning.cli import environment
from tuning.cli.stacks import Resource, Stack
from tuning.models.catalogue import BaseModel


@dataclass(frozen=True, kw_only=True)
class Target:
    """What the checks look at.

    Attributes:
        model: the base model that a task without a recipe fine-tunes.
        stacks: those that are there, by their part.
        outputs: those of the pipeline stack; empty while it is not deployed.
    """

    environment: str
    account: str
    region: str
    partition: str
    model: BaseModel
    stacks: dict[str, Stack]
    outputs: Mapping[str, str]

    @property
    def deploys(self) -> str:
        """The command that deploys it."""
        return environment.deploy(self.environment)

    @property
    def drift(self) -> str:
        """What shows what somebody changed by hand, where no one command puts it back."""
        return (
            "see what was changed by hand, and put it back: aws cloudformation detect-stack-drift "
            f"--stack-name {self.stacks['foundation'].name}"
        )

    def resources(self, type_: str) -> tuple[Resource, ...]:
        """Return what its stacks made of a type."""
        return tuple(each for stack in self.stacks.values() for each in stack.all(type_))

    def arn(self, service: str, resource: str) -> str:
        """Return the ARN of something in its account and region."""
        return f"arn:{self.partition}:{service}:{self.region}:{self.account}:{resource}"
