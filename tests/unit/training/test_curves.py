import json
import math
from collections.abc import Sequence
from typing import Any

import pytest

from tuning.run.registration import Registration
from tuning.run.validation import Admission, Part
from tuning.training.curves import judge, judged
from tuning.training.losses import BadCurve, Curves, Point, points

ADMITTED = Admission(
    outcome="admitted",
    summary="100 records",
    report_key="runs/faq-0123456789ab/dataset.json",
    source_format="prompt_completion",
    problems=0,
    training=Part(key="snapshots/ab12/train.jsonl", records=100, tokens=5000),
)
FOLDER = "runs/faq-0123456789ab/training/model-customization-job-abcdefghijkl"
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


def test_a_falling_loss_has_learned_and_its_curves_are_kept(
    registration: Registration, bucket: Any
) -> None:
    bucket.objects[TRAINING] = csv(falling())
    bucket.objects[VALIDATION] = csv([3.5, 1.2, 0.9], column="validation_loss", per_epoch=1)

    judgement = judge(registration, ADMITTED)

    assert "learned" == judgement.outcome
    assert not judgement.overfit
    assert judgement.first_loss == pytest.approx(sum(falling()[:10]) / 10)
    assert judgement.final_loss == pytest.approx(sum(falling()[50:]) / 50)
    assert 3.5 == judgement.first_validation_loss
    assert judgement.best_validation_loss == judgement.final_validation_loss == 0.9
    assert "runs/faq-0123456789ab/curves.json" == judgement.curves_key
    curves = json.loads(bucket.objects[judgement.curves_key])
    assert {"step": 0, "epoch": 0, "loss": 3.5} == curves["training"][0]
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
    bucket.objects["runs/faq-0123456789ab/training/a/step_wise_training_metrics.csv"] = csv([3, 9])
    bucket.objects["runs/faq-0123456789ab/training/b/step_wise_training_metrics.csv"] = csv([9, 3])
    bucket.objects["runs/other/training/c/step_wise_training_metrics.csv"] = csv([1, 1])

    assert 9 == judge(registration, ADMITTED).first_loss


def test_columns_may_stand_in_any_order_and_carry_spaces() -> None:
    content = (
        b"\xef\xbb\xbfPerplexity, Training_Loss ,step_number,epoch_number\n1,0.5,1,0\n\n1,2,0,0\n"
    )

    read = points(content, name="metrics.csv", column="training_loss")

    assert read == (Point(step=0, epoch=0, loss=2.0), Point(step=1, epoch=0, loss=0.5))


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
@pytest.mark.parametrize("name", [TRAINING, VALIDATION])
def test_a_malformed_file_is_unknown_with_words(
    registration: Registration, bucket: Any, content: bytes, why: str, name: str
) -> None:
    bucket.objects[TRAINING] = csv(falling())
    bucket.objects[name] = content.replace(
        b"training_loss", b"validation_loss" if name == VALIDATION else b"training_loss"
    )

    judgement = judge(registration, ADMITTED)

    assert "unknown" == judgement.outcome
    assert why in judgement.summary
    assert name.rpartition("/")[2] in judgement.summary


def test_a_malformed_file_is_an_error_of_its_own() -> None:
    with pytest.raises(BadCurve, match="it needs step_number, epoch_number, training_loss"):
        points(b"a,b\n", name="metrics.csv", column="training_loss")


@pytest.mark.parametrize(
    "losses",
    [
        [2.0] * 40,
        [2.0 - 0.0004 * step for step in range(40)],
        [2.0 + 0.01 * step for step in range(40)],
    ],
    ids=["flat", "within the noise", "rising"],
)
def test_a_loss_that_does_not_fall_has_not_learned(losses: list[float]) -> None:
    judgement = judged(Curves(training=training(losses)))

    assert "not_learned" == judgement.outcome
    assert "did not learn" in judgement.summary


@pytest.mark.parametrize("broken", ["nan", "inf", "-inf"])
def test_a_loss_that_is_no_number_has_not_learned(
    registration: Registration, bucket: Any, broken: str
) -> None:
    bucket.objects[TRAINING] = csv([3.0, 2.0, broken, 1.0])

    judgement = judge(registration, ADMITTED)

    assert "not_learned" == judgement.outcome
    assert "stopped being a number" in judgement.summary
    assert b"null" in bucket.objects["runs/faq-0123456789ab/curves.json"]


def test_a_single_step_shows_nothing() -> None:
    assert "unknown" == judged(Curves(training=training([2.0]))).outcome


def test_within_one_epoch_the_last_tenth_speaks_for_the_end() -> None:
    judgement = judged(Curves(training=training([3.0] * 50 + [1.0] * 50)))

    assert (3.0, 1.0) == (judgement.first_loss, judgement.final_loss)


def test_a_validation_loss_that_rises_from_its_best_is_overfitting() -> None:
    judgement = judged(Curves(training=training(falling()), validation=training([3.0, 1.0, 1.2])))

    assert "learned" == judgement.outcome
    assert judgement.overfit
    assert "rose again from its best, 1.000, to 1.200: the model overfits" in judgement.summary


@pytest.mark.parametrize(
    "validation",
    [[3.0, 1.0, 1.04], [3.0, 2.0, 1.0], [1.0], []],
    ids=["wavered", "fell", "one reading", "none"],
)
def test_any_other_validation_loss_is_no_overfitting(validation: list[float]) -> None:
    judgement = judged(Curves(training=training(falling()), validation=training(validation)))

    assert "learned" == judgement.outcome
    assert not judgement.overfit
    assert "overfits" not in judgement.summary


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

    assert "learned" == judge(registration, ADMITTED).outcome
