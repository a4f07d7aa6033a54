"""What is found of what was planted: this project beside its peers, over the same sentences."""
