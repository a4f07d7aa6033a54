"""What stands in the place of a value: its kind and a number, the same one for the same value."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import count
from typing import Final

from tuning.dataset.privacy.kinds import Kind
from tuning.dataset.privacy.spelling import respelled
from tuning.dataset.privacy.splicing import spliced

DIGEST_BYTES: Final = 6
"""Two of a million values share a digest with a chance of 1 in 500; they would share a number."""

QUOTE: Final = b'"'
"""What ends the last literal of a value that was put together."""

SPACING: Final = b" .()/-"
"""``+1 202 555 0123`` and ``+1-202-555-0123`` are the same telephone."""

KINDS: Final = "|".join(Kind.__members__).encode()
STAND_IN: Final = re.compile(rb"\[(%b)_([0-9a-f]{%d})\]" % (KINDS, 2 * DIGEST_BYTES))
TAKEN: Final = re.compile(rb"\[(%b)_([1-9][0-9]{0,8})\]" % KINDS)
"""What a placeholder looks like that was in the text."""


def stand_in(kind: Kind, value: bytes) -> bytes:
    """Return what replaces a value while files are read, in pieces and on several machines.

    Its digest has no key, so whoever guesses a value can confirm it. Therefore it stays in the
    pieces of a run, which lie where the values themselves do, and ``Numbers`` replaces it.
    """
    if reading := spliced(value + QUOTE):
        value = reading.data.removesuffix(QUOTE)
    if reading := respelled(value):
        value = reading.data
    digest = hashlib.blake2b(value.lower().translate(None, SPACING), digest_size=DIGEST_BYTES)
    return f"[{kind.name}_{digest.hexdigest()}]".encode()


class Numbers:
    """Numbers the values of a dataset by kind, in the order in which they are met."""

    def __init__(self, texts: Iterable[bytes] = ()) -> None:
        """Start each kind with the first number that is free.

        Args:
            texts: all that will be settled. A dataset may have been redacted elsewhere; what is
                called ``[EMAIL_1]`` there is somebody else.
        """
        self._numbers: dict[bytes, dict[bytes, int]] = defaultdict(dict)
        self._taken = {place for text in texts for place in TAKEN.findall(text)}
        self._free = {kind.encode(): self._untaken(kind.encode()) for kind in Kind.__members__}

    def settle(self, line: bytes) -> bytes:
        """Return a line with numbers for stand-ins: ``[EMAIL_1]``, which tell nothing."""
        return STAND_IN.sub(self._numbered, line)

    def settle_all(self, lines: Iterable[bytes]) -> list[bytes]:
        """Return lines of JSON likewise, at the speed of one search."""
        return self.settle(b"".join(lines)).splitlines(keepends=True)

    def _numbered(self, match: re.Match[bytes]) -> bytes:
        kind, digest = match.groups()
        numbers = self._numbers[kind]
        if digest not in numbers:
            numbers[digest] = next(self._free[kind])
        return b"[%b_%d]" % (kind, numbers[digest])

    def _untaken(self, kind: bytes) -> Iterator[int]:
        return (number for number in count(1) if (kind, b"%d" % number) not in self._taken)
