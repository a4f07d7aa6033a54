from math import comb

import pytest

from tuning.evaluation.significance import holm, mcnemar


@pytest.mark.parametrize(("wins", "losses"), [(6, 0), (0, 6), (9, 2), (30, 12)])
def test_mcnemar_counts_how_often_a_fair_coin_falls_so_unevenly(wins: int, losses: int) -> None:
    both, most = wins + losses, max(wins, losses)
    as_uneven = sum(
        comb(both, heads) for heads in range(both + 1) if max(heads, both - heads) >= most
    )

    assert as_uneven / 2**both == mcnemar(wins, losses)


@pytest.mark.parametrize(("wins", "losses"), [(0, 0), (3, 3)])
def test_an_even_split_says_nothing(wins: int, losses: int) -> None:
    assert 1.0 == mcnemar(wins, losses)


@pytest.mark.parametrize(
    ("chances", "together"),
    [
        ((0.02,), True),
        ((0.03,), False),
        ((0.02, 0.012), True),
        ((0.02, 0.013), False),
        ((0.008, 0.012, 0.025), True),
        ((0.001, 0.001, 0.026), False),
    ],
)
def test_several_claims_together_err_no_more_often_than_one(
    chances: tuple[float, ...], *, together: bool
) -> None:
    assert together == holm(chances, 0.025)
