"""docs/iam.md: who may do what, statement by statement, and which call needs it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Final

import msgspec

from docs.pages.markdown import sentence, table
from docs.pages.permission import condition_words, resource_words
from stacks.compliance.names import Templates
from stacks.compliance.permissions import Permission, permissions
from tests.account.calls.actions import Needed
from tests.account.calls.holders import code, code_of_roles, needs
from tests.account.cases import RECORDED, Case, Proofs, cases
from tests.account.deployed import Deployed
from tuning.cli.commands import COMMANDS

PATH: Final = "docs/iam.md"
ENVIRONMENT: Final = "prod"
WORDS: Final = Path(__file__).with_suffix(".txt")
TABLE: Final = Path(__file__).with_suffix(".toml")
POLICY: Final = "Pipeline/People/{}/Policy"

MOST: Final = 3
"""More reasons than this for one statement are counted and not listed."""

OF_NOBODY: Final[Mapping[str, str]] = {
    "prices": "it asks AWS's public price list while a release is prepared, for no environment",
}
"""Commands that call AWS and that no policy is for, with the reason."""

OTHERS: Final = {
    "/People/": "People, in the console.",
    "/Callers/": "Applications, which sign their requests to the API.",
}
"""Whose policies no code of ours works under."""

RUNTIME: Final = "Lambda writes the function's own log and its traces."
KEYS: Final = "What lies there is encrypted with this key."

DOCUMENTED: Final = "AWS documents that its service does this."
MET: Final = "A rehearsal recorded that the service does this."
UNMET: Final = "The service may need it; no rehearsal has met it."

HEAD: Final = """\
## Permissions

{statements} statements in {environment} with its API, {holders} holders and {actions} actions.

*Needed by* is where in the code the call stands, by its path below `lambda/tuning`. Tests read the
code of every function and command, and fail when it calls what it is not granted, or is granted
what it does not call ([decision 29](decisions/0029-granted-and-called.md)). For the roles of AWS's
services it is the document that says that the service makes the call.

*Tried* counts the calls that `tests/account` simulates under a statement: those that must be
allowed, and those beside them that must be denied, for another resource, account, caller or
condition. A rehearsal made those that are *recorded*; the files `*_calls.py` hold the
others. {untried} statements have none of their own: no rehearsal has met such a call, and none
is written down.
"""


@dataclass(frozen=True, kw_only=True)
class Row:
    """Policies that are attached together, and the commands that they are for.

    Attributes:
        others: what the row's own policy is attached with.
        entry: where in the code they begin, if not with the command itself.
        leaves: path in the code that the policies are not for.
        words: in the place of the commands' names.
    """

    policies: tuple[str, ...]
    others: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    entry: str = ""
    leaves: str = ""
    words: str = ""

    @property
    def needs(self) -> tuple[Needed, ...]:
        """What the commands need."""
        modules = {command.name: command.module for command in COMMANDS}
        entries = [self.entry] if self.entry else [f"{modules[each]}.run" for each in self.commands]
        without = (self.leaves,) if self.leaves else ()
        return tuple(each for entry in entries for each in needs(entry, without))

    @property
    def holders(self) -> tuple[str, ...]:
        """All that is needed together, by its path in the app."""
        return tuple(POLICY.format(each) for each in (*self.policies, *self.others))


@dataclass(frozen=True, kw_only=True)
class Rows:
    """The table of people."""

    row: tuple[Row, ...]


@cache
def rows() -> tuple[Row, ...]:
    """Return the table of people."""
    return msgspec.toml.decode(TABLE.read_bytes(), type=Rows).row


def page(templates: Templates) -> str:
    """Return the whole page.

    Args:
        templates: of the stacks of `ENVIRONMENT`.
    """
    text = WORDS.read_text().replace("{people}", _people(templates))
    return text.replace("{permissions}", _permissions(templates).rstrip())


def _people(templates: Templates) -> str:
    described = _descriptions(templates)
    return table(
        ("policy", "description", "commands"),
        (
            (
                " and ".join(f"`{each}Policy`" for each in row.policies),
                described[row.policies[0]] if len(row.policies) == 1 else "as they say, together",
                row.words or ", ".join(f"`{each}`" for each in row.commands),
            )
            for row in rows()
        ),
    )


def _descriptions(templates: Templates) -> Mapping[str, str]:
    return {
        path.split("/")[2]: resource["Properties"]["Description"]
        for template in templates.values()
        for resource in template["Resources"].values()
        if resource["Type"] == "AWS::IAM::ManagedPolicy"
        and (path := resource["Metadata"]["aws:cdk:path"]).startswith("Pipeline/People/")
    }


def _permissions(templates: Templates) -> str:
    rights = permissions(templates)
    proofs = Proofs(cases(Deployed(ENVIRONMENT, templates)), ENVIRONMENT)
    handlers = code_of_roles(templates)
    by_holder = {
        who: list(held)
        for who, held in groupby(
            sorted(rights, key=lambda right: right.holder), key=lambda right: right.holder
        )
    }
    untried = [right for right in rights if not proofs.of(right)]
    head = HEAD.format(
        environment=ENVIRONMENT,
        statements=len(rights),
        holders=len(by_holder),
        actions=sum(len(right.actions) for right in rights),
        untried=len(untried),
    )
    sections = (_section(who, held, handlers.get(who), proofs) for who, held in by_holder.items())
    return "\n".join((head, *sections))


def _section(who: str, held: Sequence[Permission], handler: str | None, proofs: Proofs) -> str:
    called = list(_called(who, handler))
    lines = table(
        ("actions", "on", "if", "why", "needed by", "tried"),
        (
            (
                ("**never** " if right.effect == "Deny" else "") + ", ".join(right.actions),
                ", ".join(resource_words(right.resources)),
                ", ".join(condition_words(right.conditions)),
                *_reasons(right, called, tried),
                _tried(tried),
            )
            for right in held
            for tried in [proofs.of(right)]
        ),
    )
    return f"### {_title(who)}\n\n{_about(who, handler)}\n\n{lines}\n"


def _title(who: str) -> str:
    return "/".join(part for part in who.split("/")[1:] if part not in ("Role", "Policy"))


def _about(who: str, handler: str | None) -> str:
    if handler:
        state = handler.rpartition(".")[0]
        return f"{_first(code().pieces[handler].doc)} `{state.removeprefix('tuning.')}`"
    names = [name for row in rows() if who in row.holders for name in row.commands]
    if names:
        return f"People, for {', '.join(f'`{name}`' for name in dict.fromkeys(names))}."
    return next((what for part, what in OTHERS.items() if part in who), "A service of AWS.")


def _called(who: str, handler: str | None) -> Iterator[Needed]:
    if handler:
        yield from needs(handler)
    for row in rows():
        if who in row.holders:
            yield from row.needs


def _reasons(right: Permission, called: Sequence[Needed], tried: Sequence[Case]) -> tuple[str, str]:
    """Return why a statement is there, and which calls need it."""
    if any(key == "kms:ViaService" for _, key in right.conditions):
        return KEYS, "the calls of these services"
    mine = [each for each in called if each.action in right.actions]
    if mine:
        functions = list(dict.fromkeys(each.call.function for each in mine))
        why = [
            sentence(each.why) if each.why else _first(_doc(each.call.function)) for each in mine
        ]
        return _few(why, " "), _few([f"`{_below(each)}`" for each in functions], ", ")
    if right.effect == "Deny":
        return "Who drops, or has runs go on, does not approve.", "nothing"
    if right.actions[0].startswith(("logs:", "xray:")) and called:
        return RUNTIME, "the runtime"
    named = [each.name for each in tried if each.name != RECORDED]
    if named:
        return DOCUMENTED, _few([f"`{each}`" for each in named], ", ")
    return (MET, "the service") if tried else (UNMET, "the service")


def _few(texts: Iterable[str], between: str) -> str:
    found = list(dict.fromkeys(texts))
    more = f"{between}and {len(found) - MOST} more" if len(found) > MOST else ""
    return between.join(found[:MOST]) + more


def _below(function: str) -> str:
    return function.removeprefix("tuning.")


def _doc(function: str) -> str:
    """Return what a function says of itself; a method without a word, what its class says."""
    pieces = code().pieces
    return pieces[function].doc or code().docs[pieces[function].module]


def _first(doc: str) -> str:
    """Return the first sentence."""
    return " ".join(doc.split("\n\n")[0].split())


def _tried(tried: Sequence[Case]) -> str:
    if not tried:
        return "-"
    recorded = sum(case.name == RECORDED for case in tried)
    denied = sum(case.denied for case in tried)
    note = f" ({recorded} recorded)" if recorded else ""
    return f"{len(tried)} allowed{note}, {denied} denied"
