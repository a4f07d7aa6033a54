"""Read what is nearly JSON: say which slip it is, and write the JSON that was meant.

Nothing is guessed: where more than one thing may have been meant, ``Broken`` says so.
"""

import re
from collections import Counter
from typing import Final

from tuning.dataset.reading.slips import Slip

DEEPEST: Final = 64
"""Objects and arrays inside one another; no form of a record needs more."""

CLOSING: Final = {
    '"': '"',
    "'": "'",
    "\u201c": '"\u201d\u201c',
    "\u201e": '"\u201d\u201c',
    "\u2018": "'\u2019",
}
"""Quotes that may begin a text, and those that end it then."""

MARK: Final = "\ufeff"
SPACE: Final = re.compile(r"[ \t\r\n\ufeff]*")
COMMENT: Final = re.compile(r"(?:#|//)[^\n]*|/\*.*?\*/", re.DOTALL)
NUMBER: Final = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])")
WORD: Final = re.compile(r"[A-Za-z_]\w*")
PLAIN: Final = re.compile(r"""[^"'\u201c\u201d\u201e\u2018\u2019\\\x00-\x1f]+""")
ESCAPE: Final = re.compile(r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})')

JSON_WORDS: Final = frozenset({"true", "false", "null"})
PYTHON_WORDS: Final = {"True": "true", "False": "false", "None": "null"}
CONTROLS: Final = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}


class Broken(ValueError):
    """What was meant cannot be told without guessing."""

    def __init__(self, slip: Slip) -> None:
        """Say what it is."""
        super().__init__()
        self.slip = slip


def first_slip(text: str) -> Slip:
    """Say why a line is not JSON."""
    scanner = Scanner(text)
    try:
        scanner.records()
    except Broken as broken:
        mended = [slip for slip in scanner.slips if slip is not Slip.RAW_CONTROL]
        vague = broken.slip in (Slip.OTHER, Slip.CUT)
        return next(iter(mended), broken.slip) if vague else broken.slip
    return next(iter(scanner.slips), Slip.OTHER)


class Scanner:
    """Reads a text from its beginning, and counts the slips that it mends.

    Attributes:
        slips: what was mended, and how often.
    """

    def __init__(self, text: str) -> None:
        """Start at the beginning of a text."""
        self._text = text
        self._at = 0
        self.slips: Counter[Slip] = Counter()

    def records(self) -> list[str]:
        """Return every value of the text as JSON; the elements of an array each by itself.

        Raises:
            Broken: it cannot be told what was meant.
        """
        found: list[str] = []
        listed = self._next() == "["
        if listed:
            self._at += 1
        while (character := self._next()) and not (listed and character == "]"):
            if character != "{":
                raise Broken(Slip.OTHER)
            if found and not listed:
                self.slips[Slip.SEVERAL_RECORDS] += 1
            found.append(self._value(0))
            comma = self._next() == ","
            self._at += comma
            if comma and not listed:
                self.slips[Slip.COMMA_AFTER] += 1
            elif comma and self._next() == "]":
                self.slips[Slip.TRAILING_COMMA] += 1
            elif listed and not comma and self._next() == "{":
                self.slips[Slip.MISSING_COMMA] += 1
        if listed:
            self._expect("]")
            if self._next():
                raise Broken(Slip.AFTER_THE_END)
        return found

    def _next(self) -> str:
        """Return what comes next behind spaces and comments; nothing at the end."""
        while True:
            space = SPACE.match(self._text, self._at)
            if space:
                self.slips.update([Slip.MARK] * space[0].count(MARK))
                self._at = space.end()
            comment = COMMENT.match(self._text, self._at)
            if not comment:
                return self._text[self._at : self._at + 1]
            self.slips[Slip.COMMENT] += 1
            self._at = comment.end()

    def _expect(self, character: str) -> None:
        if self._next() != character:
            raise Broken(Slip.OTHER)
        self._at += 1

    def _value(self, depth: int) -> str:
        character = self._next()
        if character in ("{", "["):
            if depth > DEEPEST:
                raise Broken(Slip.OTHER)
            return self._several(character, depth + 1)
        if character in CLOSING:
            return self._string(character)
        if number := NUMBER.match(self._text, self._at):
            self._at = number.end()
            return number[0]
        word = WORD.match(self._text, self._at)
        if not word:
            raise Broken(Slip.OTHER)
        self._at = word.end()
        if word[0] in JSON_WORDS:
            return word[0]
        if word[0] in PYTHON_WORDS:
            self.slips[Slip.PYTHON_WORD] += 1
            return PYTHON_WORDS[word[0]]
        raise Broken(Slip.UNQUOTED_TEXT)

    def _several(self, opening: str, depth: int) -> str:
        """Return an object or array."""
        closing = {"{": "}", "[": "]"}[opening]
        self._at += 1
        parts: list[str] = []
        while (character := self._next()) != closing:
            if not character:
                raise Broken(Slip.CUT)
            key = f"{self._key()}:" if opening == "{" else ""
            parts.append(key + self._value(depth))
            character = self._next()
            if character == ",":
                self._at += 1
                if self._next() == closing:
                    self.slips[Slip.TRAILING_COMMA] += 1
            elif character != closing:
                inside = parts[-1].endswith('"') and bool(character)
                raise Broken(Slip.INNER_QUOTE if inside else Slip.OTHER)
        self._at += 1
        return opening + ",".join(parts) + closing

    def _key(self) -> str:
        character = self._next()
        if character in CLOSING:
            key = self._string(character)
        elif bare := WORD.match(self._text, self._at):
            self.slips[Slip.BARE_KEY] += 1
            self._at = bare.end()
            key = f'"{bare[0]}"'
        else:
            raise Broken(Slip.OTHER)
        self._expect(":")
        return key

    def _string(self, opening: str) -> str:
        """Return a text in double quotes, whatever quotes it stands in."""
        if opening != '"':
            self.slips[Slip.SINGLE_QUOTES if opening == "'" else Slip.SMART_QUOTES] += 1
        self._at += 1
        parts: list[str] = []
        while True:
            if plain := PLAIN.match(self._text, self._at):
                parts.append(plain[0])
                self._at = plain.end()
            character = self._text[self._at : self._at + 1]
            if not character:
                raise Broken(Slip.CUT)
            if character in CLOSING[opening]:
                self._at += 1
                return f'"{"".join(parts)}"'
            parts.append(self._special(character))

    def _special(self, character: str) -> str:
        if escape := ESCAPE.match(self._text, self._at):
            self._at = escape.end()
            return escape[0]
        if character == "\\" and self._text.startswith("'", self._at + 1):
            self.slips[Slip.SINGLE_QUOTES] += 1
            self._at += 2
            return "'"
        if character == "\\":
            raise Broken(Slip.BAD_ESCAPE)
        self._at += 1
        if character in CONTROLS:
            self.slips[Slip.RAW_CONTROL] += 1
            return CONTROLS[character]
        if character < " ":
            raise Broken(Slip.RAW_CONTROL)
        return r"\"" if character == '"' else character
