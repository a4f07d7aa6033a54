"""What a dataset must be as a whole: enough to train on, not too much, enough held out."""

from collections.abc import Iterator, Mapping
from math import sqrt
from typing import Final

from tuning.dataset.codes import Code
from tuning.dataset.problems import Fault
from tuning.models.catalogue import DatasetRules
from tuning.run.handling import Handling
from tuning.run.parts import PartName

TRAINING_STEPS: Final = (500, 1000)
"""Records below which more are advised, beside what the base model's documentation advises. A model
still gains from 500 to 1,000; from there on, better records count for more than further ones."""

EVALUATION_MINIMUM: Final = 8
"""Of fewer different prompts the answers can hardly differ beyond chance: a sign test needs 6 that
differ, and all of them in one direction, before 95 % is reached."""

EVALUATION_ADVISED: Final = 50
"""Here a score is known to about 14 points either way (95 %, the worst case of a share)."""


def faults(
    counts: Mapping[PartName, int], rules: DatasetRules, *, evidence: int, missing: int | None
) -> Iterator[tuple[PartName, Fault]]:
    """Yield what is wrong with the sizes of the parts, and the part that it is about.

    Args:
        counts: good records by part.
        rules: of the base model.
        evidence: beginnings of held-out records that differ: copies of one prove no more than it.
        missing: how many records the training file lacks for enough to be split off; None when the
            held-out records were brought.
    """
    training = counts["training"]
    steps = sorted({rules.advised_records, *TRAINING_STEPS})
    advised = next((step for step in steps if training < step), None)
    if advised and training >= rules.min_records:
        yield "training", Fault.of(Code.FEW_RECORDS, records=training, advised=advised)
    if rules.validation and not counts["validation"]:
        yield "validation", Fault.of(Code.NO_VALIDATION)
    if evidence < EVALUATION_MINIMUM:
        more, where = EVALUATION_MINIMUM - evidence, " to the evaluation file"
        if missing is not None:
            more, where = max(1, missing), ", or bring an evaluation file"
        yield (
            "evaluation",
            Fault.of(
                Code.EVALUATION_TOO_SMALL,
                records=evidence,
                minimum=EVALUATION_MINIMUM,
                more=more,
                where=where,
            ),
        )
    elif evidence < EVALUATION_ADVISED:
        points = round(98 / sqrt(evidence))
        yield (
            "evaluation",
            Fault.of(
                Code.EVALUATION_SMALL,
                records=evidence,
                points=points,
                advised=EVALUATION_ADVISED,
            ),
        )


def too_few(
    counts: Mapping[PartName, int], handling: Handling, *, met: int, missing: int
) -> Iterator[tuple[PartName, Fault]]:
    """Yield that there is too little to train on.

    Args:
        counts: good records by part.
        handling: for which base model the drop is, and by what it is customised.
        met: records of the training file, before any were split off.
        missing: how many more would be enough, with those that are split off.
    """
    training = counts["training"]
    if training < handling.rules.min_records:
        yield (
            "training",
            Fault.of(
                Code.TOO_FEW_RECORDS,
                met=met,
                records=training,
                model=handling.model.name,
                minimum=handling.rules.min_records,
                more=max(1, missing),
            ),
        )


def _times(passes: int) -> str:
    return f" ({passes} passes)" if passes > 1 else ""


def too_many(
    counts: Mapping[PartName, int], handling: Handling
) -> Iterator[tuple[PartName, Fault]]:
    """Yield the parts of which there are too many records.

    Training, in all its passes, and validation together are bounded by the model; what is held out
    is bounded alike, so that no file can fill the memory.

    Args:
        counts: good records by part.
        handling: for which base model the drop is, and how often it is repeated.
    """
    passes, maximum = handling.passes, handling.rules.max_records
    if passes > 1:
        training = counts["training"]
        seen = Fault.of(Code.REPEATED, records=training, passes=passes, lines=training * passes)
        yield "training", seen
    learned = counts["training"] * passes + counts["validation"]
    held_out = counts["evaluation"]
    sums: tuple[tuple[PartName, str, int], ...] = (
        ("training", f"training{_times(passes)} and validation", learned),
        ("evaluation", "evaluation", held_out),
    )
    for part, what, records in sums:
        if records > maximum:
            yield (
                part,
                Fault.of(Code.TOO_MANY_RECORDS, records=records, what=what, maximum=maximum),
            )
