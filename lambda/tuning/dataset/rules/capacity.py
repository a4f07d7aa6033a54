"""What is too large for a base model is known by its size alone, before a byte of it is read."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from tuning.dataset.codes import Code
from tuning.dataset.problems import Fault
from tuning.dataset.reading.lines import FILE_BYTES, LINE_BYTES, MEBIBYTE
from tuning.run.handling import Handling
from tuning.run.parts import PartName

GIGABYTE: Final = 1_000_000_000
READ_BY_THE_JOB: Final[frozenset[PartName]] = frozenset({"training", "validation"})


def faults(
    sizes: Mapping[PartName, Sequence[int]], handling: Handling
) -> Iterator[tuple[PartName, Fault]]:
    """Yield the parts that hold more than the base model can take, and by which limit.

    Args:
        sizes: bytes of the dropped files of each part; compressed ones only grow when read.
        handling: what the drop is for.
    """
    rules = handling.rules
    by_records = f"{rules.max_records} records of at most {LINE_BYTES // MEBIBYTE} MiB"
    for part, files in sizes.items():
        total = sum(files)
        limits = [
            (total, rules.max_records * LINE_BYTES, by_records),
            (max(files), FILE_BYTES, "more than any model's records come to"),
        ]
        if rules.max_file_bytes and part in READ_BY_THE_JOB:
            limits.append((total, rules.max_file_bytes, "the largest file that its jobs read"))
        exceeded = [(limit, why) for size, limit, why in limits if size > limit]
        if exceeded:
            limit, why = min(exceeded)
            yield (
                part,
                Fault.of(
                    Code.DROP_TOO_LARGE,
                    part=part,
                    gigabytes=_gigabytes(total),
                    model=handling.model.name,
                    limit=_gigabytes(limit),
                    why=why,
                ),
            )


def _gigabytes(size: int) -> str:
    return f"{size / GIGABYTE:.1f}"
