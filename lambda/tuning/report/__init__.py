"""The report of a run, for a person to read and for a program to keep."""
