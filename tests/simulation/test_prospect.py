"""Whether what is said before anything is paid is what the gate says of a perfect model."""

import pytest

from tests.unit.evaluation.conftest import ledger as ledger
from tests.unit.evaluation.conftest import models as models
from tests.unit.evaluation.conftest import quotas as quotas
from tests.unit.evaluation.conftest import registration as registration
from tests.unit.evaluation.conftest import time as time
from tests.unit.evaluation.test_prospect import Measured, forget
from tests.unit.evaluation.test_prospect import measured as measured


@pytest.mark.parametrize("records", [*range(8, 21), 40, 100])
@pytest.mark.parametrize("min_gain", [0.0, 0.02, 0.2])
def test_the_state_and_the_gate_agree_for_every_number_of_right_answers(
    measured: Measured, records: int, min_gain: float
) -> None:
    """Where they part lies between two numbers, on both sides of which they are asked."""
    low, high = 0, records
    while high - low > 1:
        middle = (low + high) // 2
        worth = measured(middle, records, min_gain=min_gain).outcome == "worth_training"
        low, high = (middle, high) if worth else (low, middle)
        forget(measured.bucket)
    for correct, kept in ((low, True), (high, False)):
        measured(correct, records, min_gain=min_gain)
        assert (measured.gate(records) == "keep") is kept
        forget(measured.bucket)
