"""Texts as words, in the two ways that scores need them: to the letter, and as prose.

Both begin with Unicode's compatible composition (NFKC) and case folding, and both take scripts that
write no spaces character by character.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from tuning.evaluation.metrics.numbers import plain
from tuning.scripts import spaced

SUPERSCRIPTS: Final = re.compile("[\u00b2\u00b3\u00b9\u2070\u2071\u2074-\u207c\u207f]+")
"""Folded alone, the square of 10 would be 102."""

FRACTIONS: Final = re.compile("[\u00bc-\u00be\u2150-\u215f\u2189]")
"""Folded alone, one and a half would be 11/2."""

SPELLINGS: Final = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u2035\u00b4", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2039\u203a\u2033\u2036", '"'),
        **dict.fromkeys("\u300c\u300d\u300e\u300f\u300a\u300b\u3008\u3009\uff62\uff63", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        "\u2044": "/",
        **dict.fromkeys("\u00ad\u200b\u2060\ufe0e\ufe0f\ufeff"),
    }
)
"""Quotation marks, primes, dashes and the minus sign in one spelling each; what is unseen goes."""

PAUSES: Final = ".,;\u3001\u3002\u0964\u0965\u060c\u061b\u06d4\u0589\u1362\u17d4\u104a\u104b"
CLOSING: Final = PAUSES + ":!?\u061f"
"""Marks that close a clause, in Latin and other scripts. At the end of a word they say nothing.
Between words, where they stand alone, a pause says nothing; the others may be operators."""

OPENING: Final = "\u00a1\u00bf"

QUOTES: Final = "\"'`"

Pair = tuple[str, str]
"""What opens and what closes."""

PAIRS: Final[tuple[Pair, ...]] = (("(", ")"), ("**", "**"), *((mark, mark) for mark in QUOTES))
"""What stands around words to set them apart, and says nothing there. One without its other half
means something: a foot, an inch, a power, half of an interval. Square brackets always do."""

CHOICE: Final = re.compile(r"(\w{1,2})\)")
"""The letter or number of a choice, as lists have it."""

ARTICLES: Final = frozenset({"an", "the"})


@lru_cache(maxsize=16)
def exact_words(text: str, *, numbers: bool = False) -> tuple[str, ...]:
    """Return the words of a text to the letter: only what says nothing is taken off.

    That is case, white space, the marks that close a clause at the end of a word, quotation marks
    and round brackets around words, and the articles "an", "the" and a leading "a". Signs, decimal
    points, operators, units, currency and every mark inside a word stay, and a word of marks alone
    stays as it is.

    Args:
        text: any text.
        numbers: whether numbers are spelled alike where they are equal: 1,000.0 as 1000.
    """
    text = one_spelling(text).strip()
    choice = CHOICE.match(text)
    written = spaced(choice[1] + text[choice.end() :] if choice else text).split()
    wraps = tuple(pair for pair in PAIRS if pair[1] in text and _is_balanced(pair, written))
    words = [bare for word in written if (bare := word if word.isalnum() else _bare(word, wraps))]
    while words and not words[-1].strip(CLOSING):
        words.pop()
    kept = _without_articles(written, words) or words or written
    return tuple(map(plain, kept) if numbers else kept)


def label(text: str) -> tuple[str, ...]:
    """Return what class an answer names: its words to the letter."""
    return exact_words(text, numbers=False)


@lru_cache(maxsize=16)
def prose_words(text: str) -> tuple[str, ...]:
    """Return the runs of letters, marks and digits, or what else there is where there are none.

    As rouge-score counts words without a stemmer, and in every script.
    """
    if text.isascii():
        return tuple(LATIN.findall(text.lower())) or tuple(text.lower().split())
    folded = _folded(text)
    return tuple(spaced(folded.translate(PROSE)).split()) or tuple(folded.split())


def composed(text: str) -> str:
    """Return a text with one code point for a letter and its marks, and only what UTF-8 has."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", text).encode(errors="replace").decode()


LATIN: Final = re.compile("[a-z0-9]+")


class _Prose(dict[int, str]):
    """Blanks for what is no letter, mark or digit; a character is looked up once."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        kept = unicodedata.category(character)[0] in "LMN"
        self[code] = character if kept else " "
        return self[code]


PROSE: Final = _Prose()


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def one_spelling(text: str) -> str:
    """Return a text folded, with quotation marks, dashes and exponents in one spelling each."""
    if text.isascii():
        return text.lower()
    text = SUPERSCRIPTS.sub(lambda found: "^" + unicodedata.normalize("NFKC", found[0]), text)
    text = FRACTIONS.sub(r" \g<0>", text)
    return _folded(text.translate(SPELLINGS)).translate(SPELLINGS)


def _is_balanced(pair: Pair, words: list[str]) -> bool:
    """Whether as many words are opened as are closed."""
    opening, closing = pair
    longer = [word.strip(CLOSING) for word in words if word not in pair]
    before, behind = (f"()*{QUOTES}".replace(mark[0], "") for mark in pair)
    opened = sum(word.lstrip(before).startswith(opening) for word in longer)
    closed = sum(word.rstrip(behind).endswith(closing) for word in longer)
    return opened == closed > 0


@lru_cache(maxsize=4096)
def _bare(word: str, wraps: tuple[Pair, ...]) -> str:
    """Return a word without what says nothing at its edges; nothing where that is all of it."""
    closed = word.rstrip(CLOSING)
    if closed.isalnum() and (closed == word or not closed[-1].isdigit()):
        return closed
    if not word.strip(PAUSES + OPENING + QUOTES):
        return ""
    before = ""
    while word != before:
        before = word
        word = word.lstrip(OPENING)
        closed = word.rstrip(CLOSING)
        if not (word[len(closed) :].startswith("!") and closed[-1:].isdigit()):
            word = closed or word
        for pair in wraps:
            word = _unwrapped(word, pair) or word
    return word


def _unwrapped(word: str, pair: Pair) -> str:
    """Take off both halves, or the one whose other half is another word's."""
    opening, closing = pair
    opened, closed = word.startswith(opening), word.endswith(closing)
    if opening == closing or (opened and closed):
        return word.removeprefix(opening).removesuffix(closing)
    surplus = word.count(opening) - word.count(closing)
    if opened and surplus > 0:
        return word.removeprefix(opening)
    return word.removesuffix(closing) if surplus < 0 else word


def _without_articles(written: list[str], words: list[str]) -> list[str]:
    """Leave out articles: "a" only where it leads a word, since it names a choice too."""
    leading = words[:1] == ["a"] == written[:1] and len("".join(words[1:2])) > 1
    rest = words[1:] if leading else words
    if ARTICLES.isdisjoint(rest):
        return rest
    return [word for word in rest if word not in ARTICLES]
