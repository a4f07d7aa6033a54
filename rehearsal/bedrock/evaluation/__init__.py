"""What an evaluation job does."""
