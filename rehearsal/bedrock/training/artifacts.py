"""What a completed job leaves in S3."""

import csv
import io
import math
from collections.abc import Iterator, Sequence

from rehearsal.bedrock.model import Step, Training
from rehearsal.bedrock.resources.names import id_of
from rehearsal.bedrock.s3 import S3Uri

TRAINING_METRICS = "training_artifacts/step_wise_training_metrics.csv"
VALIDATION_METRICS = (
    "validation_artifacts/post_fine_tuning_validation/validation/validation_metrics.csv"
)


def artifacts(training: Training, *, output: S3Uri, job_arn: str) -> Iterator[tuple[S3Uri, bytes]]:
    """Give each file of metrics and where it goes; without validation data there is one."""
    folder = output / f"model-customization-job-{id_of(job_arn)}"
    yield folder / TRAINING_METRICS, _table("training_loss", training.steps)
    if training.validation:
        yield folder / VALIDATION_METRICS, _table("validation_loss", training.validation)


def _table(loss: str, steps: Sequence[Step]) -> bytes:
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(("step_number", "epoch_number", loss, "perplexity"))
    table.writerows((step.step, step.epoch, step.loss, math.exp(step.loss)) for step in steps)
    return text.getvalue().encode()
