"""Upkeep: what looks after runs, leases and models when no execution does any more."""
