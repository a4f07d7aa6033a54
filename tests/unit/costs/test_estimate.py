from tuning.costs import estimate, prices
from tuning.costs.estimate import Estimate
from tuning.recipe import Hosting
from tuning.training.catalogue import catalogue

NOVA_2_LITE = "amazon.nova-2-lite-v1:0:256k"
NOVA_MICRO = "amazon.nova-micro-v1:0:128k"


def test_training_costs_its_tokens_times_the_epochs_and_hosting_its_unit_hours() -> None:
    expected = Estimate(
        training_tokens=50_000,
        epochs=3,
        token_method="estimated at 4 characters per token",
        training_usd=0.567,
        storage_month_usd=1.95,
        unit_hour_usd=60.5,
        hosting_usd=60.5 * 2 * 12,
        lease_hours=12,
    )

    assert expected == estimate.estimate(
        NOVA_2_LITE, training_tokens=50_000, epochs=3, hosting=Hosting(units=2, lease_hours=12)
    )


def test_an_unknown_price_makes_an_unknown_cost() -> None:
    expected = estimate.estimate(NOVA_MICRO, training_tokens=1000, epochs=2, hosting=Hosting())

    assert (0.002, None, None) == (
        expected.training_usd,
        expected.unit_hour_usd,
        expected.hosting_usd,
    )
    assert prices.usd("nobody.model-v1", "training_1k_tokens") is None


def test_tokens_are_rounded_up() -> None:
    assert [0, 1, 1, 2] == [estimate.tokens(characters) for characters in (0, 1, 4, 5)]


def test_every_price_is_of_a_known_model_dated_sourced_and_single() -> None:
    rows = prices.price_list().prices

    assert {row.model for row in rows} <= {model.id for model in catalogue().models}
    assert all(row.source and row.as_of and row.usd > 0 for row in rows)
    assert len(rows) == len({(row.model, row.what) for row in rows})
