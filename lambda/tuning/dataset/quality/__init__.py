"""What a dataset is like as a whole: repeats, leaks, labels, lengths, diversity; advice, mostly."""
