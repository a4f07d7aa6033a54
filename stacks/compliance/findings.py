"""Findings of cdk-nag, read from a synth's validation report in words a reviewer can follow."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from stacks.compliance.names import Names
from stacks.rights.policy import BECAUSE
from stacks.synthesis import Assembly

RULE: Final = re.compile(
    r"(?P<rule>(?P<pack>[^-\[]+)[^\[]*)(\[(?P<about>[^:]+)::(?P<detail>.*)\])?", re.DOTALL
)
"""How cdk-nag names a finding: the rule, and for some rules what exactly it found."""

ASKED: Final = re.compile(
    r"(?P<asks>.*?)( - \(Control IDs?: (?P<controls>.*)\))?\.?( \([\w.]+\)\.?)?", re.DOTALL
)
"""How cdk-nag words a rule: what it finds, the framework's controls, and the pack again."""


@dataclass(frozen=True, kw_only=True, order=True)
class Finding:
    """One rule that one resource does not meet.

    Attributes:
        detail: what exactly was found, with resources by their path in the app; empty for rules
            that find only one thing.
        resource: path of the resource in the app.
        type: the resource's CloudFormation type.
        severity: as the pack has it; both stop a synth while they are open.
        controls: what the pack's framework calls that which the rule asks for.
        decision: the id of the decision that answers it; empty when none does.
    """

    rule: str
    resource: str
    detail: str
    pack: str
    type: str
    severity: str
    asks: str
    controls: tuple[str, ...]
    state: Literal["open", "acknowledged"]
    decision: str


def findings(assembly: Assembly) -> list[Finding]:
    """Return every finding in an order that does not depend on the synth.

    One that was acknowledged without a reason is open.
    """
    names = Names(assembly.templates)
    return sorted(
        finding
        for plugin in assembly.report["pluginReports"]
        for entry in (*plugin["violations"], *plugin.get("suppressedViolations", ()))
        for finding in _read(entry, names)
    )


def _read(entry: dict[str, Any], names: Names) -> Iterator[Finding]:
    match, said = RULE.fullmatch(entry["ruleName"]), ASKED.fullmatch(entry["description"])
    if match is None or said is None:
        raise ValueError(f"cannot read the rule of {entry['ruleName']!r}")
    reason = entry.get("reason", "").strip()
    for construct in entry["violatingConstructs"]:
        path = construct["constructPath"]
        yield Finding(
            rule=match["rule"],
            resource=path.removesuffix("/Resource"),
            detail=names.readable(match["detail"] or ""),
            pack=match["pack"],
            type=names.types.get(path, construct.get("constructFqn", "unknown")),
            severity=entry["severity"],
            asks=said["asks"],
            controls=tuple(said["controls"].split(", ")) if said["controls"] else (),
            state="acknowledged" if reason else "open",
            decision=reason.partition(": ")[0] if reason else "",
        )


def because(assembly: Assembly) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return what the code says of its wildcards, by resource and by what is found in it."""
    names = Names(assembly.templates)
    return {
        (path.strip("/"), names.readable(found)): tuple(sentences)
        for file in sorted(assembly.folder.glob("**/*.metadata.json"))
        for path, entries in json.loads(file.read_text()).items()
        for entry in entries
        if entry["type"] == BECAUSE
        for found, sentences in entry["data"].items()
    }
