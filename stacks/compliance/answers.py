"""Findings answered where CDK looks for it: an acknowledgement at each resource of a decision."""

from collections.abc import Iterator
from typing import Any

from aws_cdk import Acknowledgment, CfnResource, Stack, Validations
from aws_cdk import aws_iam as iam

from stacks.compliance.table import Decision, decisions
from stacks.rights.policy import flattened


def answer(*stacks: Stack) -> None:
    """Acknowledge in these stacks whatever a decision answers.

    Last, once all resources are there. What no decision speaks of stays open and stops the synth.

    Raises:
        BadDecision: the table cannot be read.
    """
    for stack in stacks:
        before = len(stack.node.path) - len(stack.node.id)
        for construct in stack.node.find_all():
            if isinstance(construct, CfnResource):
                path = construct.node.path[before:].removesuffix("/Resource")
                _answer(construct, path, [each for each in decisions() if each.covers(path)])


def _answer(resource: CfnResource, path: str, covering: list[Decision]) -> None:
    for decision in covering:
        for detail, spelled in _details(resource) if decision.found else [("", "")]:
            if decision.knows(detail):
                for rule in decision.rules:
                    pack = rule.partition("-")[0]
                    Validations.of(resource).acknowledge(
                        Acknowledgment(
                            id=f"{pack}::{rule}{spelled}",
                            reason=f"{decision.id}: {decision.reason}",
                        )
                    )


def _details(resource: CfnResource) -> Iterator[tuple[str, str]]:
    """Yield what cdk-nag finds in a policy, and how the id of that finding ends."""
    if isinstance(resource, iam.CfnManagedPolicy):
        document = Stack.of(resource).resolve(resource.policy_document)
        found = {
            flattened(each)
            for statement in document["Statement"]
            if statement["Effect"] == "Allow"
            for each in _listed(statement["Resource"])
        }
        for detail in sorted(found):
            if "*" in detail:
                yield detail, f"[Resource::{detail}]"


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
