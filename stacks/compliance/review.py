"""The review: everything that was found in all environments, once, in words that stay the same.

Nothing in it has a date or a name that a synth generates, so that it changes when the findings, the
decisions or the rules do.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from importlib.metadata import version
from typing import Final, Literal

from stacks.compliance.findings import Finding, because, findings
from stacks.compliance.permissions import Permission, permissions
from stacks.compliance.rules import evaluated
from stacks.compliance.sources import Source, Sources
from stacks.compliance.table import Decision, decisions
from stacks.synthesis import Assembly
from tuning import naming

Access = Literal["read", "write", "delete"]

READS: Final = ("Get", "List", "Describe", "Head", "Query", "Simulate", "BatchGet")
TAKES_AWAY: Final = ("Delete", "Stop")
"""Giving up an upload of one's own takes nothing from anybody."""

ENVIRONMENT: Final = "<environment>"
"""Stands for the environment's name wherever one is part of another name."""


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What a policy allows, as the template has it, with paths in the app for references.

    Attributes:
        conditions: each with its operator, key and values.
        access: the most that it lets somebody do.
    """

    actions: tuple[str, ...]
    resources: tuple[str, ...]
    conditions: tuple[str, ...]
    access: Access


@dataclass(frozen=True, kw_only=True)
class Item:
    """One finding, in all environments that have it.

    Attributes:
        id: short, and the same as long as rule, resource and what was found are.
        statements: of the policy, where that is what the rule looked at.
        because: what the code says of exactly this wildcard.
        source: where the resource is made.
    """

    id: str
    finding: Finding
    environments: tuple[str, ...]
    statements: tuple[Statement, ...]
    because: tuple[str, ...]
    source: Source


@dataclass(frozen=True, kw_only=True)
class Review:
    """What a reviewer reads.

    Attributes:
        cdk_nag: the version of the packs.
        resources: how many each stack of each environment has.
        silent: rules that were evaluated and found nothing, by pack, each with what it looks for.
        wildcards: statements that allow something to a resource with a star, by environment.
        statements: all that allow something, by environment.
    """

    cdk_nag: str
    resources: Mapping[str, Mapping[str, int]]
    items: tuple[Item, ...]
    decisions: tuple[Decision, ...]
    silent: Mapping[str, Mapping[str, str]]
    wildcards: Mapping[str, int]
    statements: Mapping[str, int]

    @property
    def environments(self) -> tuple[str, ...]:
        """The names of the environments."""
        return tuple(self.resources)

    def answered_by(self, decision: str) -> tuple[Item, ...]:
        """Return what a decision answers."""
        return tuple(item for item in self.items if item.finding.decision == decision)

    @property
    def open(self) -> tuple[Item, ...]:
        """What nobody answered."""
        return tuple(item for item in self.items if item.finding.state == "open")


def review(assemblies: Mapping[str, Assembly]) -> Review:
    """Put together what was found in every environment."""
    allowed = {
        name: [each for each in permissions(made.templates) if each.effect == "Allow"]
        for name, made in assemblies.items()
    }
    items = tuple(_items(assemblies, allowed))
    loud = {item.finding.rule for item in items}
    return Review(
        cdk_nag=version("cdk-nag"),
        resources={
            name: {stack: len(template["Resources"]) for stack, template in made.templates.items()}
            for name, made in assemblies.items()
        },
        items=items,
        decisions=decisions(),
        silent={
            pack: {rule: asks for rule, asks in rules.items() if rule not in loud}
            for pack, rules in evaluated().items()
        },
        wildcards={
            name: sum(any("*" in one for one in each.resources) for each in rights)
            for name, rights in allowed.items()
        },
        statements={name: len(rights) for name, rights in allowed.items()},
    )


def access(actions: Sequence[str]) -> Access:
    """Return the most that actions let somebody do; the rest is writing."""
    verbs = [action.partition(":")[2] for action in actions]
    if any(verb.startswith(TAKES_AWAY) for verb in verbs):
        return "delete"
    return "read" if all(verb.startswith(READS) for verb in verbs) else "write"


def _items(
    assemblies: Mapping[str, Assembly], allowed: Mapping[str, Sequence[Permission]]
) -> Iterator[Item]:
    sources = Sources()
    where: dict[tuple[str, str, str], dict[str, Finding]] = defaultdict(dict)
    for name, made in assemblies.items():
        for finding in findings(made):
            key = (
                finding.rule,
                anywhere(finding.resource, name),
                anywhere(finding.detail, name),
            )
            where[key][name] = finding
    said = {name: because(made) for name, made in assemblies.items()}
    for key, found in sorted(where.items()):
        _, resource, detail = key
        name, first = next(iter(found.items()))
        yield Item(
            id=sha256("|".join(key).encode()).hexdigest()[:10],
            finding=replace(first, resource=resource, detail=detail),
            environments=tuple(found),
            statements=tuple(_statements(allowed[name], name, first.resource, first.detail)),
            because=said[name].get((first.resource, first.detail), ()),
            source=sources.of(first.resource),
        )


def _statements(
    allowed: Sequence[Permission], name: str, policy: str, detail: str
) -> Iterator[Statement]:
    for each in allowed:
        if each.policy == policy and detail in each.resources:
            yield Statement(
                actions=each.actions,
                resources=tuple(anywhere(one, name) for one in each.resources),
                conditions=tuple(
                    f"{operator} {key} = {' or '.join(anywhere(one, name) for one in values)}"
                    for (operator, key), values in each.conditions.items()
                ),
                access=access(each.actions),
            )


def anywhere(text: str, environment: str) -> str:
    """Return a text of an environment as it is in all of them."""
    if text == environment:
        return ENVIRONMENT
    for before, after in (
        (f"{naming.PROJECT}-", "-"),
        (f"{naming.PROJECT}/", "/"),
        (">/", "/"),  # a stage of an API
        ("Stage.", ""),
    ):
        text = text.replace(f"{before}{environment}{after}", f"{before}{ENVIRONMENT}{after}")
    return text
