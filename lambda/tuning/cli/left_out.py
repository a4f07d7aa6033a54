"""Bad records that are left out because a person asked for it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from tuning.cli.arguments import Unusable
from tuning.dataset.piece import Piece
from tuning.dataset.reading import containers
from tuning.report.words import count

MOST: Final = 20
"""Records; where more are bad, something is wrong with what wrote them."""

SUFFIX: Final = ".left-out.jsonl"

ENCODER: Final = msgspec.json.Encoder()


def lines_of(piece: Piece) -> dict[int, list[str]]:
    """Return what is wrong with each bad record, by its line.

    Raises:
        Unusable: too many are bad, or the file as a whole is.
    """
    name = piece.facts.file
    errors = [each for each in piece.problems.listed if each.severity == "error"]
    bad = piece.facts.records - len(piece.sheet)
    if bad > MOST or len(errors) < piece.problems.errors:
        raise Unusable(
            f"{name}: {count(bad, 'record is', 'records are')} bad, and --skip-bad leaves out at "
            f"most {MOST}: fix what wrote them"
        )
    found: dict[int, list[str]] = {}
    for each in errors:
        if each.line is None:
            raise Unusable(str(each))
        found.setdefault(each.line, []).append(f"{each.code} {each.message}")
    return found


def written(found: dict[int, list[str]], source: Path) -> Iterator[bytes]:
    """Yield each line that is left out, with its number and the reasons.

    Its text is shown where the file holds lines: a row of a packed file or of a table has none.
    """
    made = containers.made(source.name)
    if made.packing or made.read == "terminal":
        for number, problems in found.items():
            yield ENCODER.encode({"line": number, "problems": problems}) + b"\n"
        return
    with source.open("rb") as file:
        for number, line in enumerate(file, 1):
            if number in found:
                text = line.decode(errors="replace").rstrip("\r\n")
                left = {"line": number, "problems": found[number], "text": text}
                yield ENCODER.encode(left) + b"\n"
