"""Two texts word by word: what of an answer its reference does not have, marked."""

import re
from difflib import SequenceMatcher
from typing import Final

from markupsafe import Markup, escape

from tuning.scripts import UNSPACED

PIECE: Final = re.compile(rf"\s+|{UNSPACED.pattern}|\w+|[^\w\s]")
"""White space, a letter of a script that writes no spaces, a word, or one sign."""

MARK: Final = Markup("<mark>{}</mark>")


def marked(text: str, reference: str) -> Markup:
    """Return a text as markup in which the words are marked that its reference does not have.

    Case and white space do not count; what is marked in one stretch has one mark.
    """
    given, wanted = _pieces(text), _pieces(reference)
    matcher = SequenceMatcher(None, _alike(given), _alike(wanted), autojunk=False)
    parts: list[Markup] = []
    for kind, start, end, _, _ in matcher.get_opcodes():
        stretch = "".join(given[start:end])
        plain = kind == "equal" or not stretch.strip()
        parts.append(escape(stretch) if plain else MARK.format(stretch))
    return Markup().join(parts)


def _pieces(text: str) -> list[str]:
    return [found[0] for found in PIECE.finditer(text)]


def _alike(pieces: list[str]) -> list[str]:
    return [" " if piece.isspace() else piece.casefold() for piece in pieces]
