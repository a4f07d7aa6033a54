"""What the rubrics of a recipe must be, so that Bedrock takes them and the figures mean the same.

The limits are those of ``CustomMetricDefinition`` and ``AutomatedEvaluationCustomMetricConfig`` in
the service model; the input variables are those of the user guide, model-evaluation-custom-metrics-
prompt-formats.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from tuning.run.judging import BUILT_IN, Rubric

MOST_RUBRICS: Final = 10
LONGEST_INSTRUCTIONS: Final = 5000
MOST_RATINGS: Final = 10
LONGEST_DEFINITION: Final = 100
NAME: Final = re.compile(r"[0-9a-zA-Z-_.]{1,63}")
PLACES: Final = ("{{prompt}}", "{{prediction}}")
"""What the instructions must hold; ``{{ground_truth}}``, the reference, may be left out."""

WORDS: Final = (
    f"must be at most {MOST_RUBRICS} rubrics with a name each of up to 63 letters, digits and "
    f"-_., instructions of up to {LONGEST_INSTRUCTIONS:,} characters that hold "
    f"{' and '.join(PLACES)}, and 2 to {MOST_RATINGS} ratings from 0, the worst, to 1, the best, "
    f"with definitions of up to {LONGEST_DEFINITION} characters"
)


def problem(rubrics: Sequence[Rubric]) -> str | None:
    """Return the first thing that is wrong with rubrics; None when Bedrock takes them."""
    return next(_problems(rubrics), None)


def _problems(rubrics: Sequence[Rubric]) -> Iterator[str]:
    if len(rubrics) > MOST_RUBRICS:
        yield f"there are {len(rubrics)}"
    names = [rubric.name for rubric in rubrics]
    for rubric in rubrics:
        if not NAME.fullmatch(rubric.name):
            yield f"{rubric.name!r} is no such name"
        if rubric.name.startswith(BUILT_IN):
            yield f"{rubric.name!r} begins as Bedrock's own metrics do; choose another name"
        if names.count(rubric.name) > 1:
            yield f"the name {rubric.name!r} is used twice"
        yield from (f"{rubric.name!r} {fault}" for fault in _faults(rubric))


def _faults(rubric: Rubric) -> Iterator[str]:
    if len(rubric.instructions) > LONGEST_INSTRUCTIONS:
        yield f"has instructions of {len(rubric.instructions):,} characters"
    for place in PLACES:
        if place not in rubric.instructions:
            yield f"has instructions without {place}"
    if not 2 <= len(rubric.ratings) <= MOST_RATINGS:
        yield f"has {len(rubric.ratings)} ratings"
    for rating in rubric.ratings:
        if not 1 <= len(rating.definition) <= LONGEST_DEFINITION:
            yield f"has a definition of {len(rating.definition)} characters"
    values = [rating.value for rating in rubric.ratings]
    if len({*values}) < len(values):
        yield "gives one value to two ratings"
    if not all(0 <= value <= 1 for value in values) or not {0.0, 1.0} <= {*values}:
        yield "has ratings that do not go from 0 to 1; a scale of another kind is not averaged here"
