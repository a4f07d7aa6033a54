"""A kept run brought to another environment, with its evidence."""
