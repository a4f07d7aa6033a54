"""Acknowledgements that answer no finding, and would hide a later one."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from stacks.synthesis import Assembly

ENTRY: Final = "aws:cdk:acknowledged-rules"
"""What CDK calls an acknowledgement in the metadata of a stack."""


@dataclass(frozen=True, kw_only=True, order=True)
class Acknowledged:
    """A finding that the code says it knows.

    Attributes:
        resource: path in the app of what it was said of; it holds for everything within.
        rule: the finding's full id, with its pack and what exactly was found.
    """

    resource: str
    rule: str


def unanswered(assembly: Assembly) -> list[Acknowledged]:
    """Return the acknowledgements of an assembly for which no rule found anything."""
    answered = [
        Acknowledged(resource=construct["constructPath"], rule=entry["acknowledgedId"])
        for plugin in assembly.report["pluginReports"]
        for entry in plugin.get("suppressedViolations", ())
        for construct in entry["violatingConstructs"]
    ]
    return sorted(
        said
        for said in set(_acknowledged(assembly))
        if not any(
            found.rule == said.rule and f"{found.resource}/".startswith(f"{said.resource}/")
            for found in answered
        )
    )


def _acknowledged(assembly: Assembly) -> Iterator[Acknowledged]:
    for path in sorted(assembly.folder.glob("**/*.metadata.json")):
        for resource, entries in json.loads(path.read_text()).items():
            for entry in entries:
                if entry["type"] == ENTRY:
                    for rule in entry["data"]:
                        yield Acknowledged(resource=resource.removeprefix("/"), rule=rule)
