r"""A recipe's regular expression, searched in time that grows with the text and no faster.

Hyperscan searches, because it never tries again: an expression that keeps ``re`` busy for years,
such as ``(a+)+b``, costs it no more than any other. As in ECMAScript, ``\w``, ``\d`` and ``\b``
are those of ASCII; ``\p{L}`` is a letter of any script.
"""

from functools import lru_cache
from typing import Final

import hyperscan

LONGEST: Final = 500
"""Characters of an expression; longer ones take seconds to compile."""

WORDS: Final = (
    f"must be a regular expression of 1 to {LONGEST} characters, without look-around and back "
    "references"
)

FLAGS: Final = hyperscan.HS_FLAG_UTF8 | hyperscan.HS_FLAG_SINGLEMATCH | hyperscan.HS_FLAG_ALLOWEMPTY
"""A character is one of Unicode; one match is enough, and it may be empty."""


class BadExpression(ValueError):
    """No expression that can be searched for; the message says why."""


class Expression:
    """A regular expression that is searched for anywhere in a text, as ``re.search`` does."""

    def __init__(self, expression: str) -> None:
        """Compile it.

        Raises:
            BadExpression: it is empty, too long, no expression, or one that cannot be searched in
                linear time.
        """
        if not 1 <= len(expression) <= LONGEST:
            raise BadExpression(f"it has {len(expression)} characters")
        self._database = hyperscan.Database()
        try:
            self._database.compile(expressions=[expression.encode()], flags=[FLAGS])
        except (hyperscan.error, UnicodeEncodeError) as error:
            raise BadExpression(str(error)) from error

    def found_in(self, text: str) -> bool:
        """Tell whether some part of a text matches."""
        found: list[int] = []
        data = text.encode(errors="replace")
        self._database.scan(data, match_event_handler=lambda *match: found.append(match[0]))
        return bool(found)


@lru_cache(maxsize=32)
def expression(text: str) -> Expression:
    """Return an expression compiled; the last few are kept.

    Raises:
        BadExpression: see ``Expression``.
    """
    return Expression(text)


def problem(text: str | None) -> str | None:
    """Return why a recipe's expression cannot be used, or None."""
    try:
        if text is not None:
            expression(text)
    except BadExpression as error:
        return str(error)
    return None
