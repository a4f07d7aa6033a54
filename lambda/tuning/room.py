"""What has room in a run: its execution's state holds 256 KiB, and its item 400 KiB."""

from collections.abc import Iterable
from typing import Final, TypeVar

import msgspec

Each = TypeVar("Each")

MOST_WARNINGS: Final = 4 * 1024
"""Bytes of the lines that one state warns with: each of several jobs may have given a service's
longest message."""


def fitting(things: Iterable[Each], most: int) -> tuple[Each, ...]:
    """Return the first of some things: as many as have room in so many bytes of JSON."""
    found: list[Each] = []
    for each in things:
        most -= len(msgspec.json.encode(each)) + 1
        if most < 0:
            break
        found.append(each)
    return tuple(found)


def lines(said: Iterable[str], most: int = MOST_WARNINGS) -> tuple[str, ...]:
    """Return as many lines as have room; where not all have, the last says how many are left out.

    A line that was said before is left out too.
    """
    each = tuple(dict.fromkeys(said))
    found = fitting(each, most)
    left = len(each) - len(found)
    return (*found, f"{left:,} more of these lines have no room here") if left else found
