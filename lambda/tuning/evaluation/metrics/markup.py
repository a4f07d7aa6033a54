"""Answers that are XML: whether they are well-formed, and whether they are built alike."""

from collections import Counter
from functools import lru_cache
from io import BytesIO
from xml.parsers import expat

from tuning.evaluation.metrics.agreement import f1_of
from tuning.evaluation.metrics.structured import unfenced


class _Refused(Exception):
    """A document type, in which an answer could define entities that grow without bound."""


def xml_valid(answer: str, _reference: str) -> float:
    """Return 1 when the answer is one well-formed XML element, else 0; a fence is let pass.

    A document type is refused.
    """
    return float(_structure(answer) is not None)


def xml_structure(answer: str, reference: str) -> float:
    """Return the harmonic mean of precision and recall of elements and attributes in their places.

    Texts, values and order do not count. 0 when one of the two is not well-formed.
    """
    given, wanted = _structure(answer), _structure(reference)
    if given is None or wanted is None:
        return 0.0
    return f1_of(given, wanted)


class _Paths:
    """Counts the elements and attributes of a document by their names and those around them."""

    def __init__(self) -> None:
        self.found: Counter[int] = Counter()
        self._open = [0]

    def start(self, name: str, attributes: dict[str, str]) -> None:
        # a hash of the path: a deep document would have paths as long as itself
        place = hash((self._open[-1], name))
        self._open.append(place)
        self.found[place] += 1
        self.found.update(hash((place, "@", attribute)) for attribute in attributes)

    def end(self, _name: str) -> None:
        self._open.pop()


@lru_cache(maxsize=16)
def _structure(text: str) -> Counter[int] | None:
    paths = _Paths()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartElementHandler, parser.EndElementHandler = paths.start, paths.end
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.ParseFile(BytesIO(unfenced(text).encode()))
    except (expat.ExpatError, UnicodeEncodeError, _Refused):
        return None
    return paths.found


def _refuse(*_declaration: object) -> None:
    raise _Refused
