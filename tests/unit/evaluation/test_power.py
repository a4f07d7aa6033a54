import pytest

from tuning.evaluation.power import MOST, needed


def test_what_settles_it_is_near_what_the_normal_distribution_asks_for() -> None:
    gains = [0.5, -0.3] * 100
    """Mean 0.1, deviation 0.4: ((1.96 + 0.84) * 0.4 / 0.1)^2 is 126 prompts, and the unseen one."""

    assert needed(gains, 0.0) == pytest.approx(150, abs=15)


def test_a_larger_gain_needs_fewer_prompts() -> None:
    wide, near = ([0.5 + mean, -0.5 + mean] * 20 for mean in (0.4, 0.1))

    assert needed(wide, 0.0) < needed(near, 0.0) / 5


def test_a_gain_below_the_margin_is_settled_as_well() -> None:
    gains = [0.5, -0.3] * 100

    assert needed(gains, 0.2) == pytest.approx(needed([-gain for gain in gains], -0.2), abs=0)
    assert needed(gains, 0.2) < 200


def test_no_number_settles_a_gain_that_is_the_margin() -> None:
    assert MOST == needed([0.1] * 20, 0.1)


def test_one_prompt_is_enough_to_ask_how_many() -> None:
    assert 1 < needed([1.0], 0.0) < 10
