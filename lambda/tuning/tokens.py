"""Tokens, estimated: nobody outside Bedrock knows how its models count."""

from typing import Final

CHARACTERS_PER_TOKEN: Final = 4
"""English text in the tokenizers of Bedrock's models; real counts differ by some tens of percent.

Bedrock tells nobody how Nova counts, so this is an estimate and is called one.
"""

TOKEN_METHOD: Final = f"estimated at {CHARACTERS_PER_TOKEN} characters per token"


def tokens(characters: int) -> int:
    """Return how many tokens a text of so many characters has, by ``TOKEN_METHOD``."""
    return -(-characters // CHARACTERS_PER_TOKEN)
