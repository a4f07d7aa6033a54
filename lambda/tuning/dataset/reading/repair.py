"""Write as JSON Lines what a file nearly is, where nothing needs to be guessed."""

from collections import Counter
from typing import Final

import msgspec

from tuning.dataset.reading.lenient import Broken, Scanner
from tuning.dataset.reading.slips import Slip
from tuning.errors import UNREADABLE

WHOLE: Final = msgspec.json.Decoder(msgspec.Raw)


def repaired(content: bytes) -> tuple[bytes, Counter[Slip]]:
    """Return a file as JSON Lines, and what was mended in it.

    A line that cannot be mended stays as it is, for the reader to say what is wrong with it.

    Args:
        content: the whole file; it is held in memory.
    """
    try:
        scanner = Scanner(content.decode())
        lines = scanner.records()
    except (Broken, UnicodeDecodeError):
        return _by_line(content)
    several = scanner.slips.pop(Slip.SEVERAL_RECORDS, 0)
    if several and (crowded := len(lines) - content.strip().count(b"\n") - 1) > 0:
        scanner.slips[Slip.SEVERAL_RECORDS] = crowded
    return "".join(f"{line}\n" for line in lines).encode(), scanner.slips


def _by_line(content: bytes) -> tuple[bytes, Counter[Slip]]:
    slips: Counter[Slip] = Counter()
    kept: list[bytes] = []
    for line in content.splitlines():
        if not line.strip():
            continue
        try:
            WHOLE.decode(line)
            kept.append(line)
        except UNREADABLE:
            mended, found = _mended(line)
            kept += mended
            slips += found
    return b"\n".join(kept) + b"\n" * content.endswith(b"\n"), slips


def _mended(line: bytes) -> tuple[list[bytes], Counter[Slip]]:
    try:
        scanner = Scanner(line.decode())
        return [record.encode() for record in scanner.records()], scanner.slips
    except (Broken, UnicodeDecodeError):
        return [line], Counter()
