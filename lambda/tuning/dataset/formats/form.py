"""What a form of records is: how it is known, what it is called, and what its records become."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from tuning.dataset.formats import pairs
from tuning.dataset.formats.chat import Chat
from tuning.dataset.formats.pairs import Pair
from tuning.dataset.formats.shape import Shape
from tuning.dataset.formats.telling import Fields, Telling
from tuning.run.formats import FormatName

Raw = Mapping[str, msgspec.Raw]
"""The outermost keys of a record, their values unread."""

CELL: Final = b'"text"'
"""What any cell of a table is, where only its column is known: a text."""

NOTHING: Final = frozenset({b'""', b"null", b"[]", b"{}"})


@dataclass(frozen=True, kw_only=True)
class Form:
    """A form that records may have.

    Attributes:
        name: what it is detected, said aloud and forced by.
        title: what a person calls it.
        keys: of its records, as a person would write them; of forms with several, the usual ones.
        shape: what its records become.
        native: whether the shape's own decoder reads most of its records, without this table.
        fits: tells it from the outermost keys of a record.
        retell: returns a record as its shape has it; None where nothing is left of it.
        pairs: the columns of a table that has this form.
    """

    name: FormatName
    title: str
    keys: tuple[str, ...]
    fits: Callable[[Raw], bool]
    retell: Callable[[Fields, Telling], dict[str, Any] | None] | None
    shape: type[Shape] = Chat
    native: bool = False
    pairs: tuple[Pair, ...] = ()

    def called(self, keys: Mapping[str, Any]) -> str:
        """Return what a person calls the form of a record of these keys.

        A form that is called by the first of its pairs of keys is called by the one that is there.
        """
        named = [str(pair) for pair in self.pairs]
        there = pairs.fitting(keys, self.pairs)
        return str(there) if there and self.title in named else self.title


def paired(
    name: FormatName,
    title: str,
    *known: Pair,
    needs: Iterable[str] = (),
    any_of: Iterable[str] = (),
) -> Form:
    """Return the form of a question and its answer, under any of some pairs of keys.

    Args:
        name, title, known: of the form.
        needs: keys that are there as well.
        any_of: keys of which one says something.
    """
    needed, more = frozenset(needs), frozenset(any_of)

    def fits(fields: Raw) -> bool:
        pair = pairs.fitting(fields, known)
        if pair is None or not needed <= fields.keys() or is_list(fields[pair.answer]):
            return False
        told = {key for key in more if key in fields and bytes(fields[key]) not in NOTHING}
        return bool(told) or not more

    def retell(fields: Fields, telling: Telling) -> dict[str, Any] | None:
        pair = pairs.fitting(fields, known) or pairs.misspelt(fields, known) or known[0]
        return pairs.retold(fields, pair, telling)

    first = known[0]
    keys = (first.asked, *needed, first.answer)
    return Form(name=name, title=title, keys=keys, fits=fits, retell=retell, pairs=known)


def is_list(raw: msgspec.Raw) -> bool:
    """Tell whether a value that was not read is a list."""
    return bytes(raw).startswith(b"[")
