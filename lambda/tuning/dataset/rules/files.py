"""What the files of a snapshot must be, and which of a drop's files a job takes."""

from collections.abc import Collection, Iterator, Mapping

from tuning.dataset.codes import Code
from tuning.dataset.problems import Fault
from tuning.run.handling import Handling
from tuning.run.parts import PartName


def not_taken(
    brought: Collection[PartName], handling: Handling
) -> Iterator[tuple[PartName, Fault]]:
    """Yield the files of a drop that no job of this kind takes."""
    if "validation" in brought and not handling.rules.validation:
        model, type_ = handling.model.name, handling.customization_type
        yield "validation", Fault.of(Code.VALIDATION_NOT_TAKEN, model=model, type=type_)


def too_large(
    sizes: Mapping[PartName, int], handling: Handling
) -> Iterator[tuple[PartName, Fault]]:
    """Yield the parts whose files are larger than the job takes.

    Args:
        sizes: of the converted files, in bytes.
        handling: whose rules apply; what is held out is read by no job.
    """
    maximum = handling.rules.max_file_bytes
    for part in ("training", "validation"):
        size = sizes.get(part, 0)
        if maximum is not None and size > maximum:
            model = handling.model.name
            yield (
                part,
                Fault.of(Code.FILE_OVER_LIMIT, what=part, size=size, model=model, maximum=maximum),
            )
