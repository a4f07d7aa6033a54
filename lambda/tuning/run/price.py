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
    """One list price.

    Attributes:
        model: the base model that it is of.
        what: what is bought: ``training_1k_tokens``, a thousand tokens trained;
            ``storage_month``, a custom model for a month; ``input_1k_tokens`` and
            ``output_1k_tokens``, read and written by it on demand, with ``base_`` before them by
            the base model; ``provisioned_unit_hour``, a model unit for an hour, also for a term
            of ``_one_month`` or ``_six_months``.
        usd: the price in US dollars.
        confidence: ``confirmed``, read from AWS; ``derived``, worked out from what AWS or others
            wrote; ``assumed``, taken from something like it; ``stated``, by people of the
            environment; ``unconfirmed``, found in one place alone.
        source: where it was found.
        as_of: the day on which it held, ISO 8601.
    """

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
