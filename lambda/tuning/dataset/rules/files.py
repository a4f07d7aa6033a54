"""What the files of a snapshot must be, and which of a drop's files a job takes."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from tuning.dataset.codes import Code
from tuning.dataset.problems import Fault
from tuning.dataset.reading.file import Facts
from tuning.run.handling import Handling
from tuning.run.parts import PartName


def not_taken(
    brought: Collection[PartName], handling: Handling
) -> Iterator[tuple[PartName, Fault]]:
    """Yield the files of a drop that no job of this kind takes."""
    if "validation" in brought and not handling.rules.validation:
        model, type_ = handling.model.name, handling.customization_type
        yield "validation", Fault.of(Code.VALIDATION_NOT_TAKEN, model=model, type=type_)


def of_two_forms(files: Sequence[Facts]) -> Iterator[tuple[str, Fault]]:
    """Yield the name of the first file of a set whose form is not that of the set."""
    told = [facts for facts in files if facts.form]
    for other in told:
        if other.form != told[0].form:
            expected = f"{told[0].format}, as {told[0].file} is"
            yield other.file, Fault.of(Code.MIXED_FORMATS, found=other.format, expected=expected)
            return


def not_split_off(
    brought: Collection[PartName], handling: Handling
) -> Iterator[tuple[PartName, Fault]]:
    """Yield the shares that are asked for of what is split off no training file."""
    asked: dict[PartName, float | None] = {
        "validation": handling.validation_share,
        "evaluation": handling.evaluation_share,
    }
    for part, share in asked.items():
        why = f"the drop brings a file for {part}" if part in brought else None
        if part == "validation" and not handling.rules.validation:
            why = f"{handling.model.name} is given no validation file"
        if share is not None and why:
            key = f"{part}_share"
            yield part, Fault.of(Code.SHARE_NOT_USED, key=key, share=f"{share:g}", why=why)


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
