"""What money moves by: payment cards and bank accounts, told by their check digits."""

import re
from functools import cache
from itertools import accumulate, islice
from typing import Final

from tuning.dataset.privacy.kinds import Kind
from tuning.dataset.privacy.pattern import NUMBER, Pattern, Span

ISSUERS: Final[tuple[tuple[range, frozenset[int]], ...]] = (
    (range(400_000, 500_000), frozenset({13, 16, 19})),
    (range(510_000, 560_000), frozenset({16})),
    (range(222_100, 272_100), frozenset({16})),
    (range(340_000, 350_000), frozenset({15})),
    (range(370_000, 380_000), frozenset({15})),
    (range(300_000, 306_000), frozenset({14})),
    (range(360_000, 370_000), frozenset({14})),
    (range(380_000, 400_000), frozenset({14})),
    (range(352_800, 359_000), frozenset({16})),
    (range(601_100, 601_200), frozenset({16, 19})),
    (range(644_000, 660_000), frozenset({16, 19})),
    (range(620_000, 630_000), frozenset({16, 17, 18, 19})),
    (range(220_000, 220_500), frozenset({16, 17, 18, 19})),
    *((range(n * 100, (n + 1) * 100), frozenset({16, 18, 19})) for n in (5018, 5020, 5038, 5893)),
    *((range(n * 100, (n + 1) * 100), frozenset({16, 18, 19})) for n in (6304, 6759, 6761, 6762)),
    (range(676_300, 676_400), frozenset({16, 18, 19})),
    *((range(n, n + 1), frozenset({16})) for n in (504_175, 627_780, 636_297, 636_368)),
    (range(506_699, 506_779), frozenset({16})),
    (range(509_000, 510_000), frozenset({16})),
    (range(508_500, 509_000), frozenset({16})),
    (range(817_200, 820_200), frozenset({16})),
    (range(979_200, 979_290), frozenset({16})),
    (range(506_099, 506_199), frozenset({16, 19})),
)
"""First six digits and lengths: Visa, Mastercard (twice), American Express (twice), Diners Club
(three times), JCB, Discover (twice), UnionPay, Mir, Maestro (three times), Elo (three times), RuPay
(twice), Troy, Verve. Of random digits two in a hundred still pass; without the issuers it would be
ten."""

GROUP: Final = re.compile(rb"[A-Za-z0-9]+")

IBAN_HEAD: Final = 4
"""Characters of the country and of the check digits, before what the country's banks use."""


def card(data: bytes, span: Span) -> Span | None:
    """Check Luhn's digit, and that there is an issuer of such numbers."""
    from stdnum import luhn  # takes as long as a small file, and most files never need it

    digits = data[slice(*span)].translate(None, b" .-\n").decode()
    known = any(int(digits[:6]) in first and len(digits) in lengths for first, lengths in ISSUERS)
    return span if known and luhn.is_valid(digits) else None


def iban(data: bytes, span: Span) -> Span | None:
    """Find the beginning that is an IBAN; groups that follow may look like more of it."""
    from stdnum import iban as ibans  # likewise

    groups = [group.decode().upper() for group in GROUP.findall(data, *span)]
    ends = list(accumulate(map(len, groups)))
    length = iban_length(groups[0][:2])
    if length not in ends or not ibans.is_valid("".join(groups)[:length]):
        return None
    *_, last = islice(GROUP.finditer(data, *span), ends.index(length) + 1)
    return span[0], last.end()


@cache
def iban_length(country: str) -> int | None:
    """Return how long the IBANs of a country are; None where there are none.

    Asked before the check digits, it spares a text full of capitals and digits most of the work.
    """
    from stdnum import numdb  # likewise

    (_, facts), *_ = numdb.get("iban").info(country)
    fields = re.findall(r"([0-9]+)!", facts.get("bban", ""))
    return IBAN_HEAD + sum(map(int, fields)) if fields else None


ACCOUNTS: Final = (
    Pattern(
        kind=Kind.CARD, core=rb"[0-9][0-9]{12}", after=rb"[0-9]{0,6}", edges=NUMBER, confirm=card
    ),
    Pattern(
        kind=Kind.CARD,
        core=rb"[0-9][0-9]{3}[ .\n-][0-9]{4}[ .\n-][0-9]{4}[ .\n-]",
        after=rb"[0-9]{1,4}",
        edges=NUMBER,
        confirm=card,
    ),
    Pattern(
        kind=Kind.CARD,
        core=rb"[0-9][0-9]{3}[ .\n-](?:[0-9]{4}[ .\n-]){3}",
        after=rb"[0-9]{3}",
        edges=NUMBER,
        confirm=card,
    ),
    Pattern(
        kind=Kind.CARD,
        core=rb"3[0-9]{3}[ .\n-][0-9]{6}[ .\n-]",
        after=rb"[0-9]{4,5}",
        edges=NUMBER,
        confirm=card,
    ),
    Pattern(
        kind=Kind.IBAN,
        before=rb"[A-Za-z]",
        core=rb"[A-Za-z][0-9]{2}[ .\n-]?[A-Za-z0-9]{4}",
        after=rb"(?:[A-Za-z0-9]{7,26}|(?:[ .\n-][A-Za-z0-9]{4}){1,6}(?:[ .\n-][A-Za-z0-9]{1,3})?)",
        confirm=iban,
    ),
)
