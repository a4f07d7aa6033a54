"""Events out: what happens to a run, or to the name of a task, is told on EventBridge."""
