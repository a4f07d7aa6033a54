"""Publish: write report.html and report.json, close the run, and compose the notification."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Publication:
    """A published report and the message that announces it.

    Attributes:
        outcome: how the run ended.
        report_key: report.html in the artifacts bucket; report.json lies beside it.
        subject: at most 100 ASCII characters, no line breaks (the limit of SNS Publish).
        message: figures and keys in plain words; never dataset text.
    """

    outcome: Literal["kept", "discarded", "rejected", "failed"]
    report_key: str
    subject: str
    message: str
