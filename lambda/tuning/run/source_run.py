"""A run of another environment whose dataset was promoted to this one, and what it showed there."""

from dataclasses import dataclass
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from tuning.naming import ENVIRONMENT, ENVIRONMENT_LENGTH, RUN_DIGEST_LENGTH, TASK, TASK_LENGTH
from tuning.run.evaluation import Score
from tuning.seals import Seal

SHA256: Final = "^[0-9a-f]{64}$"

MOST_RUN: Final = TASK_LENGTH + 1 + RUN_DIGEST_LENGTH
"""Characters of a run's id."""


@dataclass(frozen=True, kw_only=True)
class SourceRun:
    """What a run that was promoted carries along of where it comes from.

    Attributes:
        environment: in which it was run.
        run_id: which run it was.
        snapshot: the digest of what it trained and was asked.
        evidence: the SHA-256 of what it showed there (promotion.json), a ``Shown``.
    """

    environment: str
    run_id: str
    snapshot: str
    evidence: str

    @property
    def told(self) -> str:
        """Which run it is, for a sentence."""
        return f"run {self.run_id} of {self.environment}"


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """The evidence of a promotion, as who promotes wrote it into the drop.

    Attributes:
        environment, run_id: in which it was run, and as what: commands for people name both.
        model_arn: the custom model that it trained, with the account and the region of both.
        snapshot: the digest of what it trained and was asked.
        recipe: the SHA-256 of the task.toml that it followed.
        base_model, hyperparameters: with which it trained, as that environment resolved them.
        verdict, reason: what was decided about the model, and why, in a sentence.
        scores: of every metric there, those that decide first.
        records, prompts: held-out records that were asked, and how many are distinct.
        answered_at: when the last of them was answered, ISO 8601 in UTC.
        report: its report.json there, as it was when this was written.
        asked_by: the ARN of who promotes, as that environment's account knows them.
        asked_at: ISO 8601 in UTC.
        why: it is promoted, in their own words; empty: they do not say.
    """

    environment: Annotated[
        str, Meta(pattern=rf"^{ENVIRONMENT.pattern}$(?!\n)", max_length=ENVIRONMENT_LENGTH)
    ]
    run_id: Annotated[str, Meta(pattern=rf"^{TASK.pattern}$(?!\n)", max_length=MOST_RUN)]
    model_arn: str
    snapshot: Annotated[str, Meta(pattern=SHA256)]
    recipe: Annotated[str, Meta(pattern=SHA256)]
    base_model: str
    hyperparameters: dict[str, str]
    verdict: Literal["keep"]
    reason: str
    scores: Annotated[tuple[Score, ...], Meta(min_length=1)]
    records: int
    prompts: int
    answered_at: str
    report: Seal
    asked_by: Annotated[str, Meta(min_length=1)]
    asked_at: str
    why: str = ""

    @property
    def told(self) -> str:
        """Which run it is, for a sentence."""
        return f"run {self.run_id} of {self.environment}"
