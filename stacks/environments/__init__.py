"""Environments: what a team decides for each place to which the pipeline is deployed."""
