from dataclasses import replace
from typing import cast

import pytest

from tuning.dataset.rules.sizes import EVALUATION_MINIMUM
from tuning.evaluation.metrics import METRICS, MetricRow, title
from tuning.evaluation.verdict import FEWEST_RECORDS, decide
from tuning.run.evaluation import Score


def score(gain: float, low: float) -> Score:
    return Score(
        metric="exact_match",
        base=0.5,
        custom=0.5 + gain,
        gain=gain,
        gain_low=low,
        gain_high=2 * gain - low,
    )


@pytest.mark.parametrize(
    ("gain", "low", "outcome", "why"),
    [
        (0.3, 0.2, "keep", "a gain of 0.050 was required."),
        (0.05, 0.001, "keep", "a gain of 0.050 was required."),
        (0.04, 0.01, "discard", ", less than the 0.050 that was required."),
        (0.3, -0.1, "discard", ", not certain to be above zero."),
        (0.3, 0.0, "discard", ", not certain to be above zero."),
        (
            -0.1,
            -0.2,
            "discard",
            ", less than the 0.050 that was required and not certain to be above zero.",
        ),
    ],
)
def test_a_model_is_kept_when_its_gain_is_large_enough_and_no_accident(
    gain: float, low: float, outcome: str, why: str
) -> None:
    verdict = decide(score(gain, low), records=240, min_gain=0.05)

    assert verdict.outcome == outcome
    assert verdict.reason.endswith(why)


def test_the_reason_is_a_sentence_with_the_figures() -> None:
    verdict = decide(score(0.3, 0.2), records=240, min_gain=0.05)

    assert verdict.reason == (
        "Keep the custom model: its exact match on 240 held-out records is 0.800 against 0.500 for "
        "the base model, a gain of +0.300 (95 % interval +0.200 to +0.400); a gain of 0.050 was "
        "required."
    )


def test_a_metric_is_named_as_its_row_says(monkeypatch: pytest.MonkeyPatch) -> None:
    row = MetricRow(title="chrF", score=lambda _answer, _reference: 1.0)
    monkeypatch.setitem(cast("dict[str, MetricRow]", METRICS), "chrf", row)

    verdict = decide(replace(score(0.3, 0.2), metric="chrf"), records=240, min_gain=0.05)

    assert "its chrF on 240 held-out records" in verdict.reason


def test_a_metric_that_is_no_more_is_named_as_its_run_named_it() -> None:
    assert "bleu" == title("bleu")


def test_too_few_answers_discard_a_model_as_unproven() -> None:
    verdict = decide(None, records=3, min_gain=0.0)

    assert "discard" == verdict.outcome
    assert "unproven" in verdict.reason
    assert "3 held-out records" in verdict.reason


def test_every_dataset_that_is_admitted_can_be_decided() -> None:
    assert FEWEST_RECORDS <= EVALUATION_MINIMUM
