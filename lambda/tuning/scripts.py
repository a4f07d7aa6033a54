"""The scripts that write no spaces between words: one list for every score and every comparison.

A character with its marks is there the nearest thing to a word, as MLQA counts them (Lewis et al.,
2020, arXiv:1910.07475). Digits stay together in every script, since 25 is not 52.
"""

import re
import unicodedata
from itertools import chain
from typing import Final

SPACED_BY_MARKS: Final = str.maketrans({"\u0f0b": " ", "\u0f0c": " ", "\u200b": " "})
"""Tibetan parts its syllables by the tsheg, and texts of any script may by the zero-width space."""

HAN_AND_KANA: Final = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u303b"
    "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\U0001b000-\U0001b16f"
    "\u3105-\u312f\u31a0-\u31bf\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
)
"""Chinese characters with their radicals, Bopomofo, Hiragana and Katakana."""

BLOCKS: Final = (
    range(0x0E00, 0x0E80),  # Thai
    range(0x0E80, 0x0F00),  # Lao
    range(0x1000, 0x10A0),  # Burmese, with Shan and Karen
    range(0x1780, 0x1800),  # Khmer
    range(0x1950, 0x1980),  # Tai Le
    range(0x1980, 0x19E0),  # New Tai Lue
    range(0x1A20, 0x1AB0),  # Tai Tham
    range(0x1B00, 0x1B80),  # Balinese
    range(0xA000, 0xA490),  # Yi
    range(0xA980, 0xA9E0),  # Javanese
    range(0xA9E0, 0xAA00),  # Burmese, further letters
    range(0xAA60, 0xAA80),  # Burmese, further letters
    range(0xAA80, 0xAAE0),  # Tai Viet
)
"""The other scripts, each with its letters, marks, digits and punctuation."""


def _of_category(initial: str) -> str:
    """Return the characters of the blocks whose Unicode category begins so, for a class."""
    found = (chr(code) for code in chain.from_iterable(BLOCKS))
    return "".join(each for each in found if unicodedata.category(each).startswith(initial))


UNSPACED: Final = re.compile(
    f"([{HAN_AND_KANA}{_of_category('L')}]"
    f"[{_of_category('M')}\u0300-\u036f\u3099\u309a\ufe00-\ufe0f\U000e0100-\U000e01ef]*)"
)
"""A letter of these scripts, with the marks that belong to it."""


def spaced(text: str) -> str:
    """Return a text with spaces around each letter of a script that writes none."""
    if text.isascii():
        return text
    return UNSPACED.sub(r" \1 ", text.translate(SPACED_BY_MARKS))
