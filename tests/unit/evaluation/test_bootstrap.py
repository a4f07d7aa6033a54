from random import Random
from statistics import fmean
from time import process_time

import numpy
import pytest

from tuning.evaluation.bootstrap import chance, interval


def test_the_same_gains_give_the_same_interval() -> None:
    gains = [Random(1).random() for _ in range(50)]

    assert interval(gains) == interval(list(gains))


def test_the_interval_of_many_records_is_that_of_the_normal_distribution() -> None:
    random = Random(2)
    gains = [random.gauss(0.1, 0.2) for _ in range(1000)]
    low, high = interval(gains)

    half = 1.96 * 0.2 / 1000**0.5
    assert low == pytest.approx(fmean(gains) - half, abs=half / 8)
    assert high == pytest.approx(fmean(gains) + half, abs=half / 8)


def test_of_right_answers_alone_it_is_the_exact_binomial_interval() -> None:
    """Clopper and Pearson, on a scale from the worst gain to the best."""
    share = 2 * 0.025 ** (1 / 8) - 1

    assert (share, 1.0) == pytest.approx(interval([1.0] * 8), abs=1e-5)
    assert (-1.0, -share) == pytest.approx(interval([-1.0] * 8), abs=1e-5)


def test_gains_that_are_all_alike_are_not_certain_of_what_was_not_asked() -> None:
    low, high = interval([0.25] * 8)

    unseen = 1 - 0.025 ** (1 / 8)
    assert 0.25 - 1.25 * unseen == pytest.approx(low, abs=1e-3)
    assert 0.25 + 0.75 * unseen == pytest.approx(high, abs=1e-3)


@pytest.mark.parametrize("prompts", [8, 40, 300])
def test_it_is_the_bootstrap_that_draws_its_weights(prompts: int) -> None:
    """The oracle draws 40,000 of them."""
    oracle = numpy.random.default_rng(prompts)
    gains = oracle.beta(2, 3, prompts) - oracle.beta(2, 4, prompts)
    weights = oracle.dirichlet(numpy.ones(prompts + 1), 40_000)
    low, high = interval(gains.tolist())

    below = weights @ numpy.append(gains, -1.0) <= low
    above = weights @ numpy.append(gains, 1.0) >= high

    assert 0.025 == pytest.approx(below.mean(), abs=0.003)
    assert 0.025 == pytest.approx(above.mean(), abs=0.003)


def test_the_chance_of_a_margin_is_that_of_the_interval() -> None:
    gains = [Random(4).uniform(-0.3, 0.9) for _ in range(30)]
    low, _ = interval(gains)

    assert chance(gains, low) == pytest.approx(0.025, abs=1e-5)
    assert chance(gains, low - 0.05) < 0.025 < chance(gains, low + 0.05)


def test_far_out_in_the_tails_a_chance_is_none_or_certain() -> None:
    assert chance([0.9] * 1000, -0.9) == pytest.approx(0, abs=1e-6)
    assert chance([-0.9] * 1000, 0.9) == pytest.approx(1, abs=1e-6)


def test_a_thousand_gains_of_every_size_take_less_than_a_second() -> None:
    random = Random(5)
    gains = [random.uniform(-1, 1) for _ in range(1000)]

    began = process_time()
    interval(gains)

    assert process_time() - began < 1
