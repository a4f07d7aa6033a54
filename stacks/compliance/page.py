"""The page of findings.md."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

INTRODUCTION: Final = """\
# Findings

What the {pack} rules of cdk-nag {version} report on every resource of every environment.
`make compliance` writes this page from CDK's validation reports; a test fails when it is out of
date. findings.json beside it holds the same for machines, one environment at a time.

A finding is *open* until the code is fixed or the finding is *acknowledged* beside its resource
with the reason that is given here. An open finding stops `cdk synth` and therefore `cdk deploy`. A
rule that is not named here found nothing: the report names only rules with findings. Angle brackets
hold what is known when the stacks are deployed.
"""

Environments = Mapping[str, Mapping[str, Any]]


def page(pack: str, version: str, environments: Environments) -> str:
    """Return the whole page."""
    return "\n".join(
        (
            INTRODUCTION.format(pack=pack, version=version),
            *_overview(environments),
            "",
            *_rules(environments),
            "",
            *_findings("Open findings", "open", environments),
            *_findings("Acknowledged findings", "acknowledged", environments),
        )
    )


def _overview(environments: Environments) -> Iterator[str]:
    rows = (
        (
            name,
            sum(content["resources"].values()),
            ", ".join(f"{stack} {count}" for stack, count in content["resources"].items()),
            content["open"],
            content["acknowledged"],
        )
        for name, content in environments.items()
    )
    yield "## Environments\n"
    yield from _table(("Environment", "Resources", "By stack", "Open", "Acknowledged"), rows)


def _rules(environments: Environments) -> Iterator[str]:
    rules = {
        finding["rule"]: finding["asks"]
        for content in environments.values()
        for finding in content["findings"]
    }
    yield "## Rules with findings\n"
    yield from _table(
        ("Rule", "What it finds", *environments),
        (
            (rule, asks, *(_counts(content["findings"], rule) for content in environments.values()))
            for rule, asks in sorted(rules.items())
        ),
    )


def _counts(findings: Sequence[Mapping[str, str]], rule: str) -> str:
    states = [finding["state"] for finding in findings if finding["rule"] == rule]
    return f"{states.count('open')} open, {states.count('acknowledged')} acknowledged"


def _findings(title: str, state: str, environments: Environments) -> Iterator[str]:
    """Tell the findings by rule and reason, each once, with the environments that have it."""
    where: dict[tuple[str, str], dict[tuple[str, str, str], list[str]]] = {}
    for name, content in environments.items():
        for finding in content["findings"]:
            if finding["state"] == state:
                row = (finding["resource"], finding["type"], finding["detail"])
                reasons = where.setdefault((finding["rule"], finding["reason"]), {})
                reasons.setdefault(row, []).append(name)
    yield f"## {title}\n"
    if not where:
        yield "None.\n"
    previous = ""
    for (rule, reason), rows in sorted(where.items()):
        if rule != previous:
            yield f"### {rule}\n"
            previous = rule
        if reason:
            yield f"**{reason}**\n"
        yield from _table(
            ("Resource", "Type", "Found", "Environments"),
            (
                (
                    path,
                    type_,
                    f"`{detail}`" if detail else "",
                    "all" if len(names) == len(environments) else ", ".join(names),
                )
                for (path, type_, detail), names in rows.items()
            ),
        )
        yield ""


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    yield _row(head)
    yield _row(["---"] * len(head))
    for row in rows:
        yield _row([str(cell).replace("|", "\\|").replace("\n", " ") for cell in row])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
