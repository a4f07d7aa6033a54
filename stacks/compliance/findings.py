"""Findings of cdk-nag, read from a synth's validation report in words a reviewer can follow."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from stacks.compliance.names import Names
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
    names = Names(assembly.templates)
    return sorted(
        finding
        for plugin in assembly.report["pluginReports"]
        for entry in (*plugin["violations"], *plugin.get("suppressedViolations", ()))
        for finding in _read(entry, names)
    )


def _read(entry: dict[str, Any], names: Names) -> Iterator[Finding]:
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
