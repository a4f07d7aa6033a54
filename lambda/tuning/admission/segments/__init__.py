"""Beyond one machine: what is too large to be read at once is read in segments, side by side."""
