"""What a dataset is judged by as a whole: one row of figures for each good record, and no text.

Sheets of the pieces of a file, put one after the other, are the sheet of the file. So a file can be
read in pieces, on many machines, and judged once.
"""

import re
from array import array
from collections.abc import Iterable, Sequence
from string import ascii_lowercase, ascii_uppercase
from typing import Final

import xxhash

from tuning.dataset.expressions import Expressions

DIGEST_BITS: Final = 60
"""A digest of more bits would take a third more memory in Python; of a million different prompts
two share one with a chance of 1 in 2 million."""

MASK: Final = (1 << DIGEST_BITS) - 1

MOST_ROWS: Final = 2_000_000
"""A hundred times what any base model takes, and 72 MB: of more records a dataset is not judged."""

BETWEEN: Final = "\0"
"""Around the texts of many records; no good record holds NUL."""

LOOSE: Final = (rb"  ", rb" \x00", rb"\x00 ")
WHITE: Final = (rb"[\t\n\x0b\f\r]",)
IRREGULAR: Final = Expressions((*LOOSE, *WHITE), once=True)
"""Spacing that is not one space between two words; many texts have none."""

SPACED: Final = Expressions(LOOSE, once=True)
PLAIN: Final = bytes.maketrans(
    ascii_uppercase.encode() + b"\t\n\v\f\r", ascii_lowercase.encode() + b"     "
)
SPACES: Final = re.compile(rb"  +")


class Sheet:
    """Columns of figures, in the order in which the records stand in their file.

    Attributes:
        lines: the line on which each record begins.
        prompts: digest of everything before the answer, whatever its case and spacing.
        answers: digest of the answer, exactly as it is written.
        prompt_characters, answer_characters: their lengths.
    """

    __slots__ = ("answer_characters", "answers", "lines", "prompt_characters", "prompts")

    def __init__(self) -> None:
        """Start without a record."""
        self.lines = array("Q")
        self.prompts = array("Q")
        self.answers = array("Q")
        self.prompt_characters = array("I")
        self.answer_characters = array("I")

    def add(self, lines: Sequence[int], *, asked: list[str], answers: list[str]) -> None:
        """Add the rows of records, position by position.

        Args:
            lines: on which each begins.
            asked: what each asks, without NUL.
            answers: what each answers, likewise; nothing where the format has no answers.
        """
        if not lines:
            return
        self.lines.extend(lines)
        nothing = [0] * (len(asked) - len(answers))
        self.prompts.fromlist(prompt_digests(asked))
        self.answers.fromlist(answer_digests(answers) + nothing)
        self.prompt_characters.fromlist([*map(len, asked)])
        self.answer_characters.fromlist([*map(len, answers), *nothing])

    def append(self, other: "Sheet", *, shift: int = 0) -> None:
        """Put the rows of what comes next after these, unless there are too many already.

        Args:
            other: the rows.
            shift: lines that come before the first one of ``other``.
        """
        if len(self) > MOST_ROWS:
            return
        lines = other.lines
        self.lines.extend(array("Q", [line + shift for line in lines]) if shift else lines)
        for name in self.__slots__:
            if name != "lines":
                getattr(self, name).extend(getattr(other, name))

    def __len__(self) -> int:
        return len(self.lines)


def prompt_digests(texts: list[str]) -> list[int]:
    """Identify prompts, whatever their case and spacing.

    Spacing is ASCII white space: a run of it counts as one space, at either end as none.
    """
    block = BETWEEN.join(("", *texts, ""))
    if not IRREGULAR.any(block.encode()):
        return _digests(map(str.encode, map(str.casefold, texts)))
    if not block.isascii():
        block = BETWEEN.join(("", *map(str.casefold, texts), ""))
    even = block.encode().translate(PLAIN)
    if SPACED.any(even):
        even = SPACES.sub(b" ", even).replace(b" \0", b"\0").replace(b"\0 ", b"\0")
    return _digests(even.split(b"\0")[1:-1])


def answer_digests(texts: list[str]) -> list[int]:
    """Identify answers exactly as they are written."""
    return _digests(map(str.encode, texts))


def _digests(texts: Iterable[bytes]) -> list[int]:
    return [digest & MASK for digest in map(xxhash.xxh3_64_intdigest, texts)]
