"""A classification as a whole."""

import pytest

from tuning.evaluation.metrics import classes
from tuning.evaluation.metrics.classes import classify

PAIRS = [
    *[("1", "1")] * 3,
    ("-1", "1"),
    ("-1.", "-1"),
    ("I cannot tell", "-1"),
]


def test_each_class_has_its_row_and_an_answer_that_names_none_the_last_column() -> None:
    found = classify(PAIRS)

    assert ["1", "-1"] == [each.name for each in found.classes]
    assert ((3, 1, 0), (0, 1, 1)) == found.matrix
    assert pytest.approx(4 / 6) == found.accuracy
    assert pytest.approx((6 / 7 + 2 / 4) / 2) == found.macro_f1


def test_the_constant_answer_has_a_high_accuracy_and_a_low_macro_f1() -> None:
    found = classify([("yes", "yes")] * 88 + [("yes", f"no {n % 4}") for n in range(12)])

    assert 0.88 == found.accuracy
    assert found.macro_f1 < 0.2


def test_nothing_is_no_classification() -> None:
    with pytest.raises(ValueError, match="no records"):
        classify([])


def test_long_answers_cost_no_square_of_their_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """A label is a tuple of its words, and to look one up goes through all of them."""
    looked_up = 0

    class Counted(tuple[str, ...]):
        """A label that counts how often it is looked up."""

        __slots__ = ()

        def __hash__(self) -> int:
            nonlocal looked_up
            looked_up += 1
            return super().__hash__()

    monkeypatch.setattr(classes, "label", lambda text: Counted(text.split()))
    classify([(f"answer {n}", f"label {n}") for n in range(200)])

    assert looked_up < 200 * 20
