"""What is wrong between the decisions and what the rules find, one line each."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from stacks.compliance.acknowledgements import Acknowledged, unanswered
from stacks.compliance.findings import Finding, findings
from stacks.compliance.names import Names
from stacks.compliance.table import FILE, Decision, found_pattern, scope_pattern
from stacks.environments.environment import Environment
from stacks.synthesis import Assembly


@dataclass(frozen=True, kw_only=True)
class Judged:
    """An environment, as the packs judged it.

    Attributes:
        resources: paths of all resources in the app, without ``/Resource``.
        beside: acknowledgements that answer nothing.
    """

    environment: Environment
    findings: tuple[Finding, ...]
    resources: frozenset[str]
    beside: tuple[Acknowledged, ...]


def judged(environment: Environment, assembly: Assembly) -> Judged:
    """Read what the packs said of an environment."""
    return Judged(
        environment=environment,
        findings=tuple(findings(assembly)),
        resources=frozenset(
            path.removesuffix("/Resource") for path in Names(assembly.templates).types
        ),
        beside=tuple(unanswered(assembly)),
    )


def complaints(table: Sequence[Decision], environments: Collection[Judged]) -> Iterator[str]:
    """Tell what nobody answered, and what a decision answers that is not there."""
    yield from _unanswered(table, environments)
    yield from _twice(table, environments)
    for decision in table:
        for complaint in _stale(decision, environments):
            yield f"{FILE.name}: {decision.id}: {complaint}"


def wildcards(counted: int, most: int) -> Iterator[str]:
    """Tell when there are more statements with a star than there were, or fewer."""
    if counted > most:
        yield (
            f"{FILE.name}: {counted} statements have a star among their resources, and at most "
            f"{most} may; name what the new one is for"
        )
    if counted < most:
        yield (
            f"{FILE.name}: only {counted} statements have a star among their resources; set "
            f"wildcard_statements from {most} to {counted}, so that it stays so"
        )


def _unanswered(table: Sequence[Decision], environments: Collection[Judged]) -> Iterator[str]:
    known = {decision.id for decision in table}
    where: dict[str, dict[str, list[str]]] = defaultdict(dict)
    beside: dict[str, list[str]] = {}
    for each in environments:
        name = each.environment.name
        for finding in each.findings:
            what = f"{finding.resource}" + (f" ({finding.detail})" if finding.detail else "")
            if finding.state == "open":
                where[finding.rule].setdefault(what, []).append(name)
            elif finding.decision not in known:
                beside.setdefault(f"{finding.resource} acknowledges {finding.rule}", []).append(
                    name
                )
    for rule, found in sorted(where.items()):
        (first, names), *more = found.items()
        others = f" and {len(more)} more" if more else ""
        yield (
            f"{rule}: nobody answered {first}{others} in {', '.join(names)}; mend it, or answer "
            f"it in stacks/compliance/{FILE.name}"
        )
    for what, names in beside.items():
        yield (
            f"{what} in the code of {', '.join(names)}, where no reviewer looks; move it into "
            f"{FILE.name}"
        )
    yield from _beside(table, environments)


def _beside(table: Sequence[Decision], environments: Collection[Judged]) -> Iterator[str]:
    """Tell of acknowledgements that answer nothing and come from no decision."""
    where: dict[Acknowledged, list[str]] = {}
    for each in environments:
        for said in each.beside:
            resource = said.resource.removesuffix("/Resource")
            rule = said.rule.rpartition("::")[2]
            if not any(one.covers(resource) and rule in one.rules for one in table):
                where.setdefault(said, []).append(each.environment.name)
    for said, names in where.items():
        yield (
            f"{said.resource} acknowledges {said.rule}, which no rule found in {', '.join(names)}. "
            "It would hide a later finding: delete the acknowledgement."
        )


def _twice(table: Sequence[Decision], environments: Collection[Judged]) -> Iterator[str]:
    told = set()
    for each in environments:
        for finding in each.findings:
            answers = [one.id for one in table if _answers(one, finding)]
            if len(answers) > 1 and (key := (finding.rule, *answers)) not in told:
                told.add(key)
                yield (
                    f"{FILE.name}: {' and '.join(answers)} both answer {finding.rule} in "
                    f"{finding.resource}; leave it to one of them"
                )


def _answers(decision: Decision, finding: Finding) -> bool:
    return decision.answers(rule=finding.rule, resource=finding.resource, detail=finding.detail)


def _stale(decision: Decision, environments: Collection[Judged]) -> Iterator[str]:
    here = [
        each
        for each in environments
        if not decision.when or getattr(each.environment, decision.when, None)
    ]
    if not here:
        return
    answered = [
        finding for each in here for finding in each.findings if _answers(decision, finding)
    ]
    if not answered:
        yield "no rule finds any more what it answers; delete the decision"
        return
    parts: Mapping[str, tuple[Sequence[str], Callable[[Finding, str], bool]]] = {
        "rule": (decision.rules, lambda finding, text: finding.rule == text),
        "found": (
            decision.found,
            lambda finding, text: bool(found_pattern(text).fullmatch(finding.detail)),
        ),
        "scope": (
            decision.scope,
            lambda finding, text: bool(scope_pattern(text).fullmatch(finding.resource)),
        ),
    }
    for part, (texts, fits) in parts.items():
        for text in texts:
            if not any(fits(finding, text) for finding in answered):
                yield f"{part} {text!r} answers nothing any more; delete it"
    yield from _too_wide(decision, here)


def _too_wide(decision: Decision, environments: Collection[Judged]) -> Iterator[str]:
    for rule in decision.rules:
        for path in decision.scope:
            spare: set[str] = set()
            for each in environments:
                found = {
                    finding.resource
                    for finding in each.findings
                    if finding.rule == rule and _answers(decision, finding)
                }
                covered = {one for one in each.resources if scope_pattern(path).fullmatch(one)}
                if found & covered:
                    spare |= covered - found
            if spare:
                yield (
                    f"scope {path!r} is wider than what {rule} finds: it also covers "
                    f"{', '.join(sorted(spare)[:3])}; name only what is found"
                )
