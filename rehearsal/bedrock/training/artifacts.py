"""What a job leaves in S3: what it read when it has validated, its losses when it is completed."""

import csv
import io
import math
from collections.abc import Iterator, Sequence

from rehearsal.bedrock.model import Step, Training
from rehearsal.bedrock.resources.names import id_of
from rehearsal.bedrock.s3 import S3Uri
from rehearsal.bedrock.training.records import ReadFile

TRAINING_METRICS = "training_artifacts/step_wise_training_metrics.csv"
VALIDATION_METRICS = (
    "validation_artifacts/post_fine_tuning_validation/validation/validation_metrics.csv"
)


MANIFEST = "input_status/manifest.report.csv"
COUNTS = (
    "fileName",
    "totalProcessedRecordCount",
    "acceptedRecordCount",
    "partiallyAcceptedRecordCount",
    "rejectedRecordCount",
)
"""The columns of the manifest, as an account's job has left them."""


def manifest(files: Sequence[ReadFile], *, output: S3Uri, job_arn: str) -> tuple[S3Uri, bytes]:
    """Return where the validation of the files leaves its counts, and those: a row for each file.

    A record of text is accepted or it is not, so none is accepted in part.
    """
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(COUNTS)
    for file in files:
        accepted, rejected = len(file.records), len(file.rejections)
        table.writerow((file.name, accepted + rejected, accepted, 0, rejected))
    return _folder(output, job_arn) / MANIFEST, text.getvalue().encode()


def artifacts(training: Training, *, output: S3Uri, job_arn: str) -> Iterator[tuple[S3Uri, bytes]]:
    """Give each file of metrics and where it goes; without validation data there is one."""
    folder = _folder(output, job_arn)
    yield folder / TRAINING_METRICS, _table("training_loss", training.steps)
    if training.validation:
        yield folder / VALIDATION_METRICS, _table("validation_loss", training.validation)


def _folder(output: S3Uri, job_arn: str) -> S3Uri:
    return output / f"model-customization-job-{id_of(job_arn)}"


def _table(loss: str, steps: Sequence[Step]) -> bytes:
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(("step_number", "epoch_number", loss, "perplexity"))
    table.writerows((step.step, step.epoch, step.loss, math.exp(step.loss)) for step in steps)
    return text.getvalue().encode()
