"""Following a run live: the events of its execution, what they add up to, and how it is shown."""
