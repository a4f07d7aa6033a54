"""Fine-tuning on Amazon Bedrock: one package for each stage of the walk."""

__version__ = "0.2.0"
"""The project's version; pyproject.toml reads it here, and every snapshot's manifest names it."""
