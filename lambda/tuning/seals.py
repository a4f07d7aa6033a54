"""A seal: where something lies that decides, and what its bytes must be."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Seal:
    """An object of the artifacts bucket that is written once.

    Attributes:
        key: where it lies.
        sha256: of its bytes, as they were written.
    """

    key: str
    sha256: str
