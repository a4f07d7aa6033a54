"""A promotion: asked about whatever the ceilings are, and only of what its evidence is about."""

from collections.abc import Callable
from dataclasses import replace

import msgspec
import pytest
from botocore.stub import Stubber

from tests.unit.conftest import Bucket
from tests.unit.costs.conftest import ADMISSION
from tests.unit.costs.test_approvals import ASKING, RUN, YES, expect_message, notes
from tests.unit.costs.test_repeats import PLAN
from tests.unit.promotions import ASKER, SNAPSHOT, SOURCE
from tuning import artifacts
from tuning.costs import approvals, promotions
from tuning.costs.approvals import NotTheirs
from tuning.errors import ArtifactChanged
from tuning.registration.evidence import EVIDENCE
from tuning.run.registration import Registration
from tuning.run.source_run import Shown, SourceRun

FROZEN = replace(ADMISSION, snapshot=f"snapshots/faq/{SNAPSHOT}/")

__all__ = ["notes"]


@pytest.fixture
def promoted(bucket: Bucket, registration: Registration) -> Registration:
    """A run that was promoted, with its evidence in the bucket."""
    key = artifacts.key_of(registration.run_id, EVIDENCE)
    seal = artifacts.seal(key, msgspec.json.encode(SOURCE), content_type="application/json")
    source = SourceRun(
        environment="staging", run_id="faq-0a0a", snapshot=SNAPSHOT, evidence=seal.sha256
    )
    return replace(registration, promoted_from=source, dropped_by=ASKER)


def test_a_promotion_is_asked_about_although_it_passes_no_ceiling(promoted: Registration) -> None:
    plan = promotions.held_back(PLAN, promoted, FROZEN)

    assert ("over", ()) == (plan.outcome, plan.over)
    assert "run faq-0a0a of staging was kept there" in plan.reasons[0]
    assert ASKER in plan.reasons[0]


def test_another_snapshot_is_not_what_was_trained_there(promoted: Registration) -> None:
    plan = promotions.held_back(PLAN, promoted, replace(FROZEN, snapshot="snapshots/faq/0a/"))

    assert "refused" == plan.outcome
    assert "dev froze the snapshot 0a, and the evidence of run faq-0a0a" in plan.reasons[0]
    assert "python -m tuning promote faq-0a0a --env staging --to dev" in plan.remedies[0]


def test_any_other_run_and_what_is_refused_stay_as_they_are(
    registration: Registration, promoted: Registration
) -> None:
    refused = replace(PLAN, outcome="refused", reasons=("no quota",))

    assert PLAN == promotions.held_back(PLAN, registration, FROZEN)
    assert refused == promotions.held_back(refused, promoted, FROZEN)


def test_the_question_shows_what_was_measured_there_and_says_that_it_was(
    promoted: Registration, notes: dict[str, object], stubbed: Callable[[str], Stubber]
) -> None:
    sent = expect_message(stubbed)

    request = approvals.ask(promoted, promotions.held_back(PLAN, promoted, FROZEN), "token")

    assert "waits for approval: promotions are always asked about.\n" in sent[0]["Message"]
    said = "\n".join(request.facts)
    assert "Measured in staging, and not here, on 100 held-out records:" in said
    assert "  exact_match: custom 0.900, base 0.500, gain +0.400 (95 % interval +0.300 to" in said
    assert SNAPSHOT in said
    assert "All together:" in said
    assert (ASKER, SOURCE.asked_by) == (request.dropped_by, request.asked_by)


@pytest.mark.parametrize("who", [ASKER, SOURCE.asked_by, "arn:aws:iam::9:user/eve@corp.com"])
def test_who_asks_for_a_promotion_does_not_approve_it_under_either_name(
    who: str, notes: dict[str, object]
) -> None:
    asked = replace(ASKING.approval_request, dropped_by=ASKER, asked_by=SOURCE.asked_by)  # type: ignore[type-var]

    with pytest.raises(NotTheirs, match=r"is promoted by .*somebody else has to approve it"):
        approvals.answer(replace(ASKING, approval_request=asked), replace(YES, who=who))


def test_evidence_that_was_changed_or_is_gone_is_asked_about_by_nobody(
    promoted: Registration, bucket: Bucket
) -> None:
    key = artifacts.key_of(RUN, EVIDENCE)
    better = msgspec.structs.replace(SOURCE, records=100_000)
    bucket.objects[key] = msgspec.json.encode(better)
    with pytest.raises(ArtifactChanged, match=r"promotion\.json is not what was written"):
        approvals.ask(promoted, PLAN, "token")
    del bucket.objects[key]
    with pytest.raises(ArtifactChanged, match=r"promotion\.json is gone"):
        approvals.ask(promoted, PLAN, "token")


def test_the_longest_evidence_is_told_within_what_a_question_has_room_for(
    promoted: Registration,
) -> None:
    long = msgspec.structs.replace(SOURCE, reason="x" * 9000, model_arn="y" * 9000)

    assert all(len(line) < 800 for line in promotions.facts(long))
    assert isinstance(long, Shown)
