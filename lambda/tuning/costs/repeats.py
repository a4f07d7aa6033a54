"""One content, one run: what was trained already is not paid again, unless somebody asks for it."""

import hashlib
from dataclasses import replace
from typing import Final

import msgspec

from tuning.ledger import contents, runs
from tuning.run.plan import HostingPlan
from tuning.run.registration import Registration
from tuning.run.run import Run, RunStatus
from tuning.run.validation import Admission
from tuning.settings import deployed

UNDONE: Final = frozenset({RunStatus.REJECTED, RunStatus.FAILED, RunStatus.CANCELLED})
"""How runs end that leave nothing to compare with: what they read may be dropped again."""


def held_back(plan: HostingPlan, registration: Registration, admission: Admission) -> HostingPlan:
    """Refuse the plan of a run whose dataset and recipe another run has; return others as they are.

    The dataset is known by its snapshot, so neither the versions nor the names of the files count.
    """
    if plan.outcome == "refused":
        return plan
    content, run = _digest(registration, admission), registration.run_id
    before = None if contents.hold(content, run) else contents.holder(content)
    earlier = runs.find(before) if before and before != run else None
    if earlier is None:
        return plan
    free = registration.rerun_of or not _stands(earlier)
    if free and contents.hold(content, run, instead_of=before):
        return plan
    reason = (
        f"The same dataset was run with the same recipe before: {before} ({earlier.status.words})."
    )
    remedy = f"To run it again all the same: python -m tuning rerun {before} --env "
    return replace(
        plan,
        outcome="refused",
        over=(),
        reasons=(reason,),
        remedies=(remedy + deployed().environment,),
        title=f"it repeats {before}",
    )


def _stands(run: Run) -> bool:
    """Say whether a run goes on, or has ended with what it found still there to be used."""
    return run.status not in UNDONE and run.model_deleted_at is None


def _digest(registration: Registration, admission: Admission) -> str:
    recipe = msgspec.json.encode(registration.ready_recipe, order="sorted")
    return hashlib.sha256(f"{admission.content}\n".encode() + recipe).hexdigest()
