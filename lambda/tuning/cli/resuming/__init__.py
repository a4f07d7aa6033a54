"""Commands that have a run go on after its end: to finish it, or to serve its model."""
