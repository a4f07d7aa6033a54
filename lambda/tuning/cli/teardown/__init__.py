"""How `python -m tuning teardown` ends an environment, one kind of thing a module."""
