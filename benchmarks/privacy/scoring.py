"""Compare what tools find with what was planted."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from benchmarks.privacy.ours import compared
from benchmarks.privacy.planted import Sentence
from benchmarks.privacy.record import OURS, Claims, Clean, Row, Way
from tuning.dataset.privacy.kinds import Kind

Finding = tuple[int, int, str]
Find = Callable[[str], list[Finding]]

ROW: Final = ("group", "kind", "subject")


def touched(sentence: Sentence, findings: Iterable[Finding]) -> bool:
    """Tell whether any finding meets the value."""
    return any(
        start < last and first < end for start, end, _ in findings for first, last in sentence.spans
    )


def gone(sentence: Sentence, findings: Iterable[Finding]) -> bool:
    """Tell whether each letter and digit of the value is within some finding."""
    covered = {at for start, end, _ in findings for at in range(start, end)}
    return all(
        at in covered
        for first, last in sentence.spans
        for at in range(first, last)
        if sentence.text[at].isalnum()
    )


@dataclass
class Tally:
    """Sentences, and in how many each tool finds the value, and all of it."""

    sentences: int = 0
    found: Counter[str] = field(default_factory=Counter)
    gone: Counter[str] = field(default_factory=Counter)
    missed: dict[str, None] = field(default_factory=dict)


class Score:
    """Counts while texts come in."""

    def __init__(self, tools: Mapping[str, Find]) -> None:
        """Start at nothing."""
        self._tools = tools
        self._rows: dict[tuple[str, ...], Tally] = defaultdict(Tally)
        self._ways: dict[tuple[str, ...], Tally] = defaultdict(Tally)
        self._right: dict[str, Counter[str]] = defaultdict(Counter)
        self._wrong: dict[str, Counter[str]] = defaultdict(Counter)
        self.clean: list[Clean] = []

    def plant(self, sentence: Sentence) -> None:
        """Let every tool look for a value."""
        planted = sentence.planted
        row = self._rows[planted.group, planted.kind, planted.subject]
        tallies = (row, self._ways[planted.group, sentence.way])
        for tally in tallies:
            tally.sentences += 1
        kind = compared(Kind[planted.kind])
        for tool, find in self._tools.items():
            findings = find(sentence.text)
            whole = gone(sentence, findings)
            for tally in tallies:
                tally.found[tool] += touched(sentence, findings)
                tally.gone[tool] += whole
            if tool == OURS and not whole:
                row.missed[sentence.way] = None
            for finding in findings:
                right = finding[2] == kind and touched(sentence, [finding])
                (self._right if right else self._wrong)[finding[2]][tool] += 1

    def sift(self, name: str, texts: Iterable[str]) -> None:
        """Let every tool look where there is nothing."""
        count = 0
        found: Counter[str] = Counter()
        for text in texts:
            count += 1
            for tool, find in self._tools.items():
                findings = find(text)
                found[tool] += bool(findings)
                for _, _, kind in findings:
                    self._wrong[kind][tool] += 1
        self.clean.append(Clean(name=name, texts=count, found=self._counted(found)))

    def rows(self) -> Iterator[Row]:
        """Yield what was found by subject."""
        for names, tally in self._rows.items():
            yield Row(
                **dict(zip(ROW, names, strict=True)),
                sentences=tally.sentences,
                found=self._counted(tally.found),
                gone=self._counted(tally.gone),
                missed=[*tally.missed],
            )

    def ways(self) -> Iterator[Way]:
        """Yield what was found by the way of writing."""
        for (group, way), tally in self._ways.items():
            yield Way(
                group=group,
                way=way,
                sentences=tally.sentences,
                found=self._counted(tally.found),
                gone=self._counted(tally.gone),
            )

    def claims(self) -> Iterator[Claims]:
        """Yield how often each tool was right about a kind."""
        for kind in sorted(self._right.keys() | self._wrong.keys()):
            yield Claims(
                kind=kind,
                right=self._counted(self._right[kind]),
                wrong=self._counted(self._wrong[kind]),
            )

    def _counted(self, counter: Counter[str]) -> dict[str, int]:
        return {tool: counter[tool] for tool in self._tools}
