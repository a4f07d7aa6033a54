"""From bytes to records: what a file is, its blocks and lines, and why a line cannot be read."""
