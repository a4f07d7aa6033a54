"""A run goes on after its end: where, and what it costs beside what it has cost already."""
