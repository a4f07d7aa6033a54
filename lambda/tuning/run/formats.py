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
    "alpaca",
    "dolly",
    "question_answer",
    "prompt_response",
    "instruction_response",
    "text_label",
    "prompt_completion_messages",
    "sharegpt",
    "gemini",
    "preferences",
    "kto",
]
"""What one record of a file looks like, whatever holds it (JSONL, a JSON document, CSV)."""
