"""Code pages of Latin script: which of them can have written some bytes, and what they say then.

A byte above 127 is another letter in each of them. What a text was written in is certain only
where every page that could have written it says the same.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

HIGH: Final = re.compile(rb"[\x80-\xff]")
NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]")
WORD: Final = re.compile(rb"[A-Za-z][\x80-\xff]|[\x80-\xff][A-Za-z]")
"""A byte of a code page beside a letter of ASCII: part of a word of Latin script."""

ESCAPE: Final = re.compile(rb"\\(?:u[0-9a-fA-F]{4}|.)")
"""Of JSON. The letter in it is part of no word."""

MARKS: Final = frozenset(
    "\u2019\u2018\u201a\u201c\u201d\u201e\u2039\u203a\u00ab\u00bb\u2013\u2014\u2026\u2022\u00b7\u20ac"
    "\u00a3\u00a7\u00b0\u00a1\u00bf\u00a9\u00ae\u2122\u00b2\u00b3\u00bd\u00bc\u00be\u00d7"
    "\u00b1\u2020\u2021\u2030\u00b4\u00a0\u00ad"
)
"""Quotes, dashes, currencies and the like: they stand beside letters in any language."""

ENGLISH: Final = re.compile(rb"(?:n\x92t|\x92(?:ve|re|ll))(?![A-Za-z])")
"""Windows writes "don't" so; what a Macintosh means by it ends no word of any language."""

WITHIN: Final = frozenset("\u2019\u00b4\u00b7\u2013\u2014\u00ad")
"""Marks that may stand between two letters of one word."""

WESTERN: Final = (
    "àâæçèéêëîïôœùûüÿ",  # French
    "äöüß",  # German
    "áéíñóúüªº",  # Spanish
    "àáâãçéêíóôõúüªº",  # Portuguese
    "àèéìíòóùúªº",  # Italian
    "áâäçèéêëïóöúü",  # Dutch
    "àäåéöšž",  # Swedish, Finnish
    "åæøàèéêòóôü",  # Danish, Norwegian
    "áæéðíóöúýþ",  # Icelandic
    "àçèéíïòóúü",  # Catalan
    "äõöüšž",  # Estonian
)
TOGETHER: Final = ("".join(WESTERN[:6]) + "àäåéö" + WESTERN[7],)
"""A quotation in another language, or a translation, stands on the line of what it is of."""

CENTRAL: Final = (
    "óąćęłńśźż",  # Polish
    "áéíóúýčďěňřšťůž",  # Czech
    "áäéíóôúýčďĺľňŕšťž",  # Slovak
    "áéíóöúüőű",  # Hungarian
    "âîăşţ",  # Romanian
    "ćčđšž",  # Croatian, Slovene
    "çë",  # Albanian
    "äöüß",  # German
)
TURKISH: Final = ("âçîöûüğıış",)
BALTIC: Final = ("ąčėęįšųūž", "āčēģīķļņšūž", "äõöüšž")  # Lithuanian, Latvian, Estonian
CYRILLIC: Final = ("абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґўјљњћџђ",)
HEBREW: Final = ("אבגדהוזחטיךכלםמןנסעףפץצקרשת",)
GREEK: Final = ("αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώϊϋΐΰ",)


WEST: Final = "French, German, Spanish"
EAST: Final = "Polish, Czech, Hungarian, Romanian"


@dataclass(frozen=True, kw_only=True)
class CodePage:
    """A way to write letters beyond ASCII, a byte for each.

    Attributes:
        name: as a person calls it.
        codec: as Python calls it.
        tongues: some languages that are written in it, as a person tells them apart.
        alphabets: of each language that is written in it, the small letters beyond ASCII.
        latin: whether its words may hold letters of ASCII as well.
        never: what no text in it has.
    """

    name: str
    codec: str
    tongues: str
    alphabets: tuple[str, ...]
    latin: bool = True
    never: re.Pattern[bytes] | None = None

    @cached_property
    def says(self) -> Mapping[int, str]:
        """What each byte above 127 stands for; of those that stand for nothing, a bare mark."""
        return {byte: bytes([byte]).decode(self.codec, "replace") for byte in range(0x80, 0x100)}

    @cached_property
    def _alphabets(self) -> tuple[frozenset[str], ...]:
        return tuple(map(frozenset, self.alphabets))

    def writes(self, line: bytes) -> bool:
        """Tell whether a line may be one that somebody wrote in this page, in one language."""
        if self.never and self.never.search(line):
            return False
        text = line.decode(self.codec, "replace")
        letters: set[str] = set()
        for found in NOT_ASCII.finditer(text):
            character, at = found[0], found.start()
            before, after = text[max(0, at - 1) : at], text[at + 1 : at + 2]
            if not character.isalpha():
                between = before.isalpha() and after.isalpha()
                if character not in MARKS or (between and character not in WITHIN):
                    return False
                continue
            if character.isupper() and before.islower():
                return False
            if not self.latin and _ascii_letter(before + after):
                return False
            letters.add(character.lower())
        return any(letters <= alphabet for alphabet in self._alphabets)


def _other(*, name: str, codec: str, tongues: str, alphabets: tuple[str, ...]) -> CodePage:
    """Return a page of another script than Latin."""
    return CodePage(name=name, codec=codec, tongues=tongues, alphabets=alphabets, latin=False)


def _ascii_letter(beside: str) -> bool:
    return any(character.isascii() and character.isalpha() for character in beside)


WINDOWS_1252: Final = CodePage(
    name="Windows-1252", codec="cp1252", tongues=WEST, alphabets=(*WESTERN, *TOGETHER)
)
"""Latin-1 is part of it, but for control characters that no text has."""

PAGES: Final = (
    WINDOWS_1252,
    CodePage(name="Windows-1250", codec="cp1250", tongues=EAST, alphabets=CENTRAL),
    CodePage(
        name="Windows-1254", codec="cp1254", tongues="Turkish", alphabets=(*TURKISH, *WESTERN)
    ),
    CodePage(name="Windows-1257", codec="cp1257", tongues="Baltic languages", alphabets=BALTIC),
    CodePage(name="ISO-8859-2", codec="iso8859_2", tongues=EAST, alphabets=CENTRAL),
    CodePage(name="ISO-8859-15", codec="iso8859_15", tongues=WEST, alphabets=WESTERN),
    CodePage(
        name="Mac-Roman",
        codec="mac_roman",
        tongues="Western languages on a Macintosh",
        alphabets=WESTERN,
        never=ENGLISH,
    ),
    CodePage(
        name="CP850", codec="cp850", tongues="Western languages in DOS", alphabets=WESTERN[:8]
    ),
    CodePage(name="CP852", codec="cp852", tongues="Polish, Czech in DOS", alphabets=CENTRAL),
    _other(name="Windows-1251", codec="cp1251", tongues="Russian", alphabets=CYRILLIC),
    _other(name="KOI8-R", codec="koi8_r", tongues="Russian", alphabets=CYRILLIC),
    _other(name="CP866", codec="cp866", tongues="Russian in DOS", alphabets=CYRILLIC),
    _other(name="Windows-1253", codec="cp1253", tongues="Greek", alphabets=GREEK),
    _other(name="Windows-1255", codec="cp1255", tongues="Hebrew", alphabets=HEBREW),
    _other(name="ISO-8859-8", codec="iso8859_8", tongues="Hebrew", alphabets=HEBREW),
)


LIKELY: Final = 6
"""Code pages that are named where none is certain."""


def lines_of(text: bytes) -> Iterator[bytes]:
    """Yield the lines of a text that hold a byte above 127, without what JSON escapes."""
    return (ESCAPE.sub(b" ", line) for line in text.split(b"\n") if not line.isascii())


def writers(text: bytes) -> Sequence[CodePage]:
    """Return the pages that may have written all of a text."""
    told = list(lines_of(text))
    return [page for page in PAGES if all(map(page.writes, told))]


def likely(text: bytes) -> Sequence[CodePage]:
    """Return the pages that may have written the most lines of a text, the likelier ones first.

    A letter of ASCII beside a byte above 127 is of a word of Latin script. Where there is none,
    the whole of each word is beyond ASCII, as in other scripts.
    """
    told = list(lines_of(text))
    latin = any(map(WORD.search, told))
    written = {page: sum(map(page.writes, told)) for page in PAGES}
    most = max(written.values())
    found = [page for page, lines in written.items() if lines == most > 0]
    return sorted(found, key=lambda page: page.latin is not latin)[:LIKELY]


def certain(text: bytes, pages: Sequence[CodePage]) -> bool:
    """Tell whether Windows-1252 is among some pages and all of them say the same of a text.

    A text whose bytes above 127 stand in no word of Latin script proves nothing.
    """
    if WINDOWS_1252 not in pages or not any(map(WORD.search, lines_of(text))):
        return False
    met = {found[0][0] for found in HIGH.finditer(text)}
    return all(len({page.says[byte] for page in pages}) == 1 for byte in met)
