"""Readings of a text in which a phrase is seen that its spelling hides from people's tools.

Letters of another alphabet that look the same, wide and mathematical ones, letters apart or with
signs between them, percent signs, escapes, entities, base64, hexadecimal: a model reads them all.
"""

import base64
import binascii
import codecs
import html
import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Final

LOOKALIKES: Final = str.maketrans(
    "\u0430\u0432\u0435\u043a\u043c\u043d\u043e\u0440\u0441\u0442\u0443\u0445\u0456\u0458\u0455"
    "\u04bb\u0501\u051b\u051d\u0261\u03b1\u03b2\u03b5\u03b9\u03ba\u03bd\u03bf\u03c1\u03c4\u03c5"
    "\u03c7\u03c9\u0578\u057d\u0585\u0570\u0563\u0131\u026a\u0262\u0274\u1d0f\u0280\u1d07\u1d00"
    "\u029f\u1d18\u1d20\u1d1c\ua731\u1d1b\u1d04\u1d05\u1d0d\u028f\u029c\u1d0b\u0299",
    "abekmhopctyxijshdqwgabeikvoptuxwnuohgiignoreal" + "pvustcdmyhkb",
)
"""Cyrillic, Greek and Armenian letters, and small capitals, beside the letters that they look
like; after case is folded and marks are taken off."""

UNSEEN: Final = re.compile(
    "[\u00ad\u034f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
APART: Final = re.compile(r"(?<![a-z])(?:[a-z][^a-z\n]{1,3}){5,}[a-z](?![a-z])")
"""Letters one by one."""

WITHIN: Final = re.compile(r"(?<=[a-z])[-._*'|/~^\u00b7\u2019]{1,2}(?=[a-z])")

FIGURES: Final = str.maketrans("013457@$!|", "oieastasii")
FIGURED: Final = re.compile(r"(?<=[a-z])[013457@$!|]+(?=[a-z])|(?<![^\s])[1!|5$](?=n[s5$]?|gn)")
"""Between letters, and where "ignore" or "instructions" begins."""

BESIDE: Final = 48

PERCENT: Final = re.compile(r"[^\s%]{0,24}(?:%[0-9A-Fa-f]{2}[^\s%]{0,24})+")
ESCAPED: Final = re.compile(r"(?:\\x[0-9A-Fa-f]{2}|\\u00[0-9A-Fa-f]{2}|\\[0-7]{3}){4,}")
ENTITIES: Final = re.compile(r"(?:&#x?[0-9A-Fa-f]{2,4};){4,}")
BASE64: Final = re.compile(r"[A-Za-z0-9+/_-]{16,4096}={0,2}")
HEXADECIMAL: Final = re.compile(r"(?:[0-9A-Fa-f]{2}[ :]?){12,2048}")


def folded(text: str) -> str:
    """Return a text in small Latin letters wherever something looks like one."""
    plain = unicodedata.normalize("NFKD", UNSEEN.sub("", text)).casefold()
    return "".join(c for c in plain if not unicodedata.combining(c)).translate(LOOKALIKES)


def closed(text: str) -> Iterator[str]:
    """Yield, of a folded text, the letters that stand apart and the words beside them as one."""
    for run in APART.finditer(text):
        around = text[max(0, run.start() - BESIDE) : run.end() + BESIDE]
        yield re.sub("[^a-z]", "", around)


def lettered(text: str) -> str:
    """Return a folded text with letters for the figures and signs inside words."""
    return FIGURED.sub(lambda at: at.group().translate(FIGURES), text)


def joined(text: str) -> str:
    """Return a folded text without signs inside words."""
    return WITHIN.sub("", text)


def decoded(text: str) -> Iterator[str]:
    """Yield what a text says in an encoding, where that is text again."""
    for pattern, decode in DECODERS:
        for found in pattern.finditer(text):
            said = decode(found.group())
            if said and said.isprintable():
                yield said


def _unquoted(written: str) -> str:
    return re.sub("%([0-9A-Fa-f]{2})", lambda at: chr(int(at[1], 16)), written)


def _escaped(written: str) -> str:
    return re.sub(
        r"\\(?:x|u00)([0-9A-Fa-f]{2})|\\([0-7]{3})",
        lambda at: chr(int(at[1], 16) if at[1] else int(at[2], 8)),
        written,
    )


def _base64(written: str) -> str:
    plain = written.rstrip("=").replace("-", "+").replace("_", "/")
    return _text(base64.b64decode, plain + "=" * (-len(plain) % 4))


def _hexadecimal(written: str) -> str:
    return _text(bytes.fromhex, written.replace(":", " "))


def _text(decode: Callable[[str], bytes], written: str) -> str:
    try:
        return decode(written).decode().replace("\n", " ")
    except (ValueError, binascii.Error):
        return ""


DECODERS: Final[tuple[tuple[re.Pattern[str], Callable[[str], str]], ...]] = (
    (PERCENT, _unquoted),
    (ESCAPED, _escaped),
    (ENTITIES, html.unescape),
    (BASE64, _base64),
    (HEXADECIMAL, _hexadecimal),
    (
        re.compile(r"(?i)[a-z ,.]{0,80}vafgehpg[a-z ,.]{0,40}"),
        lambda text: codecs.decode(text, "rot13"),
    ),
    (re.compile(r"(?i)[a-z ,.]{0,40}tcurtsni[a-z ,.]{0,80}"), lambda text: text[::-1]),
)
"""The last two are letters moved by thirteen places, and a sentence from its end."""
