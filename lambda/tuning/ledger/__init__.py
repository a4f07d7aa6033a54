"""The ledger: every run, what its states said and what it holds."""
