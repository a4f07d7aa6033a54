"""Hyperparameters travel as text, the way every example of the service writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuning.models.catalogue import base_model
from tuning.models.hyperparameters import plain, resolve


def test_a_learning_rate_has_no_exponent() -> None:
    sent = resolve(base_model("amazon.nova-micro-v1:0:128k"), {"learningRate": 1e-05})

    assert "0.00001" == sent["learningRate"]


@pytest.mark.parametrize(
    ("value", "text"),
    [(1e-05, "0.00001"), (1.5e-06, "0.0000015"), (0.0001, "0.0001"), (2, "2.0")],
)
def test_a_number_is_written_as_a_person_writes_it(value: float, text: str) -> None:
    assert plain(value) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_plain_number_reads_back_as_the_same_float(value: float) -> None:
    text = plain(value)

    assert "e" not in text.lower()
    assert float(text) == value
