"""What AwaitApproval says: what a person was asked, and what they answered."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class ApprovalRequest:
    """What a person was asked.

    Attributes:
        figures: one sentence for each ceiling: what is expected against what is allowed.
        facts: what is to be bought for whom, a line each.
        dropped_by: who dropped the dataset, as their own upload says; empty: it does not.
        asked_by: who else may not answer it: who asked for a promotion, as the environment that it
            comes from knows them; empty for everything else.
        question: which of the run's questions it is, where it may ask more than one: an answer to
            another one is no answer to it. Empty for the one that every run may ask.
        asked_at, deadline: ISO 8601 in UTC.
    """

    figures: tuple[str, ...]
    asked_at: str
    deadline: str
    facts: tuple[str, ...] = ()
    dropped_by: str = ""
    asked_by: str = ""
    question: str = ""

    @property
    def until(self) -> str:
        """The deadline as a person reads it."""
        return f"{datetime.fromisoformat(self.deadline):%Y-%m-%d %H:%M} UTC"


@dataclass(frozen=True, kw_only=True)
class Approval:
    """What a person answered.

    Attributes:
        who: the ARN under which they did.
        when: ISO 8601 in UTC.
        why: in their own words.
    """

    outcome: Literal["approved", "denied"]
    who: str
    when: str
    why: str

    @property
    def sentence(self) -> str:
        """The answer in words, for a run that is its subject."""
        return f"was {self.outcome} by {self.who} at {self.when}: {self.why}"
