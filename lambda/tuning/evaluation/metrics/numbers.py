"""Numbers in one spelling each, so that equal ones are equal texts."""

import re
from decimal import Context, Decimal
from typing import Final

NUMBER: Final = re.compile(
    r"(?P<before>[^\w.,+-]*)(?P<sign>[+-]?)(?P<whole>\d{1,3}(?:,\d{3})+|\d*)"
    r"(?P<part>\.\d+)?(?P<power>e[+-]?\d{1,5})?(?P<after>[^\d.,+-]*)"
)
"""A number in a word: what stands before it (a currency), its parts, and a unit."""


def plain(word: str) -> str:
    """Return a word with its number in the shortest spelling; a word without one as it is.

    A comma parts thousands and a point parts decimals: 1,000.50 is 1000.5, and 1.000 is 1.
    """
    found = NUMBER.fullmatch(word)
    if not found or not (found["whole"] or found["part"]):
        return word
    digits = found["whole"].replace(",", "") + (found["part"] or "") + (found["power"] or "")
    value = Decimal(found["sign"] + digits).normalize(Context(prec=len(digits)))
    return f"{found['before']}{value if value else 0}{found['after']}"
