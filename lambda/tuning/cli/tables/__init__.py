"""Readers of what only the terminal reads: they need the extra ``tables``, and never ship."""
