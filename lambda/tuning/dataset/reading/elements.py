"""Records that are no lines: the elements of a JSON array, or objects written over several lines.

The text is never held as a whole: each object is found by its braces, and read by itself.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Final

import msgspec

from tuning.dataset.batch import Batch
from tuning.dataset.codes import Code
from tuning.dataset.problems import Fault, Unreadable
from tuning.dataset.reading import diagnosis
from tuning.dataset.reading.file import Reading
from tuning.dataset.reading.lines import LINE_BYTES, MEBIBYTE
from tuning.dataset.reading.parser import Parser
from tuning.dataset.reading.slips import Slip

BATCH_OBJECTS: Final = 1024

ARRAY: Final = re.compile(rb"\s*\[\s*(?=[{\]]|$)")

TRAINING: Final = frozenset({b"train", b"training"})
LISTS: Final = frozenset(
    {b"data", b"rows", b"records", b"items", b"samples", b"instances", b"dataset", *TRAINING}
)
SPLITS: Final = frozenset({b"validation", b"valid", b"val", b"dev", b"test", b"eval"})

_SCALAR: Final = rb'(?:"[^"\\\n]*"|[-\d.]+|null|true|false)'
_PLAIN: Final = rb'"[^"\\\n]*"\s*:\s*' + _SCALAR
_LIST: Final = rb"(?:" + _PLAIN + rb'\s*,\s*)*"([A-Za-z_]{1,20})"\s*:\s*\[\s*(?=[{\]])'
NAMED: Final = re.compile(rb"\s*\{\s*" + _LIST)
NEXT_NAMED: Final = re.compile(rb"\s*\]\s*,\s*" + _LIST)
"""A document of several lists, as splits that were written into one file."""

LAST: Final = re.compile(rb"(?:\s*,\s*" + _PLAIN + rb")*\s*\}")
"""How such a document ends behind its last list."""

LONE_BRACE: Final = re.compile(rb"\s*\{[ \t]*\r?\n")

TOKEN: Final = re.compile(rb'"(?:[^"\\\n]|\\.)*"|[{}\[\]]|["\\]')
"""A string, or what opens and closes; a quote or backslash alone where a string is broken."""

OPEN: Final = frozenset(b"{[")
CLOSED: Final = frozenset(b"}]")


def container(head: bytes, *, only: str | None) -> str | None:
    """Name what a file is if its records are elements; None where they are lines.

    Args:
        head: how it begins.
        only: the list that a person named, whose name may be any.
    """
    if ARRAY.match(head):
        return "JSON array"
    if (named := NAMED.match(head)) and (only or named[1] in LISTS | SPLITS):
        return "JSON list"
    return "JSON over several lines" if _spread(head) else None


def _spread(head: bytes) -> bool:
    """Tell whether the first object of a file is written over several lines."""
    start = len(head) - len(head.lstrip())
    if not head.startswith(b"{", start):
        return False
    line = head.find(b"\n", start)
    end = _end(head, start)
    if line < 0 or end is None or end <= line:
        return False
    try:
        diagnosis.OUTLINE.decode(head[start:end])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return LONE_BRACE.match(head) is not None
    return True


def _end(text: bytes, start: int) -> int | None:
    """Return where the object that begins at ``start`` ends; None when that is not in the text."""
    depth = 0
    for token in TOKEN.finditer(text, start):
        first = token[0][0]
        if first in OPEN:
            depth += 1
        elif first in CLOSED:
            depth -= 1
            if depth <= 0:
                return token.end()
    return None


def read(pieces: Iterable[bytes], reading: Reading, *, name: str) -> Iterator[Batch]:
    """Yield every record that can be read, with the line on which it begins.

    Raises:
        Unreadable: LINE_TOO_LONG, where the next object begins cannot be told.
    """
    parser = Parser(reading, container=name)
    found = Elements(pieces, reading, listed=name != "JSON over several lines")
    objects = iter(found)
    while some := list(islice(objects, BATCH_OBJECTS)):
        parsed = [(parser.parse(text, line=line), line) for line, text in some]
        shapes = [shape for shape, _ in parsed if shape is not None]
        yield parser.batch(shapes, [line for shape, line in parsed if shape is not None])


class Elements:
    """The objects of a text, one after the other, each with the line on which it begins."""

    def __init__(self, pieces: Iterable[bytes], reading: Reading, *, listed: bool) -> None:
        """Read from the pieces of a file; what is wrong between objects goes to ``reading``."""
        self._pieces = iter(chain(pieces))
        self._reading = reading
        self._listed = listed
        self._text = b""
        self._at = 0
        self._line = 1
        self._taken = reading.only is None or not listed
        self._first = b""

    def __iter__(self) -> Iterator[tuple[int, bytes]]:
        self._more()
        begun = self._begin()
        while self._skip_space():
            byte = self._text[self._at : self._at + 1]
            if byte == b"{":
                line, element = self._line, self._element()
                if self._taken:
                    yield line, element
                begun = self._separator()
            elif byte == b"]" and self._listed:
                if begun:
                    self._slip(Slip.TRAILING_COMMA)
                if not self._next_list():
                    return
                begun = False
            else:
                self._slip(Slip.BETWEEN_RECORDS)
                self._to_next_object()

    def _begin(self) -> bool:
        """Go to the first object."""
        if self._listed:
            start = ARRAY.match(self._text) or NAMED.match(self._text)
            if start:
                if start.re is NAMED:
                    self._name(start[1], start.end())
                self._go(start.end())
        return False

    def _name(self, name: bytes, end: int) -> None:
        """Take the objects of a list by its name.

        Of several only the first is taken, or the one to train on: a list of what was rejected or
        deleted has the form of the others.
        """
        if self._reading.only is not None:
            self._taken = name.decode().lower() == self._reading.only.lower()
            return
        first = not self._first
        self._first = self._first or name
        self._taken = name not in SPLITS and (first or (self._first in SPLITS and name in LISTS))
        if not self._taken and not self._text.startswith(b"]", end):
            figures = {"split": name.decode(), "first": self._first.decode()}
            self._reading.add(Fault(Code.SPLIT_NOT_READ, figures), line=self._line)

    def _next_list(self) -> bool:
        self._fill(4096)
        following = NEXT_NAMED.match(self._text, self._at)
        if not following:
            self._go(self._at + 1)
            rest = self._text[self._at :].strip()
            if rest and not LAST.match(rest):
                self._slip(Slip.AFTER_THE_END)
            return False
        self._name(following[1], following.end())
        self._go(following.end())
        return True

    def _element(self) -> bytes:
        """Return the object that begins here, and go behind it."""
        while (end := _end(self._text, self._at)) is None:
            if len(self._text) - self._at > LINE_BYTES:
                too_long = Fault.of(Code.LINE_TOO_LONG, mebibytes=LINE_BYTES // MEBIBYTE)
                raise Unreadable(too_long, line=self._line)
            if not self._more():
                end = len(self._text)
                break
        element = self._text[self._at : end]
        self._go(end)
        return element

    def _separator(self) -> bool:
        """Go behind a comma, and tell whether there was one; complain where it is wrong."""
        if not self._skip_space():
            return False
        comma = self._text.startswith(b",", self._at)
        if comma:
            if not self._listed:
                self._slip(Slip.COMMA_BETWEEN)
            self._go(self._at + 1)
        elif self._listed and self._text.startswith(b"{", self._at):
            self._slip(Slip.MISSING_COMMA)
        return comma

    def _to_next_object(self) -> None:
        """Pass over what is no object."""
        while (start := self._text.find(b"{", self._at + 1)) < 0:
            self._go(len(self._text))
            if not self._more():
                return
        self._go(start)

    def _skip_space(self) -> bool:
        """Go to what comes next; False at the end."""
        while True:
            rest = self._text[self._at : self._at + 256].lstrip()
            if rest:
                self._go(min(self._at + 256, len(self._text)) - len(rest))
                return True
            if self._at + 256 < len(self._text):
                self._go(self._at + 256)
                continue
            self._go(len(self._text))
            if not self._more():
                return False

    def _slip(self, slip: Slip) -> None:
        self._reading.add(slip.fault(), line=self._line)

    def _go(self, to: int) -> None:
        self._line += self._text.count(b"\n", self._at, to)
        self._at = to

    def _fill(self, size: int) -> None:
        while len(self._text) - self._at < size and self._more():
            pass

    def _more(self) -> bool:
        """Read on, and forget what was passed."""
        piece = next(self._pieces, b"")
        self._text = self._text[self._at :] + piece
        self._at = 0
        return bool(piece)
