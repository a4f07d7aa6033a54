"""The tokens of a sheet's rows: those that were counted, and the others by their average."""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import compress, islice, repeat
from operator import add, mul
from typing import Final, Literal

from tuning.dataset.sheet import COUNTED, Sheet
from tuning.run.parts import PARTS, PartName
from tuning.tokens import LOWER, UNIT, Beyond, Tokens

Column = Literal["prompt", "answer"]

PLACES: Final = {part: place for place, part in enumerate(PARTS)}

MIDDLE: Final = round((LOWER.least + LOWER.most) * UNIT)
"""Of a lower-case letter, in hundredths of a token: the sum of both ends in fiftieths."""


def by_part(sheet: Sheet, assigned: Iterable[PartName]) -> dict[PartName, tuple[int, Tokens]]:
    """Return the records of each part and their tokens, prompts and answers together.

    Args:
        sheet: of a file.
        assigned: the part of each row.
    """
    places = bytes(map(PLACES.__getitem__, islice(assigned, len(sheet))))
    lengths = array("Q", map(add, sheet.prompt_characters, sheet.answer_characters))
    least = [*map(add, sheet.prompt_least, sheet.answer_least)]
    most = [*map(add, sheet.prompt_most, sheet.answer_most)]
    counted = sum(lengths[:COUNTED])
    found: dict[PartName, tuple[int, Tokens]] = {}
    for number in sorted(set(places)):
        own = places.translate(bytes(map(number.__eq__, range(256))))
        rest = sum(compress(islice(lengths, COUNTED, None), own[COUNTED:]))
        beyond = (
            sum(compress(weights, own)) + (rest * sum(weights) // counted if rest else 0)
            for weights in (least, most)
        )
        characters = sum(compress(lengths, own))
        found[PARTS[number]] = own.count(1), Tokens.of(characters, Beyond(*beyond))
    return found


def middles(sheets: Mapping[PartName, Sheet], column: Column) -> Iterator[tuple[int, int]]:
    """Yield how many tokens texts have, the middle of their range, and how many texts do.

    Args:
        sheets: of each file.
        column: which text of a record.
    """
    for sheet in sheets.values():
        characters = getattr(sheet, f"{column}_characters")
        least, most = getattr(sheet, f"{column}_least"), getattr(sheet, f"{column}_most")
        beyond = map(add, least, most)
        units = Counter(map(add, map(mul, characters, repeat(MIDDLE)), beyond))
        if rest := Counter(characters[COUNTED:]):
            counted, weights = sum(characters[:COUNTED]), sum(least) + sum(most)
            for length, texts in rest.items():
                units[length * MIDDLE + (length * weights // counted if counted else 0)] += texts
        for each, texts in units.items():
            yield -(-each // (2 * UNIT)), texts
