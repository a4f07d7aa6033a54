"""Characters that nobody sees, and sentences that give orders to a model."""
