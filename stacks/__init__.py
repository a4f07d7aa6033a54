"""The infrastructure: two stacks for each environment."""
