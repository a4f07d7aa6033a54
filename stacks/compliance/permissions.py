"""What the policies of an environment allow and deny, statement by statement."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from stacks.compliance.names import Names, Templates


@dataclass(frozen=True, kw_only=True)
class Permission:
    """One statement of a managed policy.

    Attributes:
        policy: path in the app of the policy.
        holder: path in the app of the role that has it; of the policy itself where people attach
            it to roles of their own.
        resources: ARNs, with paths in the app in angle brackets.
        conditions: values of a condition key, by operator and key.
    """

    policy: str
    holder: str
    effect: Literal["Allow", "Deny"]
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    conditions: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)


def permissions(templates: Templates) -> list[Permission]:
    """Return every statement of every policy, in the order of the templates.

    Every policy is a managed one: a test of the stacks holds that.
    """
    names = Names(templates)
    return [
        Permission(
            policy=policy,
            holder=holder.strip("<>"),
            effect=statement["Effect"],
            actions=tuple(_listed(statement["Action"])),
            resources=tuple(names.spelled(each) for each in _listed(statement["Resource"])),
            conditions={
                (operator, key): tuple(names.spelled(each) for each in _listed(values))
                for operator, keys in statement.get("Condition", {}).items()
                for key, values in keys.items()
            },
        )
        for policy, holder, statement in _statements(templates, names)
    ]


def _statements(templates: Templates, names: Names) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for template in templates.values():
        for logical_id, resource in template["Resources"].items():
            if resource["Type"] != "AWS::IAM::ManagedPolicy":
                continue
            properties = resource["Properties"]
            policy = names.spelled({"Ref": logical_id}).strip("<>")
            for holder in properties.get("Roles", [{"Ref": logical_id}]):
                for statement in properties["PolicyDocument"]["Statement"]:
                    yield policy, names.spelled(holder), statement


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
