"""The decisions by which findings are answered: ``decisions.toml``, one table for all packs."""

import datetime
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final

import msgspec

FILE: Final = Path(__file__).with_name("decisions.toml")

MOST: Final = 15
"""More decisions than a reviewer reads in one sitting would answer each finding by itself."""

LONGEST: Final = datetime.timedelta(days=366)
"""From a decision to the day by which somebody has looked again."""

FEWEST_WORDS: Final = 10
"""Of a reason: fewer name a thing and do not say why."""


REFERENCE: Final = r"(?:<[^<>]*>|[\w-]+:ExportsOutput\w+)"
"""How findings spell what is known at deployment; cdk-nag puts no brackets around an import."""


class BadDecision(ValueError):
    """The table of decisions cannot be read; the message says where, and what is valid."""


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Why what some rules find in some resources is as it is; decisions.toml tells each key.

    Attributes:
        found: what exactly was found, for rules that find several things; else empty.
        scope: paths of resources in the app, without ``/Resource``.
        owner: the role, and no person's name, that answers for it.
        review_by: the last day on which it holds without having been looked at again.
        when: the setting of an environment without which nothing is found; empty: always.
        stack_wide: it is true of all of a stack, so that a scope may name no more than that.
    """

    id: str
    rules: tuple[str, ...]
    scope: tuple[str, ...]
    reason: str
    effect: str
    owner: str
    date: datetime.date
    review_by: datetime.date
    evidence: tuple[str, ...]
    found: tuple[str, ...] = ()
    when: str = ""
    stack_wide: bool = False

    def answers(self, *, rule: str, resource: str, detail: str) -> bool:
        """Whether this is the answer to what a rule found."""
        return rule in self.rules and self.covers(resource) and self.knows(detail)

    def covers(self, resource: str) -> bool:
        """Whether a resource lies in the scope."""
        return any(pattern.fullmatch(resource) for pattern in self._scope)

    def knows(self, detail: str) -> bool:
        """Whether exactly this is what it speaks of, however references are spelled in it."""
        if not self.found:
            return not detail
        return any(pattern.fullmatch(detail) for pattern in self._found)

    @cached_property
    def _scope(self) -> tuple[re.Pattern[str], ...]:
        return tuple(scope_pattern(path) for path in self.scope)

    @cached_property
    def _found(self) -> tuple[re.Pattern[str], ...]:
        return tuple(found_pattern(text) for text in self.found)


@cache
def scope_pattern(path: str) -> re.Pattern[str]:
    """Return what a path of a scope fits: a star is one name, or a part of one."""
    return re.compile("[^/]*".join(re.escape(part) for part in path.split("*")))


@cache
def found_pattern(text: str) -> re.Pattern[str]:
    """Return what a text of ``found`` fits: ``<…>`` is one reference, ``…`` is anything."""
    one = REFERENCE.join(
        ".*".join(re.escape(part) for part in piece.split("…")) for piece in text.split("<…>")
    )
    return re.compile(one, re.DOTALL)


def read(text: str | None = None) -> tuple[Decision, ...]:
    """Return the decisions of the file, or of a text like it.

    Raises:
        BadDecision: it is not TOML, or a key of a decision is missing, unknown or of another type.
    """
    try:
        content = tomllib.loads(FILE.read_text("utf-8") if text is None else text)
    except tomllib.TOMLDecodeError as error:
        raise BadDecision(f"{FILE.name} is not TOML: {error}") from error
    return tuple(_decision(row) for row in content.get("decision", ()))


@cache
def decisions() -> tuple[Decision, ...]:
    """Return the decisions of the file, read once."""
    return read()


@cache
def wildcard_statements() -> int:
    """Return how many statements with a star among their resources an environment may have."""
    return int(tomllib.loads(FILE.read_text("utf-8"))["wildcard_statements"])


def _decision(row: Mapping[str, Any]) -> Decision:
    known = {field.name: field for field in fields(Decision)}
    where = f"{FILE.name}: {row.get('id', 'a decision without an id')}"
    for key in row:
        if key not in known:
            raise BadDecision(f"{where}: unknown key {key}; valid are: {', '.join(known)}")
    for key, field in known.items():
        if field.default is MISSING and key not in row:
            raise BadDecision(f"{where}: {key} is missing; the head of the file says what it is")
    try:
        return msgspec.convert(row, Decision)
    except msgspec.ValidationError as error:
        raise BadDecision(f"{where}: {error}") from error


def faults(table: Sequence[Decision], today: datetime.date) -> Iterator[str]:
    """Tell what is wrong with the table itself, whatever the rules find: one line each."""
    if len(table) > MOST:
        yield f"{FILE.name}: {len(table)} decisions; at most {MOST}: put together what is one"
    for id_, count in Counter(decision.id for decision in table).items():
        if count > 1:
            yield f"{FILE.name}: {id_}: {count} decisions have this id; give each its own"
    for decision in table:
        for fault in _faults(decision, today):
            yield f"{FILE.name}: {decision.id}: {fault}"


def _faults(decision: Decision, today: datetime.date) -> Iterator[str]:
    for key in ("rules", "scope", "effect", "owner", "evidence"):
        if not (value := getattr(decision, key)) or (isinstance(value, str) and not value.strip()):
            yield f"{key} is empty; say it, or mend what was found and delete the decision"
    if len(decision.reason.split()) < FEWEST_WORDS:
        yield f"has no reason of {FEWEST_WORDS} words; say why it cannot be mended, or mend it"
    if decision.review_by < today:
        yield (
            f"was to be reviewed by {decision.review_by}; look at it again and set date and "
            "review_by anew, or mend what it answers"
        )
    if decision.review_by > decision.date + LONGEST:
        yield f"review_by {decision.review_by} is over a year after its date; bring it nearer"
    if decision.date > today:
        yield f"date {decision.date} is yet to come; say when it was decided"
    for text in decision.found:
        if not text.replace("<…>", "").strip("…/:"):
            yield f"found {text!r} is anything at all; name what was found"
    for path in decision.scope:
        if not decision.stack_wide and not path.partition("/")[2].strip("*/"):
            yield f"scope {path!r} is all of a stack; name its resources, or say stack_wide = true"
