"""How far a judge agrees with people, beside the reference implementation of the field."""

import random

import pytest
from sklearn.metrics import cohen_kappa_score

from tuning.evaluation.kappa import kappa


def test_kappa_is_that_of_scikit_learn() -> None:
    draw = random.Random(11)
    for _ in range(500):
        many = draw.randint(2, 60)
        rate, agrees = draw.random(), draw.random()
        people = [draw.random() < rate for _ in range(many)]
        judge = [each if draw.random() < agrees else draw.random() < rate for each in people]
        if len({*people, *judge}) == 1:
            assert kappa(people, judge) is None
        else:
            assert kappa(people, judge) == pytest.approx(cohen_kappa_score(people, judge))
