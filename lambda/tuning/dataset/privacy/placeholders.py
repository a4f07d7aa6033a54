"""What stands in the place of a value: its kind and a number, the same one for the same value."""

import hashlib
import re
from collections import defaultdict
from typing import Final

from tuning.dataset.privacy.kinds import Kind
from tuning.dataset.privacy.spelling import respelled

DIGEST_BYTES: Final = 6
"""Two of a million values share a digest with a chance of 1 in 500; they would share a number."""

SPACING: Final = b" .()/-"
"""``+1 202 555 0123`` and ``+1-202-555-0123`` are the same telephone."""

STAND_IN: Final = re.compile(
    rb"\[(%b)_([0-9a-f]{%d})\]" % ("|".join(Kind.__members__).encode(), 2 * DIGEST_BYTES)
)


def stand_in(kind: Kind, value: bytes) -> bytes:
    """Return what replaces a value while files are read, in pieces and on several machines.

    Its digest has no key, so whoever guesses a value can confirm it. Therefore it stays in the
    pieces of a run, which lie where the values themselves do, and ``Numbers`` replaces it.
    """
    reading = respelled(value)
    value = reading.data if reading else value
    digest = hashlib.blake2b(value.lower().translate(None, SPACING), digest_size=DIGEST_BYTES)
    return f"[{kind.name}_{digest.hexdigest()}]".encode()


class Numbers:
    """Numbers the values of a dataset by kind, in the order in which they are met."""

    def __init__(self) -> None:
        """Start each kind with 1."""
        self._numbers: dict[bytes, dict[bytes, int]] = defaultdict(dict)

    def settle(self, line: bytes) -> bytes:
        """Return a line with numbers for stand-ins: ``[EMAIL_1]``, which tell nothing."""
        return STAND_IN.sub(self._numbered, line)

    def _numbered(self, match: re.Match[bytes]) -> bytes:
        kind, digest = match.groups()
        numbers = self._numbers[kind]
        return b"[%b_%d]" % (kind, numbers.setdefault(digest, len(numbers) + 1))
