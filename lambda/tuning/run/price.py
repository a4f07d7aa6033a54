"""A price, dated, with its source."""

from typing import Literal

import msgspec

What = Literal[
    "training_1k_tokens",
    "storage_month",
    "input_1k_tokens",
    "output_1k_tokens",
    "base_input_1k_tokens",
    "base_output_1k_tokens",
    "provisioned_unit_hour",
    "provisioned_unit_hour_one_month",
    "provisioned_unit_hour_six_months",
]
"""Tokens are those of a custom model on demand, or, with ``base``, of the base model itself."""

Confidence = Literal["confirmed", "derived", "assumed", "stated", "unconfirmed"]
"""Read from AWS itself; worked out from what AWS or others wrote; taken from something like it;
what a person of this environment states; found in one place that nothing else confirms."""


class Price(msgspec.Struct, frozen=True, kw_only=True):
    """One list price in USD: of which base model, for what, how sure, from where, of which day."""

    model: str
    what: What
    usd: float
    confidence: Confidence
    source: str
    as_of: str

    @property
    def origin(self) -> str:
        """Where it comes from, in words."""
        return f"{self.source}, {self.as_of}, {self.confidence}"
