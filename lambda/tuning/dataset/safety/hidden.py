"""Characters that nobody sees and a model reads: a way to hide orders in a text.

Turned writing direction, tag characters, strings of variation selectors and of joiners have carried
hidden instructions, and plain text needs none of them: they are errors. The others come with
copying from web pages, or join letters where a script needs it: they are warnings, and none where
they belong. What Unicode lets every program leave out (Default_Ignorable_Code_Point) is all here.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from tuning.dataset.codes import Code
from tuning.dataset.expressions import Expressions
from tuning.dataset.problems import Fault
from tuning.dataset.wording import Wording

SELECTOR: Final = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
JOINER: Final = "\u200c\u200d"
ZERO_WIDTH: Final = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff0-\ufffc\ufdd0-\ufdef\ufffe\uffff"
)
NO_CHARACTER: Final = "\ufdd0-\ufdef" + "".join(
    chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF)
)
"""What Unicode keeps for the inside of programs: no text that is passed on has any."""

LETTER: Final = "A-Za-z\u00c0-\u1fff"
"""Of alphabets, up to Greek with its accents: no selector is defined for any but Mongolian's own,
which are others, and Myanmar's, which is left out below."""

HAN: Final = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
CHOSEN: Final = HAN + "\u1000-\u109f\ua840-\ua87f\uaa60-\uaa7f\u2000-\u2bff0\U00010ac0-\U00010aff"
"""What has variants that selectors from the first to the third choose (StandardizedVariants)."""

HIDING: Final = re.compile(
    "|".join(
        (
            "[\u202d\u202e]",
            "[\U000e0000-\U000e00ff\U000e01f0-\U000e0fff\ufff0-\ufff8]",
            f"[{SELECTOR}]{{2}}",
            f"(?<![{HAN}])[\U000e0100-\U000e01ef]",
            "(?<=[A-Za-z\u00c0-\u0fff])[\ufe00-\ufe0e]",
            "(?<![\U00013000-\U0001345f])[\ufe03-\ufe0d]",
            f"(?:[{LETTER}]\ufe0f[^\ufe0f]*){{4}}",
            f"[{JOINER}]{{3}}",
            f"(?=[{ZERO_WIDTH}]{{6}})([{ZERO_WIDTH}])\\1*(?!\\1)[{ZERO_WIDTH}]",
            "(?:[\U000f0000-\U0010fffd][^\U000f0000-\U0010fffd]*){4}",
        )
    ),
    re.DOTALL,
)
"""Overrides; tags and what is reserved beside them; a second selector, which has nothing to choose;
one behind what has no variants; joiners in a row; a run of different ones; private characters."""

BESIDE: Final = (
    ("[\U0001d173-\U0001d17a]", "[\U0001d100-\U0001d172\U0001d17b-\U0001d1ff]"),
    ("[\U0001bca0-\U0001bca3]", "[\U0001bc00-\U0001bc9f]"),
    ("[\U00013430-\U00013455]", "[\U00013000-\U0001342f]"),
)
"""Marks of musical notation, of shorthand and of hieroglyphs, and the signs of which one has to
stand with them."""

DIRECTION_MARK: Final = re.compile("[\u061c\u200e\u200f]")
RIGHT_TO_LEFT: Final = re.compile("[\u0590-\u061b\u061d-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
"""It belongs into text with letters that run from right to left."""

SCRIPT: Final = "\u0590-\u07ff\u0800-\u0fff\u1000-\u109f\u1780-\u17ff\u1800-\u18af\u1b00-\u1bff"
PICTURE: Final = "\u2190-\u21ff\u2300-\u27bf\u2900-\u2bff\ufe0f\U0001f000-\U0001faff"
INVISIBLE: Final = re.compile(
    "|".join(
        (
            "[\u200b\u202a-\u202c\u2060-\u206f\ufeff\u00ad\u034f\u115f\u1160\u180e\u3164\uffa0]",
            f"[\ufff9-\ufffc{NO_CHARACTER}]",
            "\r(?=[^\r\n])",
            f"(?<![{SCRIPT}])\u200c",
            f"(?<![{SCRIPT}{PICTURE}])\u200d",
            f"(?<=[{PICTURE}])\u200d(?![{PICTURE}])",
            "(?<![\u2800-\u28ff])\u2800(?![\u2801-\u28ff])",
            "(?<![\u1820-\u18aa])[\u180b-\u180d\u180f]",
            "(?<![\u1780-\u17d3])[\u17b4\u17b5]",
            f"(?<=[^0-9#*{CHOSEN}\u00a9\u00ae\U0001f000-\U0001faff])[\ufe00-\ufe0f]",
        )
    )
)
"""Zero width space, embeddings and isolates, word joiner and invisible operators, byte order mark,
soft hyphen, grapheme joiner, fillers of Hangul and Braille, annotation marks, what stands for an
object; a return without a new line, behind which a line is printed over; joiners that join
nothing: they belong behind letters from Hebrew to N'Ko, behind those of India and its neighbours,
and inside emoji; selectors of Mongolian, vowels of Khmer and variants behind anything else."""

PRIVATE: Final = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")

FLAG: Final = re.compile("\U0001f3f4[\U000e0061-\U000e007a]{2,6}\U000e007f")
"""The flags of England, Scotland and Wales are a black flag and tag characters."""

COARSE: Final[Sequence[bytes]] = (
    rb"\xe2\x80[\x8b-\x8f\xaa-\xae]",
    rb"\xe2\x81[\xa0-\xaf]",
    rb"\xe2\xa0\x80",
    rb"\xef\xbb\xbf",
    rb"\xef\xbe\xa0",
    rb"\xef\xbf[\xb0-\xbc\xbe\xbf]",
    rb"\xef\xb7[\x90-\xaf]",
    rb"[\xf0-\xf4][\x8f\x9f\xaf\xbf]\xbf[\xbe\xbf]",
    rb"\r[^\x00\r\n]",
    rb"\xef[\x80-\xa3]",
    rb"\xee",
    rb"[\xf3\xf4]",
    rb"\xc2\xad",
    rb"\xd8\x9c",
    rb"\xe1(?:\x85[\x9f\xa0]|\x9e[\xb4\xb5]|\xa0[\x8b-\x8f])",
    rb"\xe3\x85\xa4",
    rb"\xcd\x8f",
    rb"\xf0\x9b\xb2[\xa0-\xa3]",
    rb"\xf0\x9d\x85[\xb3-\xba]",
    rb"\xf0\x93(?:\x90[\xb0-\xbf]|\x91[\x80-\x95])",
    rb"\xef\xb8[\x80-\x8f]\xef\xb8",
    rb"\xef\xb8[\x80-\x8d]",
    rb"[\x01-\x22\x24-\x29\x2b-\x2f\x3a-\x7f]\xef\xb8[\x8e\x8f]",
    rb"[\xc3-\xdf][\x80-\xbf]\xef\xb8[\x8e\x8f]",
    rb"\xe1[\x80-\xbf]{2}\xef\xb8[\x8e\x8f]",
)
"""One of them is in every text in which something is found."""

FEWEST_JOINERS: Final = 16
"""Two letters, at a bit for each joiner."""

DENSEST: Final = 3
"""Letters for each joiner: Persian has one for 20, and Sinhala one for 12."""

JOINERS: Final = re.compile(f"[{JOINER}]")
LETTERS: Final = re.compile(f"[{SCRIPT}]")


def faults(data: bytes, where: str) -> Iterator[Fault]:
    """Yield which characters of a text nobody sees, the first one of each severity."""
    if not suspicious(data):
        return
    text = FLAG.sub("", data.decode(errors="replace"))
    if hiding := _hiding(text):
        yield _fault(hiding, Code.HIDDEN_TEXT, where)
        text = HIDING.sub("", text)
    turning = None if RIGHT_TO_LEFT.search(text) else DIRECTION_MARK.search(text)
    if unseen := INVISIBLE.search(text) or turning:
        yield _fault(unseen, Code.INVISIBLE_CHARACTER, where)
    if private := PRIVATE.search(text):
        yield _fault(private, Code.PRIVATE_CHARACTER, where)


def suspicious(data: bytes) -> bool:
    """Tell whether a text may hold any of them."""
    return expressions().any(data)


@cache
def expressions() -> Expressions:
    """Return all that may be out of place, as one set."""
    return Expressions(COARSE, once=True)


def _hiding(text: str) -> re.Match[str] | None:
    """Return where something hides; both joiners behind every other letter spell bits."""
    if found := HIDING.search(text):
        return found
    joiners = JOINERS.findall(text)
    spelling = len(joiners) >= FEWEST_JOINERS and len(set(joiners)) > 1
    if spelling and len(LETTERS.findall(text)) < DENSEST * len(joiners):
        return JOINERS.search(text)
    alone = (re.search(mark, text) for mark, sign in BESIDE if not re.search(sign, text))
    return next(filter(None, alone), None)


def _fault(match: re.Match[str], code: Wording, where: str) -> Fault:
    return Fault.of(code, where=where, character=f"U+{ord(match[0][-1]):04X}")
