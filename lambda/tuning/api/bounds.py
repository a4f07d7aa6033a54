"""What the API's function is told beside all other settings: what one caller may ask."""

import os
from dataclasses import dataclass
from functools import cache
from typing import Final

from tuning.settings import Settings

MOST_BODY_BYTES: Final = 1_000_000
"""Of one request: what 300,000 tokens take, the longest context of the catalogue, is rarely more.
API Gateway takes 10 MB, and hands a function 6 MB at most (Lambda quotas)."""


@dataclass(frozen=True, kw_only=True)
class Bounds(Settings):
    """The settings of an environment, and the bounds of its API.

    Attributes:
        callers_table: counts what each caller asks.
        calls_a_minute: of one caller.
        tokens_a_day: of one caller, asked and answered ones together, in UTC.
    """

    callers_table: str
    calls_a_minute: int
    tokens_a_day: int


@cache
def bounds() -> Bounds:
    """Return the bounds of the function that is running."""
    return Bounds.from_environment(os.environ)
