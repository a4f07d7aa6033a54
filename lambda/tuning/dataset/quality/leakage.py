"""Records that are learned in one file and judged by in another."""

from collections.abc import Iterator, Mapping
from itertools import compress
from typing import Final

from tuning.dataset.codes import Code
from tuning.dataset.problems import Fault
from tuning.dataset.quality.findings import PartLine, PlacedFault
from tuning.dataset.sheet import Sheet
from tuning.run.parts import PartName

LEAKS: Final[tuple[tuple[PartName, PartName, Code, Code | None], ...]] = (
    ("training", "validation", Code.VALIDATION_IN_TRAINING, Code.PROMPT_IN_TRAINING),
    ("training", "evaluation", Code.EVALUATION_IN_TRAINING, Code.PROMPT_IN_TRAINING),
    ("validation", "evaluation", Code.EVALUATION_IN_VALIDATION, None),
)
"""From which file into which; the code when the answer is the same too, and when it is not."""

CODES: Final = frozenset(code for _, _, *codes in LEAKS for code in codes if code)


def leaks(sheets: Mapping[PartName, Sheet]) -> Iterator[PlacedFault]:
    """Yield the records of validation and evaluation files whose prompt is in an earlier file.

    Prompts are compared whatever their case and spacing, answers exactly. What is split off the
    training file cannot leak: records of one prompt stay together.
    """
    for learned, judged, same, prompt_only in LEAKS:
        if learned in sheets and judged in sheets:
            for line, other, answered in _shared(sheets[learned], sheets[judged]):
                if code := same if answered else prompt_only:
                    yield PlacedFault(judged, line, Fault.of(code), PartLine(learned, other))


def _shared(learned: Sheet, judged: Sheet) -> Iterator[tuple[int, int, bool]]:
    """Yield lines of ``judged`` and ``learned`` with one prompt, and whether the answer is one."""
    shared = set(judged.prompts).intersection(learned.prompts)
    answers: dict[int, dict[int, int]] = {}
    for prompt, answer, line in _rows(learned, shared):
        answers.setdefault(prompt, {}).setdefault(answer, line)
    for prompt, answer, line in _rows(judged, shared):
        lines = answers[prompt]
        first = next(iter(lines.values()))
        yield line, lines.get(answer, first), answer in lines


def _rows(sheet: Sheet, prompts: set[int]) -> Iterator[tuple[int, int, int]]:
    rows = zip(sheet.prompts, sheet.answers, sheet.lines, strict=True)
    return compress(rows, map(prompts.__contains__, sheet.prompts))
