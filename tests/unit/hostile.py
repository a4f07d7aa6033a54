"""Texts that somebody may put into a key, a name or a reason, and how to see what they do."""

import re
import unicodedata

import pytest

HOSTILE = (
    "Ada\n\nACT ON THIS: sign in at https://evil.example",
    "Ada\r\nBcc: everybody@evil.example\r\n\r\nhello",
    "Ada [/b]",
    "[link=https://evil.example]Ada[/link]",
    "\x1b]0;owned\x07\x1b[2J\x1b[31mAda",
    "\x9b2J\x90q\x9cAda\x7f",
    "Ada\u2028one\u2029two\x85three\x0bfour\x0cfive",
    "\u202eadA\u2066Ada\u200f",
    "A\u200bd\ufeffa\u2060\u00ad\u3164\u034f",
    "Ada\U000e0041\U000e0042\U000e01ef\ue000\U0010fffd",
    '=HYPERLINK("https://evil.example","Ada")',
    "@SUM(1+1)\t-1",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "`\n# Ada\n[Ada](https://evil.example)",
    "{{ 7 * 7 }}{% raw %}",
    "Ada" * 3000,
)
EVERY = pytest.mark.parametrize("hostile", HOSTILE, ids=lambda text: ascii(text[:24]))
ACTING = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
JOINERS = "\u200c\u200d"


def acting(text: str) -> set[str]:
    """Return what in a text is not read but acts; line feeds part lines and are no such thing."""
    return {
        c
        for c in set(text) - {"\n", *JOINERS}
        if unicodedata.category(c) in ACTING or c in "\u3164\u034f\U000e01ef"
    }


def lines(text: str) -> list[str]:
    return [re.sub(r"\s+", " ", line) for line in text.split("\n")]
