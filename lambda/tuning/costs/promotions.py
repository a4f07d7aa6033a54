"""A promotion is always asked about, and only of what was trained where its evidence comes from."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import msgspec

from tuning import artifacts
from tuning.errors import ArtifactChanged
from tuning.registration import evidence as kept
from tuning.run.evaluation import Score
from tuning.run.plan import HostingPlan
from tuning.run.registration import LONGEST_ARN, Registration
from tuning.run.source_run import Shown
from tuning.run.validation import Admission
from tuning.settings import deployed
from tuning.text import count, shown

MOST_SCORES: Final = 3
"""Deciding metrics that a question shows; the report has all."""

MOST_REASON: Final = 400
"""Characters of the reason for the verdict; ours has fewer."""


def held_back(plan: HostingPlan, registration: Registration, admission: Admission) -> HostingPlan:
    """Have a person asked about a promotion, or refuse it; return the plan of others as it is.

    A person is asked whatever the ceilings are, and what passes one is refused where they refuse.
    """
    source = registration.promoted_from
    if source is None or plan.outcome == "refused":
        return plan
    if admission.content != source.snapshot:
        again = kept.again(source.run_id, source.environment)
        reason = (
            f"{deployed().environment} froze the snapshot {admission.content}, and the evidence of "
            f"{source.told} is of {source.snapshot}: it is not what was trained there."
        )
        remedy = f"Deploy the same release to both environments, then promote again: {again}"
        return replace(
            plan,
            outcome="refused",
            over=(),
            reasons=(reason,),
            remedies=(remedy,),
            title="its evidence is of another snapshot",
        )
    asks = shown(registration.dropped_by, LONGEST_ARN)
    asked = f"It is promoted: {source.told} was kept there, and {asks} asks for it here."
    return replace(plan, outcome="over", reasons=(asked, *plan.reasons))


def evidence(registration: Registration) -> Shown | None:
    """Return what a run that was promoted showed where it comes from; None for any other run.

    Raises:
        ArtifactChanged: it is gone, or is not what was taken when the run was registered.
    """
    sealed = kept.seal(registration)
    if sealed is None:
        return None
    body = artifacts.unsealed(sealed)
    if body is None:
        raise ArtifactChanged(f"{sealed.key} is gone; promote the run again")
    return msgspec.json.decode(body, type=Shown)


def facts(found: Shown) -> Iterator[str]:
    """Yield what a run showed where it comes from, a line each, for who is asked about it."""
    on = count(found.records, "held-out record")
    yield f"Measured in {found.environment}, and not here, on {on}:"
    deciding = [score for score in found.scores if score.decides] or found.scores[:1]
    for score in deciding[:MOST_SCORES]:
        yield f"  {shown(score.metric, 60)}: {_figures(score)}"
    yield f"Why it was kept there: {shown(found.reason, MOST_REASON)}"
    if found.why:
        yield f"Why it is promoted: {shown(found.why, MOST_REASON)}"
    yield (
        f"Evidence: {shown(found.model_arn, LONGEST_ARN)}, snapshot {found.snapshot}, report.json "
        f"with SHA-256 {shown(found.report.sha256, 64)}."
    )
    yield "It is trained anew here, from the same snapshot, and evaluated again before it serves."


def _figures(score: Score) -> str:
    return (
        f"custom {score.custom:.3f}, base {score.base:.3f}, gain {score.gain:+.3f} (95 % interval "
        f"{score.gain_low:+.3f} to {score.gain_high:+.3f})"
    )
