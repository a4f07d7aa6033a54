"""Compliance: what cdk-nag found in every environment, in words that a reviewer can follow."""
