"""Several tasks at once on one account: a fair line, nothing of one in reach of another."""

from rehearsal.side_by_side.rehearsal import SideBySide

__all__ = ["SideBySide"]
