"""What the quality rules are tested on: records, and the sheets that reading them would give."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from tuning.dataset.batch import Columns
from tuning.dataset.problems import Fault
from tuning.dataset.quality.findings import PartLine, PlacedFault
from tuning.dataset.record import Record, Turn
from tuning.dataset.sheet import Sheet
from tuning.run.parts import PartName

Pairs = Sequence[tuple[str, str]]


def record(line: int, prompt: str, answer: str, *, system: str = "") -> Record:
    """Make a record of one question and its answer."""
    turns = (Turn("user", (prompt,)), Turn("assistant", (answer,)))
    return Record(line, (system,) if system else (), turns)


def sheet_of(pairs: Pairs) -> Sheet:
    """Make the sheet of prompts and answers that stand on lines 1, 2, …"""
    sheet = Sheet()
    sheet.add(
        range(1, len(pairs) + 1),
        asked=[prompt for prompt, _ in pairs],
        answers=[answer for _, answer in pairs],
    )
    return sheet


def conversation(*said: str, system: str = "") -> Record:
    """Make a record of turns, the user's first."""
    roles = ("user", "assistant")
    turns = tuple(Turn(roles[number % 2], (text,)) for number, text in enumerate(said))
    return Record(1, (system,) if system else (), turns)


def exploded(*said: str, system: str = "") -> list[Record]:
    """Write a conversation once for each answer in it, as many collections are."""
    return [conversation(*said[:end], system=system) for end in range(2, len(said) + 1, 2)]


def sheet_of_records(records: Sequence[Record]) -> Sheet:
    """Make the sheet of records that stand on lines 1, 2, …"""
    sheet, columns = Sheet(), Columns.of(records)
    sheet.add(
        range(1, len(records) + 1),
        asked=columns.asked,
        answers=columns.answers,
        spoken=columns.spoken,
    )
    return sheet


@dataclass(frozen=True)
class Files:
    """Files of a drop, by what they were dropped as."""

    pairs: Mapping[PartName, Pairs]

    @property
    def sheets(self) -> dict[PartName, Sheet]:
        """Their figures."""
        return {part: sheet_of(pairs) for part, pairs in self.pairs.items()}

    def texts(self, part: PartName, rows: Set[int]) -> Iterable[Record]:
        """Read records back."""
        for row, (prompt, answer) in enumerate(self.pairs[part]):
            if row in rows:
                yield record(row + 1, prompt, answer)


def told(findings: Iterable[PlacedFault]) -> list[tuple[str, int | None, PartLine | None]]:
    """Return code, line and the other record of each finding."""
    return [(found.fault.code.name, found.line, found.other) for found in findings]


def message(finding: PlacedFault) -> str:
    """Fill in the words of a finding, the fix included; fails when a figure is missing."""
    fault = Fault(finding.fault.code, {**finding.fault.figures, "other": "train.jsonl:1"})
    return f"{fault.message} ({fault.fix})"
