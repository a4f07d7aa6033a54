"""`python -m tuning init`: from a file of examples to the folder of a task."""
