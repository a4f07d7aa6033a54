"""One file for each state of the walk: read what earlier states said, call one room, return."""
