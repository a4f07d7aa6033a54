"""Telephone numbers: with a country code, in the written forms of countries, behind a telling word.

Digits alone are rather an order or an amount, so what has no form of a telephone number is one
only where the text says so. What phonenumbers holds for valid is the measure, see the tests.
"""

import re
from itertools import pairwise
from typing import Final

from tuning.dataset.privacy.kinds import Kind
from tuning.dataset.privacy.pattern import APART, NUMBER, Opened, Pattern, Span
from tuning.dataset.privacy.tables import heading
from tuning.dataset.privacy.telephone_words import COUNTED, KNOWN, OTHER, TOLD, WORD

CALLING_CODES: Final = re.compile(
    rb"1|7|2(?:0|7|1[1-368]|[2346][0-9]|5[0-8]|9[0-17-9])|3(?:[0-469]|5[0-9]|7[0-8]|8[0-35-79])"
    rb"|4(?:[013-9]|2[0-13])|5(?:[1-8]|0[0-9]|9[0-9])|6(?:[0-6]|7[02-9]|8[0-35-9]|9[0-2])"
    rb"|8(?:[1246]|0[08]|5[02-356]|7[08]|8[0-3678])|9(?:[0-58]|6[0-8]|7[0-9]|9[2-68])"
)
"""What numbers of countries and of worldwide services begin with (ITU-T E.164, Annex)."""

FEWEST, MOST = 8, 15
"""Digits of a number with its country code: E.164 allows 15, and hardly any has fewer than 8."""

BARE_DIGITS: Final = 10
"""A plus sign and digits without any space: fewer are rather an amount than a telephone."""

FRACTION: Final = re.compile(rb"[^.]*\.[0-9]{1,2}")
BINARY: Final = frozenset(b"01")

EXTENSION: Final = (
    rb"(?:,? ?(?:x|#|(?i:ext(?:ension)?|poste|int|anexo|ramal|durchwahl|dw)\.?) ?[0-9]{1,6})?"
)
END: Final = rb"(?![A-Za-z0-9_])(?![.-][0-9])"

FORMS: Final = re.compile(
    rb"(?:"
    rb"(?:1[ .-]{0,2})?(?:\([2-9][0-9]{2}\)[ .-]{0,2}|[2-9][0-9]{2}[ .-])[2-9][0-9]{2}[ .-][0-9]{4}"
    rb"|\(0[0-9]{1,5}\)(?:[ ./-]{0,3}[0-9]){5,10}"
    rb"|\((?!19|20)[1-9][0-9]{0,2}\) ?[0-9]{3} ?[0-9]{3} ?[0-9]{3}"
    rb"|\((?!19|20)[1-9][0-9]{0,2}\)(?:[ ./-]{1,3}|(?=[0-9]{3,5}[ -]))[0-9]{3,5}[ .-]?[0-9]{3,4}"
    rb"|0[1-9](?P<fr>[ .-])[0-9]{2}(?:(?P=fr)[0-9]{2}){3}"
    rb"|0(?!(?:[0-9]{4}|[0-9]{2}-[0-9]{2})-[0-9]{4}(?![0-9]))"
    rb"[1-9][0-9]{0,4}(?: ?[/-] ?| )[0-9]{2,8}(?:[ -][0-9]{2,5}){0,4}"
    rb"|0[0-9]{3}\.[0-9]{3}\.[0-9]{3}"
    rb"|0[1-9][0-9]{0,3}\.[0-9]{3,4}\.(?:[0-9]{4}|[0-9]{2}\.[0-9]{2})"
    rb"|0 \(?[2-9][0-9]{2}\)? [0-9]{3} [0-9]{2} ?[0-9]{2}"
    rb"|0[1-9][0-9]{7,9}"
    rb"|[1-9][0-9][ .-]9?[0-9]{4}[ .-][0-9]{4}"
    rb"|\([1-9][0-9]\) ?9?[0-9]{4}-[0-9]{4}"
    rb"|[6-9][0-9]{4} [0-9]{5}"
    rb"|1[3-9][0-9](?P<cn>[ .-])[0-9]{4}(?P=cn)[0-9]{4}"
    rb"|1(?:[389][0-9]|4[5-9]|5[0-35-9]|6[2567]|7[0-8])[0-9]{8}"
    rb"|[1-9][0-9] [0-9]{3} [0-9]{2} [0-9]{2}"
    rb"|[5-9][0-9]{2}(?P<es>[ .-])[0-9]{2}(?:(?P=es)[0-9]{2}){2}"
    rb"|8[ -]?(?:\([3-9][0-9]{2}\)|[ -][3-9][0-9]{2})[ -]?[0-9]{3}[ -]"
    rb"(?:[0-9]{2}[ -][0-9]{2}|[0-9]{4})"
    rb")" + EXTENSION + END
)
"""As they are written in North America; with the area in parentheses; in France and Belgium; with
the 0 of long distance calls, as in most countries; in Australia, Turkey; without any space; Brazil
(twice), India, China, Poland, Spain, Russia."""

FEWEST_IN_FORM: Final = 9
DATE: Final = re.compile(
    rb"(?:[0-3]?[0-9]([ ./-])[01]?[0-9]\1(?:19|20)[0-9]{2}"
    rb"|(?:19|20)[0-9]{2}([ ./-])[01][0-9]\2[0-3][0-9])(?![0-9])"
)
IN_ORDER: Final = frozenset(
    (b"012345678", b"123456789", b"0123456789", b"01234567890", b"1234567890", b"0987654321")
)

SAID: Final = re.compile(rb"\(?[0-9](?:[ .()/-]{0,3}[0-9]){6,14}" + EXTENSION + END)
BROKEN: Final = re.compile(
    rb"\(?[0-9](?:[ .()/-]{0,3}[0-9]){1,8}[)]?\n(?:[ .()/-]{0,3}[0-9]){2,9}" + END
)
"""Likewise, over a line: nine digits before its end are a whole number for the most part."""

UUID_BEFORE: Final = re.compile(rb"[0-9A-Fa-f]{4,8}-$")
UUID_BEHIND: Final = re.compile(rb"-[0-9A-Fa-f]{4,12}")
"""In the middle of an identifier, groups of digits happen to be a telephone's."""

PAIR: Final = re.compile(rb"[0-9]{2}")
MOST_STEP: Final = 11
"""From one pair of digits to the next, in a row that counts: 01 02 03, 10 20 30, 11 22 33."""

SIGNS: Final = re.compile(rb"[^0-9 ]")
IN_FRONT: Final = re.compile(rb"[0-9][ |]{1,3}$")
BEHIND: Final = re.compile(rb"[ |]{1,3}[0-9]")

LOOK_BACK: Final = 96


def international(data: bytes, span: Span) -> Span | None:
    """Ask for the code of a country, and more digits of a number that is not grouped."""
    value = data[slice(*span)].lower().partition(b"x")[0]
    digits = _digits(value)
    digits = digits[2:] if value.startswith(b"0") else digits
    if not CALLING_CODES.match(digits) or len(digits) < FEWEST:
        return None
    if COUNTED.match(data, span[1]):
        return None
    bare = value[1:].strip()
    if bare.isdigit() and (value[1:2] == b" " or len(digits) < BARE_DIGITS):
        return None
    return None if FRACTION.fullmatch(value) or set(digits) <= BINARY else span


def national(data: bytes, span: Span) -> Span | None:
    """Find a written form of some country, or any number that the text says is a telephone's."""
    start = span[0]
    before = data[max(0, start - LOOK_BACK) : start]
    form = FORMS.match(data, start)
    fits = form and len(_digits(form.group())) >= FEWEST_IN_FORM
    if not form or not fits or _in_a_row(data, form) or _counts(form.group()):
        form = _said(data, start) if _told(data, before, start) else None
    if not form or form.group() in IN_ORDER or DATE.match(data, start):
        return None
    if COUNTED.match(data, form.end()) or _known(form.group()):
        return None
    if UUID_BEFORE.search(before) and UUID_BEHIND.match(data, form.end()):
        return None
    return None if OTHER.search(before) else form.span()


def _told(data: bytes, before: bytes, start: int) -> bool:
    """Tell whether a word before a number, or over its column, says that it is a telephone's."""
    said = WORD.search(before) and TOLD.search(before)
    return bool(said or TOLD.search(heading(data, start)))


def _said(data: bytes, start: int) -> re.Match[bytes] | None:
    """Return a number that the text says is a telephone's, over the end of a line if it goes on."""
    return BROKEN.match(data, start) or SAID.match(data, start)


def _in_a_row(data: bytes, form: re.Match[bytes]) -> bool:
    """Tell whether nothing but spaces sets a number apart from other numbers, as in a table."""
    start, end = form.span()
    spaced = b" " in form.group() and not SIGNS.search(form.group())
    return spaced and bool(
        IN_FRONT.search(data, max(0, start - 4), start) or BEHIND.match(data, end)
    )


def _counts(value: bytes) -> bool:
    """Tell whether pairs of digits go up or down by the same step."""
    pairs = [int(pair) for pair in PAIR.findall(_digits(value))]
    steps = {after - before for before, after in pairwise(pairs)}
    return len(steps) == 1 and 0 < abs(steps.pop()) <= MOST_STEP


def _known(value: bytes) -> bool:
    """Tell whether groups of digits are bands, widths, years, or all digits in order."""
    groups = value.split()
    known = all(group.isdigit() and int(group) in KNOWN for group in groups)
    return (known and len(groups) > 1) or _digits(value) == b"12345678"


def _digits(value: bytes) -> bytes:
    return bytes(byte for byte in value if 48 <= byte <= 57)


LINK: Final = rb"(?:wa\.me/|whatsapp\.com/send/?\?phone=|tel:)(?:\+|%2B)?"

TELEPHONES: Final = (
    Pattern(
        kind=Kind.PHONE,
        core=rb"\+ ?[1-9](?:[ .()/-]{0,3}[0-9]){7}",
        after=rb"(?:[ .()/-]{0,3}[0-9]){0,8}" + EXTENSION,
        edges=(APART[0], NUMBER[1]),
        confirm=international,
    ),
    Pattern(
        kind=Kind.PHONE,
        core=rb"\+ ?[1-9](?:[ .()/-]{0,3}[0-9]){0,8}\)?\n[0-9]",
        after=rb"(?:[ .()/-]{0,3}[0-9]){2,10}",
        edges=(APART[0], NUMBER[1]),
        confirm=international,
    ),
    Pattern(
        kind=Kind.PHONE,
        core=rb"00[1-9](?:[ ()/-]{0,3}[0-9]){8}",
        after=rb"(?:[ ()/-]{0,3}[0-9]){0,6}" + EXTENSION,
        edges=NUMBER,
        confirm=international,
    ),
    Opened(
        kind=Kind.PHONE,
        core=LINK + rb"[0-9]{7}",
        opening=LINK,
        after=rb"([0-9]{8,15})",
        edges=(b"", NUMBER[1]),
    ),
    Pattern(
        kind=Kind.PHONE,
        before=rb"\(?[0-9]{0,3}",
        core=rb"(?:[0-9](?:[ .()/\n-]{0,3}[0-9]){8}|[0-9]{7}|[0-9]{3}[ -][0-9]{4}"
        rb"|[0-9]{2}[ -][0-9]{2,3} [0-9]{2}|0[1-9][0-9]{0,3}\)?[ /-]{1,3}[0-9]{3})",
        opens=rb"[0-9]",
        edges=(NUMBER[0], b""),
        confirm=national,
    ),
)
"""Numbers of seven or eight digits are asked for as they are grouped, so that dates are not."""
