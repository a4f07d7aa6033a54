"""Side by side, in one run: the limits of the machine, what others use, and the dataset room."""
