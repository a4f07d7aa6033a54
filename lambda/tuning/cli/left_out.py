"""Bad records that are left out because a person asked for it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from tuning.cli.arguments import Unusable
from tuning.dataset.codes import Code
from tuning.dataset.piece import Piece
from tuning.dataset.problems import Problem
from tuning.dataset.reading import containers
from tuning.dataset.reading.encodings import as_utf_8
from tuning.dataset.reading.file import Reading
from tuning.dataset.reading.lines import chunks, lines
from tuning.dataset.reading.slips import Slip
from tuning.registration.files import LEFT_OUT
from tuning.report.words import count
from tuning.run.handling import Handling

MOST: Final = 20
"""Records; where more are bad, something is wrong with what wrote them."""

ENCODER: Final = msgspec.json.Encoder()


def beside(output: str) -> Path:
    """Return where what is left out is written: beside what is written of the rest."""
    return Path(output + LEFT_OUT)


def shows_text(handling: Handling) -> bool:
    """Tell whether lines that are left out are repeated: not where private values must not stay."""
    return handling.privacy == "report"


def refusal(piece: Piece) -> str | None:
    """Say why the bad records of a file cannot be left out; None where they can."""
    problems = piece.problems
    bad = piece.facts.records - len(piece.sheet)
    lines = bad + problems.counts[Code.BLANK_LINE]
    if lines > MOST:
        return (
            f"{count(lines, 'record is', 'records are')} bad, and --skip-bad leaves out at most "
            f"{MOST}: fix what wrote them"
        )
    if any(Slip.MERGE.words in each.message for each in _errors(piece)):
        return "a git merge is not resolved, and both its sides would stay: mend it first"
    found = {each.line for each in _errors(piece) if each.code != Code.BLANK_LINE.name}
    if piece.facts.lost or None in found or len(found) != bad:
        return (
            "not only single records are wrong, and --skip-bad leaves out nothing else: mend what "
            "is named above"
        )
    if not len(piece.sheet):
        return "no record is good, so --skip-bad would leave nothing: mend what is named above"
    return None


def lines_of(piece: Piece) -> dict[int, list[str]]:
    """Return what is wrong with each bad record, by its line.

    Raises:
        Unusable: too many are bad, or the file as a whole is.
    """
    if reason := refusal(piece):
        raise Unusable(f"{piece.facts.file}: {reason}")
    found: dict[int, list[str]] = {}
    for each in _errors(piece):
        if each.line is not None:
            found.setdefault(each.line, []).append(f"{each.code} {each.message}")
    return found


def _errors(piece: Piece) -> list[Problem]:
    return [each for each in piece.problems.listed if each.severity == "error"]


def written(
    found: dict[int, list[str]], source: Path, handling: Handling, encoding: str | None = None
) -> Iterator[bytes]:
    """Yield each line that is left out, with its number and the reasons.

    Its text is shown where the file holds lines: a row of a packed file or of a table has none.
    What is wrong with it may be that nobody knows where its private values are, so it is not
    shown where those are to be replaced or refused.

    Args:
        found: what is wrong with each, by its line.
        source: the file that they are in.
        handling: what it is read for.
        encoding: what its text is written in, if a person said it.
    """
    made = containers.made(source.name)
    if made.packing or made.read == "terminal" or not shows_text(handling):
        for number, problems in found.items():
            yield ENCODER.encode({"line": number, "problems": problems}) + b"\n"
        return
    reading = Reading.of(source.name, handling, encoding=encoding)
    with source.open("rb") as file:
        for number, line in lines(as_utf_8(chunks(file), reading)):
            if number in found:
                text = (line or b"").decode(errors="replace").rstrip("\r")
                left = {"line": number, "problems": found[number], "text": text}
                yield ENCODER.encode(left) + b"\n"
