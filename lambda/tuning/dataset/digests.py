"""What makes two texts the same to a model: a digest of what is read, however it is written.

Texts are the same whatever their Unicode form, their case, their spacing and what nobody sees in
them, without the punctuation that closes them, and without quotes, parentheses or a bullet around
them. So nobody who copies a text, or writes it out once more, makes another text of it.
"""

import re
from collections.abc import Iterable, Sequence
from string import ascii_lowercase, ascii_uppercase
from typing import Final
from unicodedata import normalize

import xxhash

from tuning.dataset.expressions import Expressions
from tuning.dataset.wrapping import CLOSING, WIDELY_CLOSING, bare

DIGEST_BITS: Final = 60
"""A digest of more bits would take a third more memory in Python; of a million different prompts
two share one with a chance of 1 in 2 million."""

MASK: Final = (1 << DIGEST_BITS) - 1

BETWEEN: Final = "\0"
"""Around the texts of many records; no good record holds NUL."""

LOOSE: Final = (rb"  ", rb" \x00", rb"\x00 ")
WHITE: Final = (rb"[\t\n\x0b\f\r\x1c-\x1f]",)
IRREGULAR: Final = Expressions((*LOOSE, *WHITE), once=True)
"""Spacing that is not one space between two words; many texts have none."""

SPACED: Final = Expressions(LOOSE, once=True)
PLAIN: Final = bytes.maketrans(
    ascii_uppercase.encode() + b"\t\n\v\f\r\x1c\x1d\x1e\x1f", ascii_lowercase.encode() + b" " * 9
)
SPACES: Final = re.compile(rb"  +")

ALIKE: Final = tuple(
    (mark.encode(), plain)
    for plain, marks in (
        (b"'", "\u2018\u2019"),
        (b'"', "\u201c\u201d\u201e"),
        (b"-", "\u2010\u2012\u2013\u2014\u2212"),
    )
    for mark in marks
)
"""Quotes and dashes that an editor puts in place of those of the keyboard."""

UNSEEN: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)
"""Characters that nobody sees; joiners too, which a word may be written with and without."""

WIDE_WHITE: Final = re.compile("[\u0085\u1680\u2028\u2029]")
"""White space that folding leaves as it is."""

TYPOGRAPHIC_BYTES: Final = (rb"\xe2\x80[\x90-\x9e]", rb"\xe2\x88\x92")
"""The bytes of these marks."""

RARE_BYTES: Final = (
    rb"\xc2[\x85\xad]",
    rb"\xcd\x8f",
    rb"\xd8\x9c",
    rb"\xe1\x85[\x9f\xa0]",
    rb"\xe1\x9a\x80",
    rb"\xe1\x9e[\xb4\xb5]",
    rb"\xe1\xa0[\x8b-\x8f]",
    rb"\xe2\x80[\x8b-\x8f\xa8-\xae]",
    rb"\xe2\x81[\xa0-\xaf]",
    rb"\xef\xb8[\x80-\x8f]",
    rb"\xef\xbb\xbf",
    rb"\xf3\xa0",
)
"""The bytes of what nobody sees, and of white space."""

COMBINING: Final = (b"\xcc", b"\xcd")
"""The first bytes of marks that stand on the letter before them. No text whose case was folded has
another form than the one that it had before, unless it holds one."""

TYPOGRAPHIC: Final = Expressions(TYPOGRAPHIC_BYTES, once=True)
RARE: Final = Expressions(RARE_BYTES, once=True)


def digests(texts: list[str]) -> list[int]:
    """Identify texts, as they are read.

    A text with nothing but closing punctuation keeps it: it has nothing else of its own.
    """
    block = BETWEEN.join(("", *texts, ""))
    if not block.isascii():
        folded = _folded(texts)
        return _digests(_evened(folded) if IRREGULAR.any(folded) else _parted(folded))
    inner = bare(texts, CLOSING)
    if IRREGULAR.any(block.encode()):
        return _digests(_evened(BETWEEN.join(("", *inner, "")).encode()))
    return _digests(map(str.encode, map(str.lower, inner)))


def _evened(block: bytes) -> list[bytes]:
    """Return the texts of a block, with one space between two words and in small letters."""
    block = block.translate(PLAIN)
    if SPACED.any(block):
        block = SPACES.sub(b" ", block).replace(b" \0", b"\0").replace(b"\0 ", b"\0")
    return _parted(block)


def _parted(block: bytes) -> list[bytes]:
    return block.split(b"\0")[1:-1]


def _folded(texts: list[str]) -> bytes:
    """Return a block of texts in one Unicode form and one case, without what nobody sees."""
    folded = [normalize("NFKC", text).casefold() for text in texts]
    block = _block(folded)
    if any(lead in block for lead in COMBINING):
        folded = [_settled(text) for text in folded]
        block = _block(folded)
    if RARE.any(block):
        seen = [WIDE_WHITE.sub(" ", UNSEEN.sub("", text)) for text in folded]
        block = _block([normalize("NFKC", text) for text in seen])
    if TYPOGRAPHIC.any(block):
        for mark, plain in ALIKE:
            block = block.replace(mark, plain)
    return block


def _settled(lowered: str) -> str:
    """Return a text whose case was folded in one Unicode form, which may have another case."""
    folded = normalize("NFKC", lowered)
    return folded if folded == lowered else normalize("NFKC", folded.casefold())


def _block(texts: Sequence[str]) -> bytes:
    return BETWEEN.join(("", *bare(texts, WIDELY_CLOSING), "")).encode()


def _digests(texts: Iterable[bytes]) -> list[int]:
    return [digest & MASK for digest in map(xxhash.xxh3_64_intdigest, texts)]
