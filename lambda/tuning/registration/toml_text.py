"""The text of task.toml, held to what no recipe needs more of before anything parses it.

``tomllib`` is quadratic in the dots of a key and recurses into brackets: 39 KB of dots take 1.5 GB,
and a few thousand brackets end the parser. Whoever may drop a file writes this text.
"""

import re
import tomllib
from itertools import accumulate
from typing import Any, Final

MOST_BYTES: Final = 64 * 1024
"""A recipe with every key and a rubric of each kind has a few; what a run records of it grows with
it, and must fit an item of the ledger (400 KB) and the state of an execution (256 KiB)."""

TOO_LONG: Final = (
    f"task.toml has more than {MOST_BYTES // 1024} KB; shorten its texts: data belong into files "
    "beside it"
)

MOST_DOTS: Final = 16
"""The recipe's deepest key has two."""

DEEPEST: Final = 16
"""The recipe's deepest value is a table in a list in a table in a list."""

BYTE_ORDER_MARK: Final = "\ufeff"
"""What some editors write before the first key, and TOML does not know."""

QUOTED: Final = re.compile(
    r'"""(?:\\.|[^\\])*?(?:"""|\\?\Z)'
    r"|'''.*?(?:'''|\Z)"
    r'|"(?:\\.|[^"\\\n])*"?'
    r"|'[^'\n]*'?"
    r"|#[^\n]*",
    re.DOTALL,
)
"""A text or a comment, to the end where it is not closed, so that looking for it stays linear."""

NO_VALUE: Final = "Invalid value"
"""How the parser refuses what stands behind the equals sign."""

BETWEEN_KEYS: Final = re.compile(r"[=,{}\[\]\n]")
BRACKETS: Final = re.compile(r"[\[{\]}]")


class BadToml(ValueError):
    """The text is no TOML, or more than a recipe needs; the message is one line."""


def parsed(text: str) -> dict[str, Any]:
    """Return what the text of a task.toml says.

    Raises:
        BadToml: it is no TOML, or longer or deeper than any recipe is.
    """
    if len(text.encode(errors="replace")) > MOST_BYTES:
        raise BadToml(TOO_LONG)
    bare = QUOTED.sub("x", text)
    if max(key.count(".") for key in BETWEEN_KEYS.split(bare)) > MOST_DOTS:
        raise BadToml(f"task.toml has a key of more than {MOST_DOTS} dots; no key has more than 2")
    steps = (1 if bracket in "[{" else -1 for bracket in BRACKETS.findall(bare))
    if max(accumulate(steps), default=0) > DEEPEST:
        raise BadToml(f"task.toml nests more than {DEEPEST} brackets; no value needs more than 4")
    try:
        return tomllib.loads(text.removeprefix(BYTE_ORDER_MARK))
    except (ValueError, RecursionError, MemoryError) as error:
        why = " ".join(str(error).split()) or type(error).__name__
        if why.startswith(NO_VALUE):
            why = f"{why}; texts stand in quotes, true and false are written in small letters"
        raise BadToml(f"task.toml is not TOML: {why}") from error
