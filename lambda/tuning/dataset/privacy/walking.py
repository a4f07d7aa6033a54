"""A walk over the expression behind a name: through code and containers to the literals in it."""

import re
from dataclasses import dataclass
from typing import Final, NamedTuple

from tuning.dataset.privacy.pattern import Span

FARTHEST: Final = 512
"""Bytes behind the sign: a short list of values, or a call with its arguments."""

TOKEN: Final = re.compile(
    rb"(?P<space>[ \t]+|\\\r?\n[ \t]*)"
    rb"|<<[-~]?[\"']?(?P<tag>[A-Z]{2,12})[\"']?\r?\n[ \t]*(?P<heredoc>[^\n]{4,256})\n[ \t]*(?P=tag)"
    rb"|<[a-z]{1,8}>(?P<element>[^<>\s]{4,256})</"
    rb"|(?:%[qQwW]|~[sS])[{(\[|](?P<percent>[^\s})\]|]{4,256})[})\]|]"
    rb"|R\"(?P<mark>[A-Za-z0-9_]{0,16})\((?P<raw>[^\x00\n]{4,256}?)\)(?P=mark)\""
    rb"|(?P<opening>\"{3}|'{3}|\\{1,3}\"|\\{1,3}')(?P<wide>[^\\\"'\x00]{0,256})(?P=opening)"
    rb"|\"(?:\\\r?\n[ \t]*)?(?P<double>(?:[^\"\\\n\x00]|\\.){0,256})\""
    rb"|'(?P<single>(?:[^'\\\n\x00]|\\.){0,256})'"
    rb"|`(?P<back>[^`\\\n\x00]{0,256})`"
    rb"|(?P<word>[A-Za-z_$@][A-Za-z0-9_.$@]*(?:(?:::|->)[A-Za-z_][A-Za-z0-9_.]*)*)"
    rb"|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<comma>,)|(?P<line>\r?\n)"
    rb"|(?P<comment>//|#(?![\"#]))|(?P<other>[0-9]+|[=:?|&+*<>!.%~^#/-])"
)
LITERALS: Final = (*("heredoc", "element", "percent", "raw", "wide", "double", "single", "back"),)
KEYED: Final = re.compile(rb"[ \t\r\n]{0,16}(?:=>|:(?!:)|=(?!=))")
JOINS: Final = frozenset(
    (b"or", b"and", b"new", b"await", b"if", b"else", b"unless", b"as", b"not", b"const", b"return")
)
"""Of two words side by side one is among these in code; in a sentence mostly none is."""

TAKEN: Final = re.compile(
    rb"(?i:.*(?:str|string|from|of|some|just|bytes|buffer|encode|decode|decrypt|unwrap|secret)$"
    rb"|secret_?(?:str|string|value))"
)
"""Calls that return what they are given, in another type."""

ASKED: Final = re.compile(
    rb"(?i).*(?:getpass|input|prompt|ask|read|print|log|err|warn|exception|open|path|file|find"
    rb"|search|match|test|query|select|url|text|label|translat|message|format|split|replace|require"
    rb"|import|field|column|render|request|header|hash|hmac|digest|parse|element|by_?id|by_?name)"
)
"""Calls whose arguments are a question to a person, a file, a form."""

LOOKED_UP: Final = re.compile(
    rb"(?i).*(?:get|env|fetch|lookup|param|secret|var|config|setting|default|option|arg|key|flag"
    rb"|value|resolve|load|vault|property|credential)"
)
"""Calls whose first argument is a name; what follows is the value where there is none."""

DESCRIBED: Final = re.compile(
    rb"(?i:type|format|pattern|regex|description|title|label|placeholder|name|id|hint|\$?ref|url"
    rb"|href|icon|path|file|[a-z_]*(?:_at|date|time|length|version|policy))"
)
"""Keys of what tells about a value."""


@dataclass(kw_only=True)
class _Bracket:
    """One that is open.

    Attributes:
        holds: "values", "names" (a subscript), "nothing" (a question), or "name first".
        place: commas so far.
        key: the last one.
    """

    holds: str
    place: int = 0
    key: bytes = b""

    def takes(self) -> bool:
        """Tell whether a literal here may be the value."""
        if DESCRIBED.fullmatch(self.key):
            return False
        return self.holds == "values" or (self.holds == "name first" and self.place > 0)


class Walk(NamedTuple):
    """An expression.

    Attributes:
        literals: the insides of those that may hold a value, and whether no word stands before.
        end: where it ends, or where the walk was given up.
    """

    literals: list[tuple[Span, bool]]
    end: int


def walked(data: bytes, start: int) -> Walk:
    """Return the literals of the expression that begins at a place.

    Names of variables, questions to a person and keys are left out. A line break ends it outside of
    brackets, as does what looks like a sentence.
    """
    taken: list[tuple[Span, bool]] = []
    held = [_Bracket(holds="values")]
    before, last, at, plain = b"", b"", start, True
    while found := TOKEN.match(data, at, min(len(data), start + FARTHEST)):
        kind, at = found.lastgroup or "", found.end()
        if kind == "space":
            last = b" "
            continue
        match kind:
            case "comma" if len(held) > 1:
                held[-1].place += 1
                held[-1].key = b""
            case "comma" | "line" | "comment" if len(held) == 1:
                break
            case "open":
                held.append(_Bracket(holds=_holds(found.group(), before)))
            case "close":
                if len(held) == 1:
                    break
                held.pop()
            case "word":
                if last == b" " and before[:1].isalpha() and not {before, found.group()} & JOINS:
                    break
                prefix = len(found.group()) < 3 and data[at : at + 1] in b"\"'`"
                plain = plain and prefix
                if len(held) > 1 and KEYED.match(data, at):
                    held[-1].key = found.group()
            case _ if name := next((one for one in LITERALS if found[one] is not None), ""):
                if len(held) > 1 and KEYED.match(data, at):
                    held[-1].key = found[name]
                elif all(bracket.takes() for bracket in held):
                    taken.append((found.span(name), plain))
        before, last = (found.group() if kind == "word" else b")" * (kind == "close")), b""
    return Walk(taken, at)


def _holds(bracket: bytes, before: bytes) -> str:
    """Return what a bracket holds, by the word that stands before it."""
    if bracket == b"{" or not before:
        return "values"
    if bracket == b"[":
        return "names"
    called = re.split(rb"[.:>]", before)[-1]
    if TAKEN.fullmatch(called):
        return "values"
    if ASKED.match(called):
        return "nothing"
    return "name first" if LOOKED_UP.match(called) else "values"
