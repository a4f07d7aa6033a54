"""Prompts that stand more than once in a file: the same record again, or another answer."""

from collections.abc import Iterator, Sequence
from itertools import compress

from tuning.dataset.codes import Code
from tuning.dataset.problems import Fault
from tuning.dataset.quality.findings import Finding, Place
from tuning.dataset.sheet import Sheet
from tuning.dataset.split import PartName


def repeats(sheet: Sheet, *, part: PartName, labelled: bool) -> Iterator[Finding]:
    """Yield every record whose prompt stood on an earlier line of its file.

    Args:
        sheet: of the file.
        part: what the file was dropped as.
        labelled: whether answers are labels; two of them for one prompt cannot both be right.
    """
    conflict = Code.CONFLICTING_LABELS if labelled else Code.CONFLICTING_ANSWERS
    repeated = _repeated(sheet.prompts)
    rows = zip(sheet.prompts, sheet.answers, sheet.lines, strict=True)
    answered: dict[int, dict[int, int]] = {}
    for prompt, answer, line in compress(rows, map(repeated.__contains__, sheet.prompts)):
        lines = answered.setdefault(prompt, {})
        if answer in lines:
            yield Finding(part, line, Fault.of(Code.DUPLICATE_RECORD), Place(part, lines[answer]))
            continue
        if lines:
            first = next(iter(lines.values()))
            yield Finding(part, line, Fault.of(conflict), Place(part, first))
        lines[answer] = line


def _repeated(digests: Sequence[int]) -> set[int]:
    """Return the digests that stand more than once; only they are worth a dictionary."""
    seen: set[int] = set()
    remember = seen.add
    return {digest for digest in digests if digest in seen or remember(digest)}
