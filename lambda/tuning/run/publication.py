"""What PublishReport says: how the run ended, where its report is, and what people are sent."""

from dataclasses import dataclass
from typing import Literal

Ending = Literal[
    "kept",
    "discarded",
    "undecided",
    "not_needed",
    "cannot_be_proved",
    "rejected",
    "failed",
    "cancelled",
    "went_on",
]

Told = Literal["now", "later", "never"]


@dataclass(frozen=True, kw_only=True)
class Publication:
    """A published report and the message that announces it.

    Attributes:
        outcome: how the run ended; ``went_on``: another execution has it by now, and nothing was
            written or is to be told.
        report_key: report.html in the artifacts bucket; report.json lies beside it.
        subject: at most 100 ASCII characters, no line breaks (the limit of SNS Publish).
        message: figures and keys in plain words; never dataset text.
        told: ``now``, by this message; ``later``, with other refused drops in one; ``never``.
    """

    outcome: Ending
    report_key: str
    subject: str
    message: str
    told: Told = "now"
