"""What it took each model to answer: time, tokens, failures, and what a thousand answers cost."""

from tuning.costs.prices import PriceList
from tuning.evaluation import efforts
from tuning.evaluation.answers import Answered, Reply
from tuning.run.evaluation import Effort
from tuning.run.hosting import Serving
from tuning.run.price import Price, What

MODEL = "amazon.nova-micro-v1:0:128k"


def price(what: What, usd: float) -> Price:
    return Price(
        model=MODEL, what=what, usd=usd, confidence="confirmed", source="AWS", as_of="2026-11-27"
    )


PRICES = PriceList(
    prices=(
        price("base_input_1k_tokens", 0.001),
        price("base_output_1k_tokens", 0.01),
        price("input_1k_tokens", 0.002),
        price("output_1k_tokens", 0.02),
    )
)
DEPLOYMENT = Serving(kind="deployment", units=0, unit_hour_usd=0.0)
THROUGHPUT = Serving(kind="throughput", units=2, unit_hour_usd=21.0)


def answered(number: int) -> Answered:
    def reply(latency: int) -> Reply:
        return Reply(text="yes", input_tokens=100, output_tokens=10, latency_ms=latency)

    return Answered(
        record=number,
        system="",
        prompt="",
        reference="yes",
        base=reply(10 * number),
        custom=reply(number) if number % 10 else Reply(error="the answer is empty"),
        others={"prompted": reply(7)},
    )


def found(serving: Serving, prices: PriceList = PRICES) -> dict[str, Effort]:
    records = [answered(number) for number in range(1, 101)]
    efforts_of = efforts.of(records, model=MODEL, serving=serving, prices=prices)
    return {effort.name: effort for effort in efforts_of}


def test_half_of_the_answers_and_95_in_a_hundred_took_no_longer() -> None:
    base = found(DEPLOYMENT)["base"]

    assert (500.0, 950.0) == (base.latency_p50_ms, base.latency_p95_ms)


def test_failures_and_tokens_are_counted_and_a_failure_has_no_latency() -> None:
    custom = found(DEPLOYMENT)["custom"]

    assert (100, 10, 9000, 900) == (
        custom.records,
        custom.failed,
        custom.input_tokens,
        custom.output_tokens,
    )
    assert (49.0, 95.0) == (custom.latency_p50_ms, custom.latency_p95_ms)


def test_a_thousand_answers_cost_their_tokens_each_at_the_price_of_its_model() -> None:
    costs = {name: effort.usd_per_thousand for name, effort in found(DEPLOYMENT).items()}

    assert {"base": 0.2, "custom": 0.36, "prompted": 0.2} == costs


def test_what_is_paid_by_the_hour_has_no_price_an_answer_and_says_so() -> None:
    custom = found(THROUGHPUT)["custom"]

    assert custom.usd_per_thousand is None
    assert "paid by the hour ($42.00), however much it is asked" == custom.note


def test_a_price_that_nobody_knows_is_none_and_not_nothing() -> None:
    base = found(DEPLOYMENT, PriceList(prices=()))["base"]

    assert (None, f"no price is known for {MODEL}") == (base.usd_per_thousand, base.note)


def test_a_person_reads_it_in_a_sentence() -> None:
    assert (
        "half of 100 answers within 49 ms, 95 % within 95 ms; 9,900 tokens; 10 failed; "
        "$0.36 per 1,000 answers"
    ) == found(DEPLOYMENT)["custom"].sentence
    assert found(THROUGHPUT)["custom"].sentence.endswith(
        "10 failed; paid by the hour ($42.00), however much it is asked"
    )
