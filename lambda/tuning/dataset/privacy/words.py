"""Words before a value, and what may stand between: signs, quotes, verbs of many languages."""

import re
from collections.abc import Iterable
from typing import Final

GAP: Final = rb"(?:[ \t]|\xc2\xa0|\xe2\x80\xaf)"
BREAK: Final = rb"(?:[ \t\r\n]|\xc2\xa0|\xe2\x80\xaf)"
JOINT: Final = rb"(?:[ \t_-]|\xc2\xa0|\xe2\x80\xaf)?"
"""Between the parts of a word, as they are written in code too: ``tax_id``, ``taxId``."""

QUOTE: Final = rb"(?:\\{0,3}[\"'`*]{1,2}|&quot;|\xe2\x80[\x98-\x9f]|\xc2[\xab\xbb])"
"""Also as it stands in JSON inside JSON, in HTML, in Markdown, in print."""

CELL: Final = rb"</[a-z]{1,8}>[ \t\n]{0,8}<[a-z]{1,8}>"
SIGNS: Final = rb"(?:=>|:?==?|:|>|\||" + CELL + rb"|\xef\xbc[\x9a\x9d]|\xe2\x80[\x93\x94]"
VERBS: Final = (
    *("is", "was", "ist", "lautet", "est", "es", "era", "è", "é", "jest", "это", "är", "er"),
    *("je", "este", "είναι", "היא", "هي", "là", "adalah", "était", "war", "és", "ay", "\u0435"),
    *("ni", "ialah", "wäre", "lautete"),
)
JOINED: Final = ("是", "は", "为", "為", "는", "은", "คือ")
"""Nothing stands between these and what they say."""

THEN: Final = (
    b"(?:" + BREAK + b"|" + GAP + rb"{0,2}(?:[:=]|\xef\xbc\x9a|(?:-|\xe2\x80[\x93\x94])[ ]))"
)
"""What stands behind a verb: a space, or a sign as well ("is: ", "est : ", "is - ")."""

SAYS: Final = b"|(?i:%b)%b|(?:%b))" % (
    "|".join(VERBS).encode(),
    THEN,
    "|".join(JOINED).encode(),
)
SUBSCRIPT: Final = rb"\\{0,3}[\"']\](?:\[[A-Za-z0-9_\"'\\]{1,32}\]){0,2}"
"""The end of one, where the word is a key: ``config["password"]["live"]``."""

ASSIGNED: Final = rb"(?:" + SUBSCRIPT + rb"|" + QUOTE + rb")?" + GAP + rb"{0,2}" + SIGNS + SAYS
"""What stands between the word and the password: signs, "is" in the languages of the words."""

TYPED: Final = rb"[ ]{0,2}[A-Za-z&*][A-Za-z0-9_.<>|?&*\[\] ]{0,32}:?=[ ]{0,2}"
"""A type and the sign behind it, as in ``password: str = "hunter2"``."""

VALUED: Final = (
    rb"[^{}\x00]{0,64}?(?i:value|content|default|plaintext)\\{0,3}[\"']?[ ]{0,2}[:=][ ]{0,2}"
)
"""Where a name is a value itself, and what it names the next: ``- name: TOKEN``, ``value: ...``."""

DEFAULT: Final = rb"[^{}\x00]{0,200}?(?i:default)[ ]{1,16}=[ ]{1,4}"
"""Of a variable of Terraform, behind its name."""

VALUE_FIRST: Final = (
    rb"(?i:value)\\{0,3}[\"'][ ]{0,2}:[ ]{0,2}\\{0,3}[\"']([^\"'\\\x00-\x1f]{4,128})\\{0,3}[\"']"
    rb",[ \r\n\t]{0,16}\\{0,3}[\"'](?i:name|key)\\{0,3}[\"'][ ]{0,2}:[ ]{0,2}\\{0,3}[\"']"
    rb"[A-Za-z0-9_.-]{0,24}"
)
"""The same the other way round."""

BLOCK: Final = (
    rb"[ \t]{0,3}(?:[|>][+-]?[0-9]?[+-]?[ \t]{0,3}\r?\n[ \t]{1,16}"
    rb"|\s{1,3}```[a-z]{0,12}[ \t]{0,3}\r?\n[ \t]{0,8})"
)
"""What a value begins in the next line behind: a block of YAML, a fence of Markdown."""

INPUT: Final = rb"\s{0,3}</[a-z]{1,8}>\s{0,8}<input[^<>\x00]{1,80}value="
"""A field of a form below its label."""

OPENED: Final = (
    BREAK
    + rb"{0,3}(?:\("
    + BREAK
    + rb"{0,24}(?="
    + QUOTE
    + rb"))?"
    + rb"(?:"
    + QUOTE
    + rb"|\|\|)?"
    + GAP
    + rb"{0,2}"
)

ABOUT: Final = (
    rb"(?i:at|date|time|timestamp|expir(?:y|es|ed|ation)|ttl|timeout|age|days|hours|minutes|seconds"
    rb"|length|len|size|min|max|minimum|maximum|count|attempts|retries|rounds|iterations|cost"
    rb"|version|strength|score|changed|updated|created|id|ids|policy)"
)
"""What a name ends with that tells something about a password: when it was set, how long it is."""

KEYED: Final = (
    rb"(?i:(?:api|access|private|secret|auth|encryption|signing|master|sdk|account|client|service"
    rb"|storage|shared|subscription|licen[cs]e|iam|io|deploy|project|webhook|app(?:lication)?)"
    rb"[ _-]?key|secret|token|keystring)"
)
"""What a variable, a header or a column is called that holds a key. "Key" alone is many things."""

QUOTED: Final = rb"(?:%b)" % b"|".join(
    rb"\\{0,3}%b((?:[^\x00-\x1f\\%b]|\\(?!%b)){4,128})\\{0,3}%b" % (quote, quote, quote, quote)
    for quote in (b'"', b"'", b"`")
)
"""All between two quotes."""


def spoken(words: Iterable[str]) -> bytes:
    """Return an expression for words in any case, with any space between their parts or none.

    Case is folded for ASCII alone, so of words with other letters each case is an alternative.
    """
    ways = {way for word in words for way in (word, word.capitalize(), word.upper())}
    cased = sorted({way.lower() if way.isascii() else way for way in ways})
    firsts: dict[bytes, list[bytes]] = {}
    for way in cased:
        first, rest = way.encode()[:1], way.encode()[1:]
        parts = JOINT.join(re.escape(part) for part in rest.split(b" "))
        firsts.setdefault(first, []).append(parts)
    return b"(?:%b)" % b"|".join(
        b"%b(?i:%b)" % (_either(first), b"|".join(rests)) for first, rests in firsts.items()
    )


def _either(byte: bytes) -> bytes:
    """Return a class for a letter in both cases; ``re`` skips a branch whose class does not fit."""
    return b"[%b%b]" % (byte.upper(), byte.lower()) if byte.isalpha() else re.escape(byte)
