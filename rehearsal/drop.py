"""Drop a dataset, as a person would: the training file last, because it starts the run."""

from collections.abc import MutableMapping
from typing import TYPE_CHECKING

import tomlkit
from tomlkit.exceptions import TOMLKitError

from rehearsal.dataset import RehearsedDataset, training_name
from tuning.registration.files import RECIPE

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def drop(
    s3: "S3Client", bucket: str, dataset: RehearsedDataset, *, hosting: str | None = None
) -> tuple[str, ...]:
    """Upload a dataset and return the keys in the order of the upload.

    Args:
        s3: a client of the embedded AWS.
        bucket: the datasets bucket.
        dataset: the files.
        hosting: the mode of hosting that the dropped recipe names; None leaves it as it is.
    """
    recipe_key = dataset.key_of(RECIPE)
    s3.put_object(Bucket=bucket, Key=recipe_key, Body=_recipe(dataset.recipe, hosting))
    files = [(file.name, file) for file in dataset.companions]
    files += [(training_name(shard), shard) for shard in dataset.shards]
    files += [(dataset.training_name, dataset.training)]
    for name, file in files:
        s3.upload_file(str(file), bucket, dataset.key_of(name))
    return (recipe_key, *(dataset.key_of(name) for name, _ in files))


def _recipe(content: bytes, hosting: str | None) -> bytes:
    """Return a recipe, with another mode of hosting; a broken one is the pipeline's to refuse."""
    if hosting is None:
        return content
    try:
        document = tomlkit.parse(content)
    except (TOMLKitError, UnicodeDecodeError):
        return content
    section = document.setdefault("hosting", tomlkit.table())
    if isinstance(section, MutableMapping):
        section["mode"] = hosting
    return tomlkit.dumps(document).encode()
