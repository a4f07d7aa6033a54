"""Where the evidence of a promotion lies, and how its run is promoted once more.

Apart from what reads a recipe: functions that spend need this, and nothing of a dataset.
"""

from typing import Final

from tuning import artifacts
from tuning.run.registration import Registration
from tuning.seals import Seal
from tuning.settings import deployed

EVIDENCE: Final = "promotion.json"
"""Beside the report of a run that was promoted: what it showed where it comes from."""


def seal(registration: Registration) -> Seal | None:
    """Return where the evidence of a promotion lies; None for any other run."""
    source = registration.promoted_from
    key = artifacts.key_of(registration.run_id, EVIDENCE)
    return Seal(key=key, sha256=source.evidence) if source else None


def again(run_id: str, environment: str) -> str:
    """Return the command that promotes a run of another environment once more."""
    return f"python -m tuning promote {run_id} --env {environment} --to {deployed().environment}"
