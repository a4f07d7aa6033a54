"""Hosting: provisioned throughput, from the purchase to the release."""
