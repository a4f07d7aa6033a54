import pytest

from rehearsal.bedrock import Charge
from rehearsal.bill import MeteredBill, priced

MICRO = "amazon.nova-micro-v1:0:128k"
LITE = "amazon.nova-2-lite-v1:0:256k"


def test_a_price_that_is_known_is_multiplied() -> None:
    bill = priced([Charge(model=LITE, what="provisioned_unit_hour", quantity=0.5)])

    assert 30.25 == bill.total_usd
    assert "$30.25" == bill.sentence


def test_a_price_that_is_unknown_stays_unknown() -> None:
    bill = priced(
        [
            Charge(model=MICRO, what="training_1k_tokens", quantity=50.0),
            Charge(model=MICRO, what="provisioned_unit_hour", quantity=0.75),
        ]
    )

    assert bill.total_usd is None
    assert 0.05 == pytest.approx(bill.known_usd)
    assert "$0.05 + 0.75 model-unit hours held (price unknown)" == bill.sentence


def test_the_prices_that_a_run_is_planned_with_come_first() -> None:
    charge = Charge(model=MICRO, what="provisioned_unit_hour", quantity=0.5)

    bill = priced([charge], [{"model": MICRO, "what": "provisioned_unit_hour", "usd": 20.0}])

    assert "$10.00" == bill.sentence


def test_nothing_used_costs_nothing() -> None:
    assert 0 == MeteredBill().total_usd
    assert "$0.00" == MeteredBill().sentence


def test_the_document_has_every_charge() -> None:
    charge = Charge(model=MICRO, what="provisioned_unit_hour", quantity=0.75)

    document = priced([charge]).document()

    assert {
        "total_usd": None,
        "known_usd": 0,
        "items": [{"model": MICRO, "what": "provisioned_unit_hour", "quantity": 0.75, "usd": None}],
    } == document
