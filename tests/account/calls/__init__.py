"""What the pipeline's own code calls, read from it: a second witness beside what policies grant."""
