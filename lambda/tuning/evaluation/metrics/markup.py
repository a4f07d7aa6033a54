"""Answers that are XML: whether they are well-formed, are built alike, and hold the same."""

from collections import Counter
from functools import lru_cache
from io import BytesIO
from typing import Final
from xml.parsers import expat

from tuning.evaluation.metrics.agreement import f1_of
from tuning.evaluation.metrics.structured import unfenced
from tuning.evaluation.metrics.words import composed

ROOT: Final = 0
"""The place in which a document stands."""


class _Refused(Exception):
    """A document type, in which an answer could define entities that grow without bound."""


def xml_valid(answer: str, _reference: str) -> float:
    """Return 1 when the answer is one well-formed XML element, else 0; a fence is let pass.

    A document type is refused.
    """
    return float(_read(answer) is not None)


def xml_structure(answer: str, reference: str) -> float:
    """Return the harmonic mean of precision and recall of elements and attributes in their places.

    Texts, values and order do not count. 0 when one of the two is not well-formed.
    """
    given, wanted = _read(answer), _read(reference)
    if given is None or wanted is None:
        return 0.0
    return f1_of(given.structure, wanted.structure)


def xml_fields(answer: str, reference: str) -> float:
    """Return the harmonic mean of precision and recall of texts and values, each where it belongs.

    Spacing, the order of attributes and that of elements of different names do not count; the order
    of elements of one name does. 0 when one of the two is not well-formed.
    """
    given, wanted = _read(answer), _read(reference)
    if given is None or wanted is None:
        return 0.0
    return f1_of(given.fields, wanted.fields)


class _Element:
    """An element that is open: where it stands, what it says, and the elements in it by name."""

    def __init__(self, path: int, place: int) -> None:
        self.path, self.place = path, place
        self.said: list[str] = []
        self.inner: Counter[str] = Counter()


class _Document:
    """Counts what a document has, by the names around it; a hash stands for each place.

    A deep document would have paths as long as itself.
    """

    def __init__(self) -> None:
        self.structure: Counter[int] = Counter()
        self.fields: Counter[tuple[int, str]] = Counter()
        self._open = [_Element(ROOT, ROOT)]

    def start(self, name: str, attributes: dict[str, str]) -> None:
        around = self._open[-1]
        around.inner[name] += 1
        each = _Element(hash((around.path, name)), hash((around.place, name, around.inner[name])))
        self._open.append(each)
        self.structure[each.path] += 1
        for attribute, value in attributes.items():
            self.structure[hash((each.path, "@", attribute))] += 1
            self.fields[hash((each.place, "@", attribute)), _spaced(value)] += 1

    def text(self, said: str) -> None:
        self._open[-1].said.append(said)

    def end(self, _name: str) -> None:
        each = self._open.pop()
        said = _spaced("".join(each.said))
        if said or not each.inner:
            self.fields[each.place, said] += 1


def _spaced(text: str) -> str:
    """Return a text without the white space that sets its lines apart."""
    return composed(" ".join(text.split()))


@lru_cache(maxsize=16)
def _read(text: str) -> _Document | None:
    found = _Document()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartElementHandler, parser.EndElementHandler = found.start, found.end
    parser.CharacterDataHandler = found.text
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.ParseFile(BytesIO(unfenced(text).encode()))
    except (expat.ExpatError, UnicodeEncodeError, _Refused):
        return None
    return found


def _refuse(*_declaration: object) -> None:
    raise _Refused
