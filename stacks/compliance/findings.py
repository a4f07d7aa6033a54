"""Findings of cdk-nag, read from a synth's validation report in words a reviewer can follow."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from stacks.synthesis import Assembly

RULE: Final = re.compile(r"(?P<rule>[^\[]+)(\[(?P<about>[^:]+)::(?P<detail>.*)\])?", re.DOTALL)
"""How cdk-nag names a finding: the rule, and for some rules what exactly it found."""


@dataclass(frozen=True, kw_only=True, order=True)
class Finding:
    """One rule that one resource does not meet.

    Attributes:
        detail: what exactly was found, with resources by their path in the app; empty for rules
            that find only one thing.
        resource: path of the resource in the app.
        type: the resource's CloudFormation type.
        reason: why it is acknowledged; empty while it is open.
    """

    rule: str
    resource: str
    detail: str
    type: str
    asks: str
    state: Literal["open", "acknowledged"]
    reason: str


def findings(assembly: Assembly) -> list[Finding]:
    """Return every finding in an order that does not depend on the synth.

    A finding that was acknowledged without a reason is open.
    """
    names = _Names(assembly)
    return sorted(
        finding
        for plugin in assembly.report["pluginReports"]
        for entry in (*plugin["violations"], *plugin.get("suppressedViolations", ()))
        for finding in _read(entry, names)
    )


def _read(entry: dict[str, Any], names: "_Names") -> Iterator[Finding]:
    match = RULE.fullmatch(entry["ruleName"])
    if match is None:
        raise ValueError(f"cannot read the rule of {entry['ruleName']!r}")
    reason = entry.get("reason", "").strip()
    for construct in entry["violatingConstructs"]:
        path = construct["constructPath"]
        yield Finding(
            rule=match["rule"],
            resource=path.removesuffix("/Resource"),
            detail=names.readable(match["detail"] or ""),
            type=names.types.get(path, construct.get("constructFqn", "unknown")),
            asks=entry["description"],
            state="acknowledged" if reason else "open",
            reason=reason,
        )


class _Names:
    """Paths in the app for what templates call by logical ids and exports."""

    def __init__(self, assembly: Assembly) -> None:
        self.types: dict[str, str] = {}
        self._paths: dict[str, str] = {}
        for template in assembly.templates.values():
            for logical_id, resource in template["Resources"].items():
                path = resource.get("Metadata", {}).get("aws:cdk:path", logical_id)
                self.types[path] = resource["Type"]
                self._paths[logical_id] = path.removesuffix("/Resource")
        self._exports = {
            output["Export"]["Name"]: self._paths[_logical_id(output["Value"])]
            for template in assembly.templates.values()
            for output in template.get("Outputs", {}).values()
            if "Export" in output
        }

    def readable(self, detail: str) -> str:
        """Return a finding's detail with the paths of resources in place of generated names."""
        for export, path in self._exports.items():
            detail = detail.replace(export, f"<{path}>")
        return re.sub(
            r"<(\w+)\.Arn>", lambda match: f"<{self._paths.get(match[1], match[1])}>", detail
        )


def _logical_id(value: dict[str, Any]) -> str:
    if "Ref" in value:
        return str(value["Ref"])
    return str(value["Fn::GetAtt"][0])
