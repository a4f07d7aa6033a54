"""The functions: one for each state, the code and the layer that they share."""
