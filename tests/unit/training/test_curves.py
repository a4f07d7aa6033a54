import json
import math
from collections import Counter
from collections.abc import Sequence
from random import Random
from typing import Any

import pytest

from tests.unit.seals import seal
from tuning.run.registration import Registration
from tuning.run.validation import Admission, Part
from tuning.training.curves import judge, judged
from tuning.training.losses import BadCurve, Curves, Point, points

ADMITTED = Admission(
    outcome="admitted",
    summary="100 records",
    report=seal(),
    samples=seal(),
    source_format="prompt_completion",
    problems=0,
    training=Part(key="snapshots/ab12/train.jsonl", records=100, tokens=5000),
)
FOLDER = "runs/faq/faq-0123456789ab/training/model-customization-job-abcdefghijkl"
TRAINING = f"{FOLDER}/training_artifacts/step_wise_training_metrics.csv"
VALIDATION = f"{FOLDER}/validation_artifacts/post_fine_tuning_validation/validation_metrics.csv"


def csv(losses: Sequence[object], *, column: str = "training_loss", per_epoch: int = 50) -> bytes:
    header = f"step_number,epoch_number,{column},perplexity\n"
    rows = (f"{n},{n // per_epoch},{loss},1.0\n" for n, loss in enumerate(losses))
    return (header + "".join(rows)).encode()


def falling(steps: int = 100) -> list[float]:
    return [0.5 + 3 * math.exp(-step / 20) for step in range(steps)]


def training(losses: Sequence[float | None], *, per_epoch: int = 1000) -> tuple[Point, ...]:
    return tuple(
        Point(step=step, epoch=step // per_epoch, loss=loss) for step, loss in enumerate(losses)
    )


def test_a_falling_loss_is_learning_and_its_curves_are_kept(
    registration: Registration, bucket: Any
) -> None:
    bucket.objects[TRAINING] = csv(falling())
    bucket.objects[VALIDATION] = csv([3.5, 1.2, 0.9], column="validation_loss", per_epoch=1)

    judgement = judge(registration, ADMITTED)

    assert "learning" == judgement.outcome
    assert not judgement.overfit
    assert judgement.first_loss == pytest.approx(falling()[1])
    assert judgement.final_loss == pytest.approx(falling()[97])
    assert 1.0 == judgement.final_perplexity
    assert 3.5 == judgement.first_validation_loss
    assert judgement.best_validation_loss == judgement.final_validation_loss == 0.9
    assert judgement.curves is not None
    assert "runs/faq/faq-0123456789ab/curves.json" == judgement.curves.key
    curves = json.loads(bucket.objects[judgement.curves.key])
    assert {"step": 0, "epoch": 0, "loss": 3.5, "perplexity": 1.0} == curves["training"][0]
    assert [3.5, 1.2, 0.9] == [point["loss"] for point in curves["validation"]]


@pytest.mark.parametrize(
    "path",
    [
        "validation_artifacts/post_fine_tuning_validation/validation_metrics.csv",
        "validation_artifacts/post_fine_tuning_validation/validation/validation_metrics.csv",
    ],
)
def test_the_files_are_found_wherever_the_service_puts_them(
    registration: Registration, bucket: Any, path: str
) -> None:
    bucket.objects[TRAINING] = csv(falling())
    bucket.objects[f"{FOLDER}/{path}"] = csv([2.0], column="validation_loss")

    assert 2.0 == judge(registration, ADMITTED).final_validation_loss


def test_the_newest_job_of_a_run_is_judged(registration: Registration, bucket: Any) -> None:
    bucket.objects["runs/faq/faq-0123456789ab/training/a/step_wise_training_metrics.csv"] = csv(
        [3, 9]
    )
    bucket.objects["runs/faq/faq-0123456789ab/training/b/step_wise_training_metrics.csv"] = csv(
        [9, 3]
    )
    bucket.objects["runs/other/training/c/step_wise_training_metrics.csv"] = csv([1, 1])

    assert 9 == judge(registration, ADMITTED).first_loss


def test_columns_may_stand_in_any_order_and_lines_may_be_white() -> None:
    content = (
        b"\xef\xbb\xbfPerplexity, Training_Loss ,step_number,epoch_number\n"
        b"1,0.5,1,0\n\n , , , \n,2,0,0\n"
    )

    read = points(content, name="metrics.csv", column="training_loss")

    assert read == (
        Point(step=0, epoch=0, loss=2.0),
        Point(step=1, epoch=0, loss=0.5, perplexity=1.0),
    )


def test_a_job_without_metrics_is_unknown(registration: Registration, bucket: Any) -> None:
    judgement = judge(registration, ADMITTED)

    assert "unknown" == judgement.outcome
    assert "left no training metrics" in judgement.summary
    assert {} == bucket.objects


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"step_number,epoch_number,training_loss\n1,0\n", "fewer columns"),
        (b"step_number,epoch_number,training_loss\n1,0,high\n", "could not convert"),
        (b"step_number,epoch_number,training_loss\nnan,0,1.5\n", "cannot be read"),
        (b"step,epoch,loss\n1,0,1.5\n", "lacks a column"),
        (b"\xff\xfe1,2\n", "cannot be read"),
        (b"\x00\x00", "lacks a column"),
        (b'"', "lacks a column"),
    ],
)
@pytest.mark.parametrize(
    ("name", "outcome"),
    [(TRAINING, "unknown"), (VALIDATION, "learning")],
    ids=["training", "other"],
)
def test_a_malformed_file_is_said_and_leaves_the_other_one_standing(
    registration: Registration, bucket: Any, content: bytes, why: str, name: str, outcome: str
) -> None:
    bucket.objects[TRAINING] = csv(falling())
    bucket.objects[VALIDATION] = csv([3.5, 1.2, 0.9], column="validation_loss", per_epoch=1)
    bucket.objects[name] = content.replace(
        b"training_loss", b"validation_loss" if name == VALIDATION else b"training_loss"
    )

    judgement = judge(registration, ADMITTED)

    assert outcome == judgement.outcome
    assert why in judgement.summary
    assert name.rpartition("/")[2] in judgement.summary


def test_a_malformed_file_is_an_error_of_its_own() -> None:
    with pytest.raises(BadCurve, match="it needs step_number, epoch_number, training_loss"):
        points(b"a,b\n", name="metrics.csv", column="training_loss")


def test_without_losses_the_perplexity_is_read() -> None:
    content = b"step_number,epoch_number,perplexity\n0,0,7.389056\n1,0,inf\n2,0,1\n"

    read = points(content, name="metrics.csv", column="training_loss")

    assert [2.0, None, 0.0] == [point.loss and round(point.loss, 6) for point in read]


def test_steps_that_begin_anew_each_epoch_are_numbered_on() -> None:
    rows = [(step, epoch, 3.0 - epoch - step / 10) for epoch in range(3) for step in range(4)]
    header = "step_number,epoch_number,training_loss\n"
    lines = [f"{step},{epoch},{loss}\n" for step, epoch, loss in rows]

    read = points((header + "".join(lines)).encode(), name="m.csv", column="training_loss")
    mixed = points((header + "".join(lines[::-1])).encode(), name="m.csv", column="training_loss")

    assert [loss for _, _, loss in rows] == [point.loss for point in read]
    assert list(range(12)) == [point.step for point in read]
    assert read == mixed


def test_steps_that_begin_anew_without_an_epoch_keep_the_order_of_the_file() -> None:
    content = b"step_number,epoch_number,training_loss\n0,0,4\n1,0,3\n0,0,2\n1,0,1\n"

    read = points(content, name="metrics.csv", column="training_loss")

    assert [(0, 4.0), (1, 3.0), (2, 2.0), (3, 1.0)] == [(point.step, point.loss) for point in read]


@pytest.mark.parametrize(
    "losses",
    [[2.0] * 40, [2.0 - 0.0004 * step for step in range(40)], [2.0 + 0.005 * n for n in range(40)]],
    ids=["flat", "next to nothing", "rising"],
)
def test_a_loss_that_certainly_does_not_fall_is_flat(losses: list[float]) -> None:
    judgement = judged(Curves(training=training(losses)))

    assert "flat" == judgement.outcome
    assert "did not learn" in judgement.summary
    assert "a better prompt" in judgement.advice


def fast(steps: int = 500) -> list[float]:
    """Few records, trained on time and again: all there is to learn is learned in a tenth."""
    return [3.6 * math.exp(-step / 12) for step in range(steps)]


def test_a_loss_that_fell_at_once_and_stays_low_is_learning() -> None:
    judgement = judged(Curves(training=training(fast())))

    assert "learning" == judgement.outcome, judgement.summary


def test_many_epochs_over_few_records_overfit_by_far() -> None:
    """As forty records in ten copies do in five epochs: real losses of a small model."""
    validation = [1.334, 0.164, 0.194, 0.205, 0.211, 0.217]

    judgement = judged(Curves(training=training(fast()), validation=training(validation)))

    assert "overfitting" == judgement.outcome, judgement.summary
    assert "it overfits" in (judgement.doubt or "")


@pytest.mark.parametrize(
    ("validation", "outcome"),
    [
        ([10.1, 0.582, 0.618, 0.638, 0.654, 0.667], "overfitting"),
        ([10.1, 0.582, 0.618, 0.608, 0.654, 0.667], "learning"),
        ([10.1, 9.0, 0.582, 0.618, 0.638, 0.667], "learning"),
        ([10.1, 0.582, 0.584, 0.586, 0.588, 0.590], "learning"),
    ],
    ids=["in order", "out of order", "too few in order", "hardly"],
)
def test_a_rise_from_epoch_to_epoch_beside_a_training_loss_near_0_is_no_chance(
    validation: list[float], outcome: str
) -> None:
    judgement = judged(Curves(training=training(fast()), validation=training(validation)))

    assert (outcome, None) == (judgement.outcome, judgement.doubt)


def test_a_training_loss_of_0_overfits_by_far_as_one_near_it_does() -> None:
    losses = [*fast(60), *[0.0] * 40]

    judgement = judged(Curves(training=training(losses), validation=training([1.0, 0.5, 0.8])))

    assert "it overfits" in (judgement.doubt or "")


def wild(random: Random, *, start: float, spike: float, end: float) -> list[float]:
    """A rate far too high: after its warmup the loss leaps, and settles where the answers are
    lost."""
    calm = [start * (1 + random.gauss(0, 0.1)) for _ in range(6)]
    leap = [spike * math.exp(random.gauss(0, 0.5)) for _ in range(24)]
    lost = [end * (1 + random.gauss(0, 0.1)) for _ in range(270)]
    return [*calm, *leap, *lost]


def test_a_loss_that_leaps_and_settles_far_above_its_first_steps_diverged() -> None:
    random = Random(5)
    curves = [training(wild(random, start=1.3, spike=14.0, end=3.0)) for _ in range(50)]

    outcomes = Counter(judged(Curves(training=curve)).outcome for curve in curves)

    assert {"diverged"} == set(outcomes)


def test_where_the_training_loss_leaps_too_much_both_losses_together_tell_a_divergence() -> None:
    random = Random(3)
    losses = [1.3, *(30 * math.exp(random.gauss(0, 0.9)) for _ in range(59))]

    alone, together = (
        judged(Curves(training=training(losses), validation=training(validation)))
        for validation in ([], [0.98, 64.7, 49.2])
    )

    assert "unknown" == alone.outcome
    assert "diverged" == together.outcome
    assert "its validation loss rose from 0.980 to 49.200" in together.summary


def test_a_loss_that_may_have_risen_far_is_not_called_flat() -> None:
    random = Random(5)
    losses = [(5 if step < 9 else 11) * math.exp(random.gauss(0, 0.8)) for step in range(180)]

    judgement = judged(Curves(training=training(losses)))

    assert judgement.outcome in ("unknown", "diverged"), judgement.summary
    assert "lower learning rate" in judgement.advice


def test_a_loss_of_0_from_the_beginning_leaves_nothing_to_learn() -> None:
    judgement = judged(Curves(training=training([0.0] * 40)))

    assert "flat" == judgement.outcome
    assert "learning rate" not in judgement.advice


@pytest.mark.parametrize("broken", ["nan", "inf", "-inf"])
def test_a_training_loss_that_ends_as_no_number_diverged(
    registration: Registration, bucket: Any, broken: str
) -> None:
    bucket.objects[TRAINING] = csv([3.0, 2.0, broken, broken])

    judgement = judge(registration, ADMITTED)

    assert "diverged" == judgement.outcome
    assert "stopped being a number" in judgement.summary
    assert "lower learning rate" in judgement.advice
    assert b"null" in bucket.objects["runs/faq/faq-0123456789ab/curves.json"]


def test_a_validation_loss_that_ends_as_no_number_says_so() -> None:
    validation = training([1.0, 0.9, None])

    judgement = judged(Curves(training=training(falling()), validation=validation))

    assert "unknown" == judgement.outcome
    assert "the validation loss ended as no number" in judgement.summary
    assert judgement.final_validation_loss is None


def test_a_single_step_shows_nothing() -> None:
    assert "unknown" == judged(Curves(training=training([2.0]))).outcome


RUNAWAYS = {
    "in the last of three epochs": [*falling(57), 9.0, 9.0, 9.0],
    "slowly": [*falling(50), *(0.6 + step * 0.05 for step in range(50))],
    "from the start": [2.0 + step * 0.2 for step in range(30)],
    "within few steps": [2.0, 2.5, 9.0, 30.0],
}


@pytest.mark.parametrize("losses", RUNAWAYS.values(), ids=RUNAWAYS)
def test_a_curve_that_ends_badly_diverged_however_well_it_went_before(losses: list[float]) -> None:
    judgement = judged(Curves(training=training(losses, per_epoch=20)))

    assert "diverged" == judgement.outcome


def test_one_wild_batch_at_the_end_is_no_divergence() -> None:
    assert "learning" == judged(Curves(training=training([*falling(59), 9.0]))).outcome


def noisy(random: Random, *, steps: int, fall: float, noise: float) -> Curves:
    return Curves(
        training=training(
            [
                2 * (1 - fall * step / (steps - 1)) * (1 + random.gauss(0, noise))
                for step in range(steps)
            ]
        )
    )


@pytest.mark.parametrize("noise", [0.1, 0.2])
@pytest.mark.parametrize("steps", [8, 24, 60])
@pytest.mark.parametrize(
    ("fall", "wrong"),
    [(0.0, {"learning", "diverged"}), (0.05, {"diverged"}), (0.1, {"flat", "diverged"})],
)
def test_noise_is_neither_learning_nor_its_contrary(
    fall: float, wrong: set[str], steps: int, noise: float
) -> None:
    random = Random(steps)
    outcomes = Counter(
        judged(noisy(random, steps=steps, fall=fall, noise=noise)).outcome for _ in range(200)
    )

    assert sum(count for outcome, count in outcomes.items() if outcome in wrong) <= 6
    assert outcomes["diverged"] <= 1


def test_a_fall_that_is_no_noise_is_learning() -> None:
    random = Random(7)
    outcomes = [judged(noisy(random, steps=60, fall=0.5, noise=0.2)).outcome for _ in range(50)]

    assert {"learning"} == set(outcomes)


@pytest.mark.parametrize(
    "validation",
    [[3.0, 1.0, 1.3], [3.0, 1.0, 1.1, 1.2, 1.3], [1.0 + 0.1 * step for step in range(30)]],
    ids=["three epochs", "five epochs", "from the start"],
)
def test_a_validation_loss_that_rises_from_its_best_is_overfitting(validation: list[float]) -> None:
    judgement = judged(Curves(training=training(falling()), validation=training(validation)))

    assert "overfitting" == judgement.outcome
    assert judgement.overfit
    assert "rose again from its best, 1." in judgement.summary
    assert "fewer epochs" in judgement.advice


def test_severe_overfitting_speaks_against_keeping_the_model() -> None:
    """Both thresholds are exceeded: the loss rose by a half, to three times the training loss."""
    mild, severe = (
        judged(Curves(training=training(falling()), validation=training([3.0, best, best * 1.5])))
        for best in (0.6, 1.0)
    )

    assert ("overfitting", None) == (mild.outcome, mild.doubt)
    assert "it overfits: its validation loss rose again" in (severe.doubt or "")


@pytest.mark.parametrize(
    "validation",
    [[3.0, 1.0, 1.04], [3.0, 2.0, 1.0], [1.0], []],
    ids=["wavered", "fell", "one reading", "none"],
)
def test_any_other_validation_loss_is_no_overfitting(validation: list[float]) -> None:
    judgement = judged(Curves(training=training(falling()), validation=training(validation)))

    assert "learning" == judgement.outcome
    assert not judgement.overfit
    assert "overfits" not in judgement.summary


def test_a_validation_loss_that_rose_with_the_training_loss_is_no_overfitting() -> None:
    """A rate far too high, whose first steps were the worst of all: the answers are lost in both
    files."""
    losses = [2.5 + 40 * math.exp(-step / 10) for step in range(100)]

    judgement = judged(
        Curves(training=training(losses), validation=training([1.334, 2.9, 2.6, 2.53]))
    )

    assert ("unknown", False, None) == (judgement.outcome, judgement.overfit, judgement.doubt)
    assert "the validation loss rose from its best, 1.334, to 2.530" in judgement.summary
    assert "lower learning rate" in judgement.advice


@pytest.mark.parametrize("noise", [0.03, 0.1])
def test_a_flat_validation_loss_with_noise_is_no_overfitting(noise: float) -> None:
    random = Random(9)
    curves = [training([1 + random.gauss(0, noise) for _ in range(30)]) for _ in range(200)]

    overfit = [
        judged(Curves(training=training(falling()), validation=validation)).overfit
        for validation in curves
    ]

    assert overfit.count(True) <= 4


def test_a_model_that_did_not_learn_cannot_overfit() -> None:
    curves = Curves(training=training([2.0] * 40), validation=training([1.0, 2.0]))

    assert not judged(curves).overfit


MANIFEST = f"{FOLDER}/input_status/2026/11/manifest.report.csv"


def test_a_model_that_bedrock_trained_on_too_little_is_not_hosted_and_says_why(
    registration: Registration, bucket: Any
) -> None:
    bucket.objects[TRAINING] = csv(falling())
    bucket.objects[MANIFEST] = (
        b"fileName,totalProcessedRecordCount,acceptedRecordCount,partiallyAcceptedRecordCount,"
        b"rejectedRecordCount\ntrain.jsonl,100,5,0,95\n"
    )

    judgement = judge(registration, ADMITTED)

    assert "too_few" == judgement.outcome
    assert judgement.summary.startswith(
        "The customization job trained on too little: of 100 records sent Bedrock's report says "
        "5 accepted, 0 partly accepted, 95 rejected, and Nova Micro needs at least 8."
    )


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe", b"fileName,acceptedRecordCount\n"])
def test_without_a_report_on_its_input_a_job_is_judged_by_its_curves(
    registration: Registration, bucket: Any, content: bytes | None
) -> None:
    bucket.objects[TRAINING] = csv(falling())
    if content is not None:
        bucket.objects[MANIFEST] = content

    assert "learning" == judge(registration, ADMITTED).outcome
