"""What the dataset room finds, as the screen and the guard look for it together."""

from typing import Final

from tuning.dataset.batch import Columns
from tuning.dataset.privacy import signs
from tuning.dataset.privacy.kinds import Kind, Nature
from tuning.dataset.privacy.search import search
from tuning.dataset.screen import Screen

SCREEN: Final = Screen(())
SECRET: Final = "secret"  # noqa: S105  the name of a kind
"""One kind for all secrets, where precision is compared: a peer tells them apart otherwise."""


def found(text: str) -> list[tuple[int, int, str]]:
    """Return what it finds: where in characters, and which kind."""
    if not SCREEN.hits(Columns([text], [], set())).guarded:
        return []
    data = text.encode()
    return [
        (len(data[:start].decode()), len(data[:end].decode()), compared(kind))
        for start, end, kind in search(data, signs.patterns)
    ]


def compared(kind: Kind) -> str:
    """Return by which name a kind is compared."""
    return kind.name if kind.nature is Nature.PERSONAL else SECRET
