"""Drop a dataset, as a person would: the training file last, because it starts the run."""

from typing import TYPE_CHECKING

from rehearsal.dataset import Dataset, training_name
from tuning.ledger.drop import RECIPE

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def drop(s3: "S3Client", bucket: str, dataset: Dataset) -> tuple[str, ...]:
    """Upload a dataset and return the keys in the order of the upload."""
    files = [(RECIPE, dataset.recipe)]
    files += [(file.name, file) for file in dataset.companions]
    files += [(training_name(shard), shard) for shard in dataset.shards]
    files += [(dataset.training_name, dataset.training)]
    for name, file in files:
        s3.upload_file(str(file), bucket, dataset.key_of(name))
    return tuple(dataset.key_of(name) for name, _ in files)
