"""Rights: what each state, each service and each person may do, and why."""
