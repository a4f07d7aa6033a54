"""Which of many texts may be nearly the same as another one: told for all of them at once.

Most texts are like no other. To write out the phrases of each, and to look them up, takes three
times as long as to sketch all texts by machine words: only what this leaves is looked at closely.
"""

from array import array
from collections.abc import Callable, Sequence, Set
from functools import lru_cache
from itertools import filterfalse
from struct import Struct
from typing import Final

from rensa import RMinHash, RMinHashLSH

from tuning.dataset.quality.shingles import encoded_words
from tuning.dataset.quality.sketches import NEAR, PHRASE, SEED
from tuning.dataset.quality.templates import FILLED_IN, Template

LETTERS: Final = 8
"""Bytes of a word that are looked at: as many as a machine word has. Words that begin alike are
taken for one, which makes texts no less alike."""

SECOND: Final = 61
"""Bits by which the next word is moved down into the place of a word: it comes to lie three bits
beside it, so that two words in the other order are another phrase."""

STEP: Final = 16
"""Words are packed so many at a time, so that a few packers serve texts of any length."""

PERMUTATIONS: Final = 300
BANDS: Final = 60
"""Of bands of 5, a pair at ``NEAR`` shares one with a chance of 99.998 %, and one that has a
twentieth of its phrases in common, as any two texts about one matter, with 1 in 50,000."""

HEAVY: Final = 0.25
"""Share of a text's phrases up to which those of a template may stay: they make no two texts
suspect. Without them a text takes twice as long."""


def suspects(texts: Sequence[str], template: Template) -> list[int]:
    """Return the positions of the texts that may be nearly the same as another one, in order.

    One that is nearly the same as another is left out with a chance of 1 in 50,000 at most; many
    that are like no other are among them where texts are short or alike.

    Args:
        texts: all of them.
        template: what they have in common.
    """
    common = _encoded(template.phrases) if template.heaviest > HEAVY else frozenset()
    numbers, ends, certain = bytearray(), array("Q", [0]), set[int]()
    for position, text in enumerate(texts):
        found = _numbers(text)
        if common:
            own = [*filterfalse(common.__contains__, memoryview(found).cast("Q"))]
            if len({*own}) <= PHRASE * FILLED_IN:
                certain.add(position)
            found = array("Q", own).tobytes()
        numbers += found
        ends.append(len(numbers) // LETTERS)
    sketches = RMinHash.digest_matrix_from_flat_token_hashes(
        memoryview(numbers).cast("Q"), ends, PERMUTATIONS, SEED
    )
    index = RMinHashLSH(NEAR, PERMUTATIONS, BANDS)
    shared = index.query_duplicate_flags_matrix_one_shot(sketches)
    return [position for position, some in enumerate(shared) if some or position in certain]


def _encoded(phrases: Set[str]) -> Set[int]:
    """Return the number of each phrase."""
    return {memoryview(_numbers(phrase)).cast("Q")[0] for phrase in phrases}


def _numbers(text: str) -> bytes:
    """Return a number for every two words that follow one another in a text, eight bytes each."""
    found = encoded_words(text)
    filling = -len(found) % STEP
    packed = _packer(len(found) + filling)(*found, *[b""] * filling)
    size = len(found) * LETTERS
    each = int.from_bytes(packed[:size], "little")
    return (each ^ each >> SECOND).to_bytes(size, "little")[:-LETTERS]


@lru_cache(maxsize=64)
def _packer(count: int) -> Callable[..., bytes]:
    return Struct(f"{LETTERS}s" * count).pack
