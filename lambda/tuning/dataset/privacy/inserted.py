"""Values of an INSERT of SQL, by the names of its columns."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from tuning.dataset.privacy.announced import a_key, a_password
from tuning.dataset.privacy.kinds import Kind
from tuning.dataset.privacy.password_words import NAMED
from tuning.dataset.privacy.pattern import NOWHERE, Pattern, Span, landmarks
from tuning.dataset.privacy.words import KEYED

INTO: Final = rb"(?i:insert[ \t\r\n]{1,4}into)[ \t\r\n]"
COLUMNS: Final = re.compile(
    INTO + rb"\s{0,4}[^\s(]{1,64}\s{0,4}\(([^()\x00]{1,500})\)\s{0,8}(?i:values)\s{0,8}\("
)
VALUE: Final = re.compile(
    rb"\s{0,16}(?:\\{0,3}'(?P<single>(?:[^'\\\x00]|\\[^'\"]){0,512})\\{0,3}'"
    rb"|\\{0,3}\"(?P<double>(?:[^\"\\\x00]|\\[^'\"]){0,512})\\{0,3}\"|[^,()'\"\x00]{1,200})"
    rb"\s{0,16}(?P<end>,|\)\s{0,8},\s{0,8}\(|\))"
)


@dataclass(frozen=True, kw_only=True)
class Inserted(Pattern):
    """What goes into a column with a word in its name.

    Attributes:
        word: an expression.
        judge: says whether a value is one.
    """

    word: bytes
    judge: Callable[..., Span | None]

    def spans(self, data: bytes) -> Iterator[Span]:
        """Yield where values of this kind stand in a text."""
        word = re.compile(self.word)
        for at in landmarks(self.core, data):
            if not (head := COLUMNS.match(data, at)):
                continue
            told = [bool(word.search(name)) for name in head[1].split(b",")]
            place, at = 0, head.end()
            while any(told) and (found := VALUE.match(data, at)):
                name = "single" if found["single"] is not None else "double"
                if place < len(told) and told[place] and found[name] is not None:
                    yield from filter(None, (self.judge(data, found.span(name), plain=True),))
                place, at = (place + 1 if found["end"] == b"," else 0), found.end()
                if found["end"] == b")":
                    break


INSERTED: Final = (
    Inserted(
        kind=Kind.PASSWORD,
        core=INTO,
        word=NAMED + rb"|(?i:pwd|passw)",
        edges=NOWHERE,
        judge=a_password,
    ),
    Inserted(kind=Kind.API_KEY, core=INTO, word=KEYED, edges=NOWHERE, judge=a_key),
)
