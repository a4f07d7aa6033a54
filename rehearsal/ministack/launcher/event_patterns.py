"""How complex an event pattern is, as EventBridge counts it before it takes a rule.

EventBridge refuses a rule whose wildcards are too complex ("Rule is too complex"; EventBridge User
Guide, "Creating event patterns with operators": wildcards and event pattern complexity). Its engine
is public (AWS's event-ruler) and counts what this module counts: how many beginnings of wildcards
one value of a field can fit at once, at worst. Of ``*a*`` the value ``a`` fits three: ``*``, ``*a``
and ``*a*``. The limit itself is not documented: 9 was taken and 12 refused in accounts, and the
document's own example of a refused pattern counts 11.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final

MOST: Final = 8
"""The highest complexity that a rule may have: below the lowest value that was ever refused."""

ANY: Final = None
"""A star of a wildcard, among its characters."""

OTHER: Final = ""
"""Any character that stands in none of the wildcards."""

Token = str | None
Place = tuple[int, int]
"""A wildcard's number and how many of its tokens a value has fitted."""


def complexity(pattern: Mapping[str, Any]) -> int:
    """Return the complexity of the field of a pattern whose wildcards are the most complex."""
    fields: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for path, text in _wildcards(pattern):
        fields[path].add(text)
    return max(map(fitted_at_once, fields.values()), default=0)


def fitted_at_once(texts: set[str]) -> int:
    """Return how many beginnings of these wildcards one value can fit at once, at worst.

    All sets of beginnings that some value fits are walked through, one character after the other.
    """
    wildcards = [_tokens(text) for text in sorted(texts)]
    characters = {token for tokens in wildcards for token in tokens if token is not ANY} | {OTHER}
    start = frozenset(_opened((number, 0), wildcards) for number in range(len(wildcards)))
    ahead, seen, most = [frozenset().union(*start)], set(), 0
    while ahead:
        places = ahead.pop()
        for character in characters:
            fitted = frozenset(_fitted(places, character, wildcards))
            if fitted not in seen:
                seen.add(fitted)
                ahead.append(fitted)
                most = max(most, len(fitted))
    return most


def _wildcards(pattern: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every wildcard of a pattern with the field that it is about, on either side of an ``$or``."""
    match pattern:
        case {"wildcard": str(text)}:
            yield path, text
        case {"wildcard": [*texts]}:
            yield from ((path, text) for text in texts)
        case Mapping():
            for name, inner in pattern.items():
                further = path if name in ("$or", "anything-but") else (*path, name)
                yield from _wildcards(inner, further)
        case [*several]:
            for one in several:
                yield from _wildcards(one, path)


def _tokens(text: str) -> tuple[Token, ...]:
    r"""Return a wildcard's characters and stars; ``\*`` and ``\\`` are characters."""
    tokens: list[Token] = []
    characters = iter(text)
    for character in characters:
        if character == "\\":
            tokens.append(next(characters, character))
        else:
            tokens.append(ANY if character == "*" else character)
    return tuple(tokens)


def _fitted(
    places: frozenset[Place], character: str, wildcards: list[tuple[Token, ...]]
) -> Iterator[Place]:
    """Return where each wildcard stands after one more character of the value."""
    for number, fitted in places:
        tokens = wildcards[number]
        if fitted and tokens[fitted - 1] is ANY:
            yield number, fitted
        if fitted < len(tokens) and tokens[fitted] == character:
            yield from _opened((number, fitted + 1), wildcards)


def _opened(place: Place, wildcards: list[tuple[Token, ...]]) -> frozenset[Place]:
    """Return a place and, where a star follows that may fit nothing, the place behind it."""
    number, fitted = place
    tokens = wildcards[number]
    behind = {(number, fitted + 1)} if fitted < len(tokens) and tokens[fitted] is ANY else set()
    return frozenset({place, *behind})
