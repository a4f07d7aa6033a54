"""The review as a page of Markdown: compliance/findings.md, and its summary for a pull request."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from stacks.compliance.difference import Difference, said
from stacks.compliance.packs import PACKS
from stacks.compliance.review import Item, Review, Statement

INTRODUCTION: Final = """\
# Findings

What the rules of {packs} (cdk-nag {version}) find in
every resource of every environment. `make compliance` writes this page, findings.json beside it
with the same for machines, and under build/compliance/ one page to search and filter (review.html),
a table (findings.csv), a log for code hosts (findings.sarif) and what a pull request is told
(summary.md). A test fails when the page is out of date.

A finding is mended, or answered by a *decision* of
[decisions.toml](../stacks/compliance/decisions.toml). What nobody answered stops `cdk synth` and
therefore `cdk deploy`. Angle brackets hold what is known when the stacks are deployed.
"""

UNCOVERED: Final = (
    "What an account has beside these stacks: its trails, its organisation, who assumes roles.",
    "What people do: reviews, training, contracts, incidents. No rule of a template finds that.",
    "Controls of the frameworks for which a pack has no rule. A pack is not its framework.",
    "Whether a rule has anything to look at: one for databases finds nothing, for there is none.",
    "A setting that no environment of settings/ has, for example its own subnets.",
)


def page(review: Review, difference: Difference) -> str:
    """Return the whole page."""
    packs = ", ".join(label for _, label in PACKS.values())
    return "\n".join(
        (
            INTRODUCTION.format(packs=packs, version=review.cdk_nag),
            *since(difference),
            *numbers(review),
            *_decisions(review),
            *_open(review),
            *_answered(review),
            *_silent(review),
            "## What no rule here covers\n",
            *(f"- {line}" for line in UNCOVERED),
            "",
        )
    )


def summary(review: Review, difference: Difference) -> str:
    """Return what a pull request is told."""
    return "\n".join(("# Compliance\n", *since(difference), *numbers(review), *_open(review)))


def since(difference: Difference) -> Iterator[str]:
    """Tell what is otherwise than at the last release."""
    yield f"## Since {difference.since}\n"
    if difference.new_packs:
        packs = ", ".join(difference.new_packs)
        yield f"- New packs: {packs}, with {difference.of_new_packs} findings."
    then, now = difference.wildcards
    yield f"- Wildcard statements: {then} then, {now} now."
    for label, ids in (("New", difference.decided), ("Ended", difference.undecided)):
        if ids:
            yield f"- {label} decisions: {', '.join(ids)}."
    yield f"- {len(difference.came)} findings came, {len(difference.gone)} went.\n"
    for label, lines in (
        ("came", [said(item) for item in difference.came]),
        ("went", difference.gone),
    ):
        if lines:
            yield f"<details><summary>{len(lines)} that {label}</summary>\n"
            yield from (f"- `{line}`" for line in lines)
            yield "\n</details>\n"


def numbers(review: Review) -> Iterator[str]:
    """Tell how much was found in each environment."""
    yield "## Numbers\n"
    yield from table(
        ("Environment", "Resources", *PACKS, "Open", "Wildcard statements"),
        (_row_of(name, review) for name in review.environments),
    )
    yield (
        "\nEach pack's column says how many findings are answered. A wildcard statement allows "
        "something to a resource with a star; the number may only fall.\n"
    )


def _row_of(name: str, review: Review) -> Sequence[object]:
    here = [item for item in review.items if name in item.environments]
    stacks = ", ".join(f"{stack} {count}" for stack, count in review.resources[name].items())
    return (
        name,
        stacks,
        *(
            sum(one.finding.pack == pack and one.finding.state != "open" for one in here)
            for pack in PACKS
        ),
        sum(one.finding.state == "open" for one in here),
        f"{review.wildcards[name]} of {review.statements[name]}",
    )


def _decisions(review: Review) -> Iterator[str]:
    yield "## Decisions\n"
    for decision in review.decisions:
        answered = review.answered_by(decision.id)
        evidence = ", ".join(f"[{path}](../{path})" for path in decision.evidence)
        yield f"### {decision.id}\n"
        yield f"{decision.reason}\n"
        yield f"**Effect.** {decision.effect}\n"
        yield f"- Answers: {len(answered)} findings of {', '.join(decision.rules)}"
        yield f"- Owner: {decision.owner}"
        yield f"- Decided: {decision.date}; to be reviewed by {decision.review_by}"
        if decision.when:
            yield f"- Only where an environment has `{decision.when}`"
        yield f"- Evidence: {evidence}\n"


def _open(review: Review) -> Iterator[str]:
    yield "## Open findings\n"
    if not review.open:
        yield "None.\n"
        return
    yield from _items(review, review.open)
    yield ""


def _answered(review: Review) -> Iterator[str]:
    yield "## Answered findings\n"
    for decision in review.decisions:
        if answered := review.answered_by(decision.id):
            yield f"### Answered by {decision.id}\n"
            yield from _items(review, answered)
            yield ""


def _items(review: Review, items: Iterable[Item]) -> Iterator[str]:
    """Tell the same thing of several rules once: packs share many."""
    rows: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for item in items:
        finding = item.finding
        where = "all" if item.environments == review.environments else ", ".join(item.environments)
        what = "<br>".join(spelled(one) for one in item.statements) or finding.asks
        resource = f"{finding.resource}<br>{finding.type}, {item.source.file}"
        found = f"`{finding.detail}`" if finding.detail else ""
        rows[resource, found, what, where].append(f"{finding.rule} `{item.id}`")
    yield from table(
        ("Rule and id", "Resource and source", "Found", "What it allows, or lacks", "Environments"),
        (("<br>".join(rules), *row) for row, rules in rows.items()),
    )


def spelled(statement: Statement) -> str:
    """Return a statement in a line."""
    conditions = f" if {' and '.join(statement.conditions)}" if statement.conditions else ""
    return f"{statement.access}: {', '.join(statement.actions)}{conditions}"


def _silent(review: Review) -> Iterator[str]:
    yield "## Rules that found nothing\n"
    yield from table(
        ("Pack", "Evaluated", "Found something", "Found nothing"),
        (
            (
                label,
                len(review.silent[pack])
                + len({one.finding.rule for one in review.items if one.finding.pack == pack}),
                len({one.finding.rule for one in review.items if one.finding.pack == pack}),
                len(review.silent[pack]),
            )
            for pack, (_, label) in PACKS.items()
        ),
    )
    yield ""
    for pack, rules in review.silent.items():
        yield f"<details><summary>{len(rules)} of {pack}</summary>\n"
        yield from (f"- {rule}: {asks}" for rule, asks in rules.items())
        yield "\n</details>\n"


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Write a table; a bar inside a cell is escaped."""
    yield _row(head)
    yield _row(["---"] * len(head))
    for row in rows:
        yield _row([str(cell).replace("|", "\\|").replace("\n", " ") for cell in row])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
