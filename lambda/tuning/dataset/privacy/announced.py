"""Secrets that a name announces, with code between its sign and the literal that holds them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from tuning.dataset.privacy.kinds import Kind
from tuning.dataset.privacy.password_words import ENDING, NAMED
from tuning.dataset.privacy.passwords import FIELD, SHORTEST, mixed, password
from tuning.dataset.privacy.pattern import NOWHERE, Pattern, Span, landmarks
from tuning.dataset.privacy.services import DIGIT, drawn
from tuning.dataset.privacy.walking import FARTHEST, walked
from tuning.dataset.privacy.words import ABOUT, GAP, KEYED, QUOTE, SUBSCRIPT

SIGN: Final = (
    rb"(?:" + SUBSCRIPT + rb"|" + QUOTE + rb")?" + GAP + rb"{0,4}(?:=>|:?={1,3}|(?:\|\||\?\?)=|:)"
)
REST: Final = rb"[A-Za-z0-9_]{0,24}"
"""Of a name."""

NO_KEY: Final = (
    rb"(?![A-Za-z0-9_]{0,24}?(?:[_-]|(?<=[a-z])(?=[A-Z]))" + ABOUT + rb"(?![A-Za-z0-9_]))"
)

CALLED: Final = re.compile(
    rb"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|[A-Za-z]+[0-9]{0,2}(?:[_./:-](?:[A-Za-z]+[0-9]{0,2}|[0-9]{1,4}))+"
    rb"|(?i:sha|md|aes|hs|rs|es|utf|iso|base|bcrypt|argon|pbkdf|scrypt|latin|blake)[_-]?[0-9].*"
)
"""Names of variables, files and algorithms."""

ITSELF: Final = re.compile(NAMED + rb"[0-9]?")
"""The name of a type, where code marks one with its own name."""

SPACE: Final = re.compile(rb"\s")
FEWEST: Final = 4
SHORTEST_KEY: Final = 12
"""Bytes: with a plain quote and with code before it, and of a key."""


def a_password(data: bytes, span: Span, *, plain: bool) -> Span | None:
    """Ask for a digit and no name where code stands before it."""
    value = data[slice(*span)]
    if plain and len(value) >= FEWEST:
        return password(data, span, literal=True)
    if SPACE.search(value) or CALLED.fullmatch(value) or ITSELF.fullmatch(value):
        return None
    if len(value) < SHORTEST:
        return None
    found = password(data, span, literal=True)
    return span if found and mixed(value + b" ", (0, len(value))) else None


def a_key(data: bytes, span: Span, **_: bool) -> Span | None:
    """Ask that it looks drawn by lot."""
    value = data[slice(*span)]
    if len(value) < SHORTEST_KEY or SPACE.search(value) or FIELD.fullmatch(value):
        return None
    if CALLED.fullmatch(value):
        return None
    return drawn(data, span) if DIGIT.search(value) else None


@dataclass(frozen=True, kw_only=True)
class Announced(Pattern):
    """Literals of the expression behind a name and a sign.

    Attributes:
        name: the name and the sign, closer than the core says them.
        judge: says whether one is a value, and is told whether no word stands before it.
    """

    name: bytes
    judge: Callable[..., Span | None]

    @cached_property
    def regex(self) -> re.Pattern[bytes]:
        """The name and the sign."""
        return re.compile(self.name)

    def spans(self, data: bytes) -> Iterator[Span]:
        """Yield where values of this kind stand in a text.

        What a long walk passed is not walked again: a text of names alone would take its square.
        """
        passed = 0
        for at in landmarks(self.core, data):
            if at < passed or not (found := self.regex.match(data, at)):
                continue
            walk = walked(data, found.end())
            if walk.end - at > FARTHEST // 2:
                passed = walk.end
            for span, plain in walk.literals:
                if value := self.judge(data, span, plain=plain):
                    yield value


ANNOUNCED: Final = (
    Announced(
        kind=Kind.PASSWORD,
        core=NAMED,
        name=NAMED + ENDING + SIGN,
        edges=NOWHERE,
        judge=a_password,
    ),
    Announced(
        kind=Kind.API_KEY,
        core=KEYED + REST + SIGN,
        name=KEYED + NO_KEY + REST + SIGN,
        edges=NOWHERE,
        judge=a_key,
    ),
)
