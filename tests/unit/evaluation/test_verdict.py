from collections.abc import Sequence
from dataclasses import replace
from typing import cast

import pytest

from tuning.dataset.rules.sizes import EVALUATION_MINIMUM
from tuning.evaluation import bootstrap
from tuning.evaluation.evidence import FEWEST_PROMPTS, Evidence
from tuning.evaluation.metrics import METRICS, MetricRow, title
from tuning.evaluation.significance import mcnemar
from tuning.evaluation.verdict import decide
from tuning.run.evaluation import Score

MARGIN = 0.05


def evidence(
    gains: Sequence[float], *, records: int | None = None, metric: str = "exact_match"
) -> Evidence:
    mean = sum(gains) / len(gains)
    low, high = bootstrap.interval(gains)
    score = Score(
        metric=metric,
        base=0.5,
        custom=0.5 + mean,
        gain=mean,
        gain_low=low,
        gain_high=high,
        decides=True,
    )
    return Evidence(scores=(score,), gains={metric: gains}, records=records or len(gains))


@pytest.mark.parametrize(
    ("gains", "outcome"),
    [
        ([1.0] * 80 + [0.0] * 160, "keep"),
        ([1.0] * 24 + [0.0] * 216, "keep"),
        ([1.0] * 16 + [0.0] * 224, "hold"),
        ([1.0] * 9 + [0.0] * 231, "hold"),
        ([1.0] * 3 + [0.0] * 237, "discard"),
        ([0.0] * 240, "discard"),
        ([1.0] * 60 + [-1.0] * 60 + [0.0] * 120, "hold"),
        ([-1.0] * 60 + [0.0] * 180, "discard"),
        ([1.0] * 6 + [0.0] * 2, "keep"),
        ([1.0] * 4 + [0.0] * 4, "hold"),
        ([0.3] * 8, "hold"),
    ],
)
def test_what_is_certain_is_kept_or_discarded_and_the_rest_is_held(
    gains: list[float], outcome: str
) -> None:
    assert outcome == decide(evidence(gains), min_gain=MARGIN).outcome


def test_a_gain_counts_only_as_far_as_it_certainly_exceeds_the_margin() -> None:
    gains = [1.0] * 24 + [0.0] * 216

    outcomes = [decide(evidence(gains), min_gain=margin).outcome for margin in (0.05, 0.08, 0.2)]

    assert ["keep", "hold", "discard"] == outcomes


@pytest.mark.parametrize(
    ("gains", "outcome"),
    [
        ([0.0] * 240, "keep"),
        ([-1.0] * 3 + [0.0] * 237, "keep"),
        ([-1.0] * 12 + [0.0] * 228, "hold"),
        ([-1.0] * 60 + [0.0] * 180, "discard"),
    ],
)
def test_below_0_a_margin_asks_for_a_model_that_is_not_worse(
    gains: list[float], outcome: str
) -> None:
    assert outcome == decide(evidence(gains), min_gain=-MARGIN).outcome


def test_the_reason_is_a_sentence_with_the_figures() -> None:
    said = evidence([1.0] * 80 + [0.0] * 160)
    score = replace(said.scores[0], gain_low=0.27, gain_high=0.4)

    assert (
        "Keep the custom model: its exact match is 0.833 against 0.500 for the base model, a gain "
        "of +0.333 (95 % interval +0.270 to +0.400), on 240 held-out records, certainly more than "
        "the required 0.050."
    ) == decide(replace(said, scores=(score,)), min_gain=MARGIN).reason


def test_a_hold_names_how_many_more_distinct_records_would_settle_it() -> None:
    held = decide(evidence([1.0] * 16 + [0.0] * 224), min_gain=MARGIN)

    assert 500 < held.more < 5_000
    assert held.reason.endswith(
        f"whether it gains more than the required 0.050 cannot be told, and "
        f"{held.more:,} more distinct held-out records would settle it if the gain stays as it is, "
        "where 1,000 are asked at most."
    )


def test_a_number_that_can_be_asked_is_named_alone() -> None:
    held = decide(evidence([1.0] * 20 + [0.0] * 100), min_gain=0.1)

    assert 0 < held.more < 880
    assert held.reason.endswith("would settle it if the gain stays as it is.")


def test_a_gain_that_is_the_margin_is_settled_by_no_number() -> None:
    held = decide(evidence([0.05] * 240), min_gain=MARGIN)

    assert "hold" == held.outcome
    assert "no number of records would settle it" in held.reason


def test_a_metric_is_named_as_its_row_says(monkeypatch: pytest.MonkeyPatch) -> None:
    row = MetricRow(title="chrF", score=lambda _answer, _reference: 1.0)
    monkeypatch.setitem(cast("dict[str, MetricRow]", METRICS), "chrf", row)

    said = decide(evidence([1.0] * 240, metric="chrf"), min_gain=MARGIN)

    assert "its chrF is" in said.reason


def test_a_metric_that_is_no_more_is_named_as_its_run_named_it() -> None:
    assert "bleu" == title("bleu")


def test_too_few_distinct_prompts_hold_a_model_as_unproven() -> None:
    held = decide(evidence([1.0] * 3, records=24), min_gain=0.0)

    assert ("hold", 5) == (held.outcome, held.more)
    assert "unproven" in held.reason
    assert "24 held-out records of 3 distinct prompts" in held.reason


@pytest.mark.parametrize("gains", [[0.0] * 3, [-1.0] * 3, [0.2, 0.9, -0.4], [1.0] * 7])
def test_with_too_few_prompts_nothing_is_said_of_a_gain_that_nothing_has_shown(
    gains: list[float],
) -> None:
    held = decide(evidence(gains), min_gain=0.0)

    assert "stays as it is" not in held.reason
    assert held.reason.endswith(
        f"bring at least {8 - len(gains)} more distinct held-out "
        f"{'record' if len(gains) == 7 else 'records'}, and no gain is shown until then."
    )
    assert 8 - len(gains) == held.more


def test_a_model_that_is_certainly_worse_is_called_so() -> None:
    worse = evidence([-1.0] * 60 + [0.0] * 60 + [1.0] * 20)
    better = replace(evidence([1.0] * 120 + [0.0] * 20), rivals={"champion": worse})

    assert decide(worse, min_gain=MARGIN).reason.endswith(
        "; it is certainly worse than the base model."
    )
    assert decide(better, min_gain=MARGIN).reason.endswith(
        "; it is certainly worse than the champion (0.500)."
    )


def test_no_figure_is_less_than_nothing_by_rounding() -> None:
    said = evidence([0.3] * 120 + [-0.3001] * 120)

    assert "-0.000" not in decide(said, min_gain=MARGIN).reason
    assert "a gain of +0.000" in decide(said, min_gain=MARGIN).reason


@pytest.mark.parametrize("metric", METRICS)
def test_a_metric_is_named_by_one_thing_that_is_or_fell(metric: str) -> None:
    """The sentences say that it is so much, or that it fell."""
    last = title(metric).split()[-1]

    assert last not in ("JSON", "XML", "contains", "fields", "refusals")
    assert last.endswith(("-L", "-1", "-2")) or not last.endswith("s")


def test_no_answer_at_all_holds_a_model_as_unproven() -> None:
    held = decide(Evidence(scores=(), gains={}, records=0), min_gain=0.0)

    assert ("hold", 8) == (held.outcome, held.more)


def test_a_gain_of_right_answers_must_pass_mcnemars_test_as_well() -> None:
    said = evidence([1.0] * 40 + [0.0] * 200)
    unlikely = replace(said.scores[0], mcnemar=mcnemar(40, 0))
    likely = replace(said.scores[0], mcnemar=0.06)

    assert "keep" == decide(replace(said, scores=(unlikely,)), min_gain=MARGIN).outcome
    assert "hold" == decide(replace(said, scores=(likely,)), min_gain=MARGIN).outcome


def test_every_dataset_that_is_admitted_can_be_decided() -> None:
    assert FEWEST_PROMPTS <= EVALUATION_MINIMUM


def beside_recorded(gains: Sequence[float]) -> Evidence:
    better = evidence([1.0] * 120 + [0.0] * 120)
    return replace(better, rivals={"recorded": evidence(gains)})


@pytest.mark.parametrize(
    ("gains", "outcome", "words"),
    [
        ([0.0] * 240, "keep", "; it certainly trails the recorded answers (0.500) by no more than"),
        ([-1.0] * 12 + [0.0] * 228, "hold", "whether it trails the recorded answers (0.500) by"),
        (
            [-1.0] * 60 + [0.0] * 180,
            "discard",
            "it certainly trails the recorded answers (0.500) by more than the 0.050 allowed",
        ),
    ],
)
def test_a_model_may_trail_recorded_answers_by_the_margin_and_certainly_no_further(
    gains: list[float], outcome: str, words: str
) -> None:
    ruling = decide(beside_recorded(gains), min_gain=MARGIN, may_trail=0.05)

    assert outcome == ruling.outcome
    assert words in ruling.reason


def test_answers_that_are_alike_are_not_worse_whatever_mcnemar_says_of_alike_models() -> None:
    against = evidence([0.0] * 240)
    alike = replace(against, scores=(replace(against.scores[0], mcnemar=1.0),))
    better = replace(beside_recorded([0.0]), rivals={"recorded": alike})

    assert "keep" == decide(better, min_gain=MARGIN, may_trail=0.05).outcome


def test_no_records_are_asked_for_that_would_show_that_a_model_trails() -> None:
    theirs = evidence([-1.0] * 10 + [0.0] * 190)
    against = replace(evidence([1.0] * 200), rivals={"recorded": theirs})

    held = decide(against, min_gain=MARGIN, may_trail=0.02)

    assert ("hold", 0) == (held.outcome, held.more)
    assert held.reason.endswith("cannot be told; and so far it trails by 0.050.")


@pytest.mark.parametrize("gains", [[1.0] * 16 + [0.0] * 224, [1.0] * 80 + [0.0] * 160])
def test_what_else_speaks_against_a_model_is_named_and_no_number_of_records_promised(
    gains: list[float],
) -> None:
    doubted = replace(evidence(gains), doubts=("its judge is not trusted",))

    held = decide(doubted, min_gain=MARGIN)

    assert "hold" == held.outcome
    assert held.reason.endswith("its judge is not trusted.")
    assert "would settle" not in held.reason
    assert 0 == held.more


@pytest.mark.parametrize(
    ("gains", "said"),
    [
        ([1.0] * 120 + [0.0] * 120, "it is certainly better than the recorded answers (0.500)"),
        ([0.0] * 240, "trails the recorded answers (0.500) by no more than 0.020, if at all"),
    ],
)
def test_a_model_that_is_better_than_recorded_answers_does_not_trail_them(
    gains: list[float], said: str
) -> None:
    against = replace(evidence([1.0] * 240), rivals={"recorded": evidence(gains)})

    assert said in decide(against, min_gain=MARGIN, may_trail=0.02).reason
