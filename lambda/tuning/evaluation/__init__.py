"""Evaluation: base and custom model over the same held-out set, and the verdict."""
