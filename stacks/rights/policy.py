"""A hand-written policy whose every wildcard gives its reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from aws_cdk import Stack
from aws_cdk import aws_iam as iam
from constructs import Construct

Conditions = Mapping[str, Mapping[str, Any]]

BECAUSE: Final = "bedrock-finetune:because"
"""Metadata of a policy: why each of its wildcards is there. The review shows it."""


@dataclass(frozen=True, kw_only=True)
class Right:
    """What one principal may do to what.

    Attributes:
        because: why nothing narrower exists; asked for when a resource has a wildcard, and shown to
            whoever reviews the findings.
    """

    actions: tuple[str, ...]
    resources: tuple[str, ...]
    conditions: Conditions = field(default_factory=dict)
    because: str = ""

    def statement(self, effect: iam.Effect = iam.Effect.ALLOW) -> iam.PolicyStatement:
        """Return the statement that grants this right, or denies it."""
        return iam.PolicyStatement(
            effect=effect,
            actions=list(self.actions),
            resources=list(self.resources),
            conditions=dict(self.conditions),
        )


class Policy(Construct):
    """A managed policy that says of each wildcard why it is there.

    A managed policy, because CDK's grants would add wildcards of their own to an inline one.

    Attributes:
        managed: the policy itself; people attach one that is no role's.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        rights: Sequence[Right],
        role: iam.IRole | None = None,
        denials: Sequence[Right] = (),
        description: str | None = None,
    ) -> None:
        """Attach the rights to the role; without one the policy is there for people.

        Raises:
            ValueError: a right has a wildcard and no reason for it, or a role gets it twice.
        """
        super().__init__(scope, id_)
        # CDK would merge the two, and no template would show it. What people may do is put together
        # from their commands, of which several need the same.
        for number, right in enumerate(rights):
            if role and right in rights[:number]:
                raise ValueError(f"{self.node.path} grants {', '.join(right.actions)} twice")
        policy = iam.ManagedPolicy(
            self,
            "Policy",
            description=description,
            roles=[role] if role else None,
            statements=[
                *(right.statement() for right in rights),
                *(right.statement(iam.Effect.DENY) for right in denials),
            ],
        )
        self.managed = policy
        if wildcards := self._wildcards(rights):
            explain(policy, wildcards)

    def _wildcards(self, rights: Sequence[Right]) -> dict[str, list[str]]:
        stack = Stack.of(self)
        wildcards: dict[str, list[str]] = {}
        for right in rights:
            for resource in right.resources:
                finding = flattened(stack.resolve(resource))
                if "*" not in finding:
                    continue
                if not right.because:
                    raise ValueError(f"{self.node.path} grants {finding} and does not say why")
                reasons = wildcards.setdefault(finding, [])
                if right.because not in reasons:
                    reasons.append(right.because)
        return wildcards


def explain(policy: iam.ManagedPolicy, wildcards: Mapping[str, Sequence[str]]) -> None:
    """Say why each wildcard of a policy is there; a decision answers what cdk-nag finds in it."""
    policy.node.add_metadata(BECAUSE, {found: list(why) for found, why in wildcards.items()})


def flattened(reference: Any) -> str:
    """Return a resolved reference as cdk-nag spells it inside the id of a finding.

    Logical ids are part of that spelling, so it is computed and never typed.
    """
    match reference:
        case str():
            return reference.replace("${", "<").replace("}", ">")
        case {"Fn::Join": [delimiter, parts]}:
            return str(delimiter).join(flattened(part) for part in parts)
        case {"Fn::GetAtt": [resource, attribute]}:
            return f"<{resource}.{attribute}>"
        case {"Fn::ImportValue": name}:
            return flattened(name)
        case {"Ref": name}:
            return f"<{name}>"
        case _:
            raise ValueError(f"cannot spell {reference} as cdk-nag does")
