"""Prompts that stand more than once in a file: the same record again, or another answer."""

from array import array
from collections import Counter
from collections.abc import Iterator
from itertools import compress, count
from typing import Final

from tuning.dataset.codes import Code
from tuning.dataset.problems import Fault
from tuning.dataset.quality.findings import PartLine, PlacedFault
from tuning.dataset.sheet import Sheet
from tuning.run.parts import PartName

SHARES: Final = [bytes(byte % 4 == share for byte in range(256)) for share in range(4)]
"""For each share, which bytes belong to it."""


def repeats(sheet: Sheet, *, part: PartName, labelled: bool) -> Iterator[PlacedFault]:
    """Yield every record whose prompt stood on an earlier line of its file.

    Args:
        sheet: of the file.
        part: what the file was dropped as.
        labelled: whether answers are labels; two of them for one prompt cannot both be right.
    """
    conflict = Code.CONFLICTING_LABELS if labelled else Code.CONFLICTING_ANSWERS
    repeated = _repeated(sheet.prompts)
    answered: dict[int, dict[int, int]] = {}
    for row in compress(count(), map(repeated.__contains__, sheet.prompts)):
        prompt, answer, line = sheet.prompts[row], sheet.answers[row], sheet.lines[row]
        lines = answered.setdefault(prompt, {})
        if answer in lines:
            yield PlacedFault(
                part, line, Fault.of(Code.DUPLICATE_RECORD), PartLine(part, lines[answer])
            )
            continue
        if lines:
            first = next(iter(lines.values()))
            yield PlacedFault(part, line, Fault.of(conflict), PartLine(part, first))
        lines[answer] = line


def _repeated(digests: "array[int]") -> set[int]:
    """Return the digests that stand more than once; only they are worth a dictionary.

    They are counted in shares, by one of their bytes: all at once would take 100 bytes each.
    """
    first = digests.tobytes()[:: digests.itemsize]
    repeated: set[int] = set()
    for share in SHARES:
        counts = Counter(compress(digests, first.translate(share)))
        repeated.update(digest for digest, times in counts.items() if times > 1)
    return repeated
