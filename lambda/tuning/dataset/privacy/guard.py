"""What is done about personal data and secrets: reported, replaced or refused."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from typing import Final

from tuning.dataset.codes import Code
from tuning.dataset.privacy import bare_numbers, pieces, private_keys, questions
from tuning.dataset.privacy.kinds import Kind, Nature
from tuning.dataset.privacy.placeholders import STAND_IN, stand_in
from tuning.dataset.privacy.search import PrivacyMatch, search
from tuning.dataset.privacy.signs import patterns, private
from tuning.dataset.privacy.spelling import respelled
from tuning.dataset.privacy.splicing import spliced
from tuning.dataset.problems import Fault
from tuning.dataset.record import Record
from tuning.dataset.safety import hidden, phrases
from tuning.dataset.wording import Wording
from tuning.run.handling import PrivacyMode

CODES: Final[dict[PrivacyMode, dict[Nature, Wording]]] = {
    "report": {
        Nature.PERSONAL: Code.PERSONAL_DATA,
        Nature.DOUBTFUL: Code.POSSIBLE_SECRET,
        Nature.SECRET: Code.SECRET,
    },
    "redact": {
        Nature.PERSONAL: Code.REDACTED,
        Nature.DOUBTFUL: Code.REDACTED,
        Nature.SECRET: Code.REDACTED,
    },
    "refuse": {
        Nature.PERSONAL: Code.PERSONAL_DATA_REFUSED,
        Nature.DOUBTFUL: Code.SECRET,
        Nature.SECRET: Code.SECRET,
    },
}
"""Secrets refuse a dataset even where personal data is only reported: no purpose needs a model that
repeats a key, and what was learned cannot be revoked."""


class Guard:
    """Looks closely at records; one for all records of a piece.

    Attributes:
        always: whether each record needs the look: the name of a column says what stands in it.
        counts: values by the name of their kind; those of pieces add up.
    """

    def __init__(self, mode: PrivacyMode, columns: Sequence[str] | None = None) -> None:
        """Start with nothing found.

        Args:
            mode: what is done.
            columns: of a table, where a person named those of the question and of the answer.
        """
        self.mode = mode
        self._columns = tuple(columns or ())
        self.always = questions.tell(self._columns)
        self.counts: Counter[str] = Counter()

    def treat(self, record: Record, quiet: Set[str] = frozenset()) -> tuple[Record, list[Fault]]:
        """Return a record as it may be kept, and what was found in it.

        Only kinds, places and figures are told, each kind once for each place.

        Args:
            record: as it was read.
            quiet: texts that need no look: each was searched already, and shows no sign.
        """
        faults: list[Fault] = []
        asked = list(questions.answers(record, self._columns))
        found = bool(asked)
        for answer in asked:
            self.counts[answer.kind.name] += 1
            code = CODES[self.mode][answer.kind.nature]
            faults.append(Fault.of(code, where=answer.where, what=answer.kind.title))
        for text in record.texts():
            if text.text in quiet:
                continue
            where, data = text.where, text.text.encode()
            for match in search(data, patterns):
                found = True
                self.counts[match.kind.name] += 1
                code, title = CODES[self.mode][match.kind.nature], match.kind.title
                fault = Fault.of(code, where=where, what=title)
                if fault not in faults:
                    faults.append(fault)
            faults += (*hidden.faults(data, where), *phrases.faults(data, where))
        faults += pieces.faults(record)
        kept = record
        if found and self.mode == "redact":
            kept, doubts = _redacted(record, {answer.value: answer.kind for answer in asked})
            faults += doubts
        if place := private_keys.half_redacted(record.texts(), kept.texts()):
            faults.append(Fault.of(Code.SECRET, where=place, what="a part of a private key"))
        return kept, faults


def _redacted(record: Record, asked: Mapping[str, Kind]) -> tuple[Record, list[Fault]]:
    """Return a record with placeholders, and why it may not be kept even so.

    Args:
        record: in which something was found.
        asked: texts that are secrets by what was asked for.
    """

    def change(text: str) -> str:
        if kind := asked.get(text.strip()):
            return stand_in(kind, text.strip().encode()).decode()
        return redacted(text)

    rewritten = record.rewritten(change)
    faults = []
    if _length(rewritten) < _length(record):
        faults.append(Fault.of(Code.DUPLICATE_KEY, key="a placeholder"))
    return rewritten, faults


def _length(record: Record) -> int:
    """Count the texts of a record: there are fewer once two keys have become the same one."""
    return sum(1 for _ in record.texts())


def signed(data: bytes) -> bool:
    """Tell whether a text shows a sign of anything, as it is written or in another reading."""
    if any(hidden.faults(data, "")) or any(phrases.faults(data, "")) or private(data):
        return True
    readings = filter(None, (respelled(data), spliced(data)))
    return any(private(reading.data) for reading in readings)


def redacted(text: str) -> str:
    """Return a text in which a placeholder stands for each value.

    What is left is searched again: a value may have been hidden by another one that touched it.
    """
    data = text.encode()
    while matches := _outside(data, search(data, patterns)):
        parts: list[bytes] = []
        kept = 0
        for start, end, kind in matches:
            (first, last), quote = bare_numbers.quoted(data, (start, end))
            parts += (data[kept:first], quote, stand_in(kind, data[start:end]), quote)
            kept = last
        data = b"".join((*parts, data[kept:]))
    return data.decode()


def _outside(data: bytes, matches: list[PrivacyMatch]) -> list[PrivacyMatch]:
    """Return what is more than a part of a placeholder, and takes in those that it touches.

    So each pass leaves less that is none, and there is a last one. Of what overlaps then, the rest
    is for the next pass.
    """
    held = [found.span() for found in STAND_IN.finditer(data)]
    begin, stop = [first for first, _ in held], [last for _, last in held]
    left: list[PrivacyMatch] = []
    for start, end, kind in matches:
        touched = held[bisect_right(stop, start) : bisect_left(begin, end)]
        if any(first <= start and end <= last for first, last in touched):
            continue
        first = min(start, *(span[0] for span in touched), start)
        last = max(end, *(span[1] for span in touched), end)
        if not left or left[-1].end <= first:
            left.append(PrivacyMatch(first, last, kind))
    return left
