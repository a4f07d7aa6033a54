"""The names by which a format is detected, said aloud and forced."""

from typing import Literal

FormatName = Literal[
    "prompt_completion",
    "input_output",
    "converse",
    "messages",
    "text",
    "graded",
    "prompts",
]
"""What one record of a file looks like, whatever holds it (JSONL, a JSON document, CSV)."""
