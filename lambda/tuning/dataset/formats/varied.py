"""Keys that stand beside a form by their name, and by their values say what a record is about."""

import re
from typing import Any, Final

from tuning.dataset.codes import Code
from tuning.dataset.formats.beside import BESIDE
from tuning.dataset.formats.pairs import CONTEXT
from tuning.dataset.formats.telling import Fields, Telling

AMBIGUOUS: Final = ("source", "origin", "info", "meta", "subject", "topic", "domain", "comment")
"""A translation's source is what is to be translated; a mail's subject says what it is about."""

FEWEST: Final = 3
"""Different values below which nothing is said of them."""

MOST_HELD: Final = 1000
"""Values that are remembered: of more, what is to be said of them was said."""

SENTENCE: Final = re.compile(
    r".*\s.*[.!?\u3002\uff01\uff1f\u061f\u0964]\W*|\S+(?:\s+\S+){5,}", re.DOTALL
)
"""What no source or subject is named by: it ends as a sentence does, or has six words."""

UNSPACED: Final = re.compile(r"[^\x00-\u0fff]{10,}")
"""As many characters of a script that puts no spaces between words."""

WORDS: Final = re.compile(r"[^\W\d_]{2,}(?:[\s,.;:!?'-]+[^\W\d_]*)*")
"""What may be a text of few words, and no number, address or identifier."""


class Varied:
    """Remembers what stands under such keys from record to record."""

    def __init__(self) -> None:
        """Start without a record."""
        self._met: dict[str, _Met] = {}

    def look(self, fields: Fields, record: dict[str, Any] | None, telling: Telling) -> None:
        """Refuse what was taken for the name of a source or subject, and is ever another text."""
        if telling.handling.lossy or telling.handling.columns:
            return
        left = {
            fault.figures.get("key")
            for fault in telling.faults
            if fault.code in (Code.KEY_LEFT_OUT, Code.NOTES_LEFT_OUT)
        }
        for key in AMBIGUOUS:
            value = fields.get(key)
            if key in left and isinstance(value, str):
                met = self._met.setdefault(key, _Met())
                if met.is_text(value.strip(), asked=str(_asked(record or {}))):
                    better = next(name for name in CONTEXT if name not in fields)
                    figures = {"what": BESIDE[key], "better": better, "format": telling.title}
                    telling.add(Code.TEXT_BESIDE, key=key, **figures)


class _Met:
    """What was met under one key."""

    def __init__(self) -> None:
        self.seen = 0
        self.texts: set[str] = set()
        self.words: set[str] = set()
        self.asked: set[str] = set()

    def is_text(self, value: str, *, asked: str) -> bool:
        """Take in a value, and tell whether those met so far are texts that say something."""
        self.seen += 1
        if len(self.asked) < FEWEST:
            self.asked.add(asked)
        if SENTENCE.fullmatch(value) or UNSPACED.search(value):
            _add(self.texts, value)
        elif WORDS.fullmatch(value):
            _add(self.words, value)
        if len(self.texts) >= FEWEST and 2 * len(self.texts) > self.seen:
            return True
        alone = len(self.asked) == 1 and len(self.texts | self.words) >= FEWEST
        return alone and 2 * len(self.texts | self.words) > self.seen


def _add(values: set[str], value: str) -> None:
    if len(values) < MOST_HELD:
        values.add(value)


def _asked(record: dict[str, Any]) -> object:
    """Return what a record asks, as it was put into its form."""
    messages = record.get("messages")
    return messages[0].get("content") if messages else record.get("prompt", record.get("input"))
