"""Records that are learned in one file and judged by in another."""

from collections.abc import Iterable, Iterator, Mapping, Set
from itertools import chain
from typing import Final

from tuning.dataset.codes import Code
from tuning.dataset.problems import Fault
from tuning.dataset.quality.findings import PartLine, PlacedFault
from tuning.dataset.sheet import Sheet, exchanges, inner_exchanges, instructions
from tuning.dataset.wording import Wording
from tuning.run.parts import PartName

LEAKS: Final[tuple[tuple[PartName, PartName, Wording, Wording | None], ...]] = (
    ("training", "validation", Code.VALIDATION_IN_TRAINING, Code.PROMPT_IN_TRAINING),
    ("training", "evaluation", Code.EVALUATION_IN_TRAINING, Code.PROMPT_IN_TRAINING),
    ("validation", "evaluation", Code.EVALUATION_IN_VALIDATION, None),
)
"""From which file into which; the code when the answer is the same too, and when it is not."""

CODES: Final = frozenset(code for _, _, *codes in LEAKS for code in codes if code)


def leaks(sheets: Mapping[PartName, Sheet]) -> Iterator[PlacedFault]:
    """Yield the records of validation and evaluation files that are in an earlier file.

    A record is in another file when its turns and its answer are, whatever the system text; also
    when they are the beginning of a longer conversation. Where turns are asked under many system
    texts, and so mean nothing without them, the system text must be the same too.

    What is split off the training file cannot leak: records of one beginning stay together.
    """
    instructing = instructions(sheets.values()) if len(sheets) > 1 else frozenset[int]()
    for learned, judged, same, prompt_only in LEAKS:
        if learned in sheets and judged in sheets:
            found = _shared(sheets[learned], sheets[judged], instructing)
            for line, other, answered in found:
                if code := same if answered else prompt_only:
                    yield PlacedFault(judged, line, Fault.of(code), PartLine(learned, other))


def _shared(
    learned: Sheet, judged: Sheet, instructing: Set[int]
) -> Iterator[tuple[int, int, bool]]:
    """Yield lines of ``judged`` and ``learned`` with one prompt, and whether the answer is one."""
    judged_by = exchanges(judged, instructing)
    whole = enumerate(exchanges(learned, instructing))
    answered = _first({*judged_by}, chain(whole, inner_exchanges(learned, instructing)))
    asked = _first({*judged.prompts}, enumerate(learned.prompts))
    for exchange, prompt, line in zip(judged_by, judged.prompts, judged.lines, strict=True):
        if exchange in answered:
            yield line, learned.lines[answered[exchange]], True
        elif prompt in asked:
            yield line, learned.lines[asked[prompt]], False


def _first(sought: Set[int], rows: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Return the first of the rows with each key that is sought."""
    first: dict[int, int] = {}
    for row, key in rows:
        if key in sought and row <= first.get(key, row):
            first[key] = row
    return first
