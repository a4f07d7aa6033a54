"""Probes: what a model is asked, or its answers searched for, beside the scores."""
