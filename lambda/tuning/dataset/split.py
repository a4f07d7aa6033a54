"""Which part of a dataset a record belongs to, when the drop did not bring that part itself."""

import hashlib
from collections.abc import Collection
from typing import Final, Literal

from tuning.dataset.record import Record

PartName = Literal["training", "validation", "evaluation"]

EVALUATION_SHARE: Final = 0.2
"""A fifth is held out: of 100 records about 20, enough to see whether a model learned at all."""

VALIDATION_SHARE: Final = 0.1

DIGEST_BYTES: Final = 16


def prompt_digest(record: Record) -> bytes:
    """Identify a prompt, whatever its case and spacing.

    Records of one prompt have one digest, so that a split by it can put neither a duplicate nor
    another answer to the same question on both sides.
    """
    texts = [*record.system, *(text for turn in record.asked for text in turn.texts)]
    alike = "\0".join(" ".join(text.split()).casefold() for text in texts)
    return hashlib.blake2b(alike.encode(), digest_size=DIGEST_BYTES).digest()


def record_digest(line: bytes) -> bytes:
    """Identify a record by its converted line."""
    return hashlib.blake2b(line, digest_size=DIGEST_BYTES).digest()


def part_of(digest: bytes, *, wanted: Collection[PartName]) -> PartName:
    """Return the part that a prompt falls to: by its digest alone, whatever else is in the file.

    So a record stays where it is when others are added or taken away.

    Args:
        digest: of the prompt.
        wanted: the parts that the drop did not bring.
    """
    share = int.from_bytes(digest) / 256**DIGEST_BYTES
    if share < EVALUATION_SHARE:
        return "evaluation" if "evaluation" in wanted else "training"
    if share < EVALUATION_SHARE + VALIDATION_SHARE:
        return "validation" if "validation" in wanted else "training"
    return "training"
