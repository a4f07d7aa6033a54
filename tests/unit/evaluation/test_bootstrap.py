from random import Random
from statistics import fmean, stdev

import pytest

from tuning.evaluation.bootstrap import interval


def test_the_same_gains_give_the_same_interval() -> None:
    gains = [Random(1).random() for _ in range(50)]

    assert interval(gains) == interval(list(gains))


def test_the_interval_of_many_records_is_that_of_the_normal_distribution() -> None:
    random = Random(2)
    gains = [random.gauss(0.1, 0.5) for _ in range(1000)]
    low, high = interval(gains)

    half = 1.96 * 0.5 / 1000**0.5
    assert low == pytest.approx(fmean(gains) - half, abs=half / 8)
    assert high == pytest.approx(fmean(gains) + half, abs=half / 8)


def test_the_interval_of_few_records_is_as_wide_as_students_t() -> None:
    random = Random(3)
    students_t = {8: 2.365, 20: 2.093}
    for records, t in students_t.items():
        gains = [random.gauss(0.3, 1) for _ in range(records)]
        low, high = interval(gains)

        assert high - low == pytest.approx(2 * t * stdev(gains) / records**0.5, rel=0.1)


def test_gains_that_are_all_alike_have_no_spread() -> None:
    assert (0.25, 0.25) == interval([0.25] * 8)
