"""Nothing is bought by accident, and nothing bills without an end, whatever goes wrong."""

import os
from typing import Final

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.faults.money import Money
from tests.unit.conftest import Bucket
from tuning.run.plan import HostingPlan
from tuning.run.registration import Registration

ASKED: Final = os.environ.get("STORIES")
"""How many new random stories to try; one that fails is shortened before it is told.

Without it the same few are tried every time, and one that fails is told as it is.
"""

STEPS: Final = 100
"""The most that happens in one story."""


def test_whatever_happens_only_valid_leases_hold_anything(
    bucket: Bucket, registration: Registration, plan: HostingPlan
) -> None:
    class Story(Money):
        def __init__(self) -> None:
            super().__init__(registration, plan)

    run_state_machine_as_test(
        Story,
        settings=settings(
            max_examples=int(ASKED or 25),
            stateful_step_count=STEPS,
            derandomize=ASKED is None,
            phases=(Phase.generate, Phase.shrink) if ASKED else (Phase.generate,),
            deadline=None,
            database=None,
            suppress_health_check=(HealthCheck.too_slow, HealthCheck.filter_too_much),
        ),
    )
