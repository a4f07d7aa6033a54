"""What one record and a whole dataset must be, by the rows of the catalogue."""
