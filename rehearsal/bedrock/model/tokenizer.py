"""Text to tokens and back, without loss: words, pieces of words, and bytes for everything else."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

START_OF_WORD: Final = " "
"""Marks a piece that begins a word: a space, where the text has one."""

SPECIAL: Final = ("<pad>", "<end>", "<answer>", "<system>", "<user>", "<assistant>", "<capital>")
PAD, END, ANSWER, SYSTEM, USER, ASSISTANT, CAPITAL = range(len(SPECIAL))

WORD = re.compile(r"[^\W\d_]+|[ \t\n\r\f\v]|.", re.DOTALL)
WHITE_SPACE: Final = frozenset(" \t\n\r\f\v")
BEFORE_WORDS: Final = WHITE_SPACE | frozenset("_-/(\"'")
"""A word begins after one of these without a space, so that ``top_up`` and ``top up`` share it."""
MAX_PIECE: Final = 4
PIECES: Final = 320


class Tokenizer:
    """A vocabulary made from a corpus: the specials, all bytes, frequent pieces, whole words."""

    def __init__(self, corpus: Iterable[str]) -> None:
        words = Counter(_uncapitalised(word) for text in corpus for word in _marked(text))
        for white_space in WHITE_SPACE:
            del words[white_space]
        pieces: Counter[str] = Counter()
        for word, count in words.items():
            for start in range(len(word)):
                for end in range(start + 2, min(start + MAX_PIECE, len(word)) + 1):
                    pieces[word[start:end]] += count
        frequent = sorted(pieces, key=lambda piece: (-pieces[piece] * len(piece), piece))[:PIECES]
        texts = sorted({START_OF_WORD, *frequent, *words})
        self._first_text = len(SPECIAL) + 256
        self._texts = texts
        self._ids = {text: index for index, text in enumerate(texts, self._first_text)}
        self._longest = max(map(len, texts))
        self.encode_word = lru_cache(maxsize=50_000)(self._encode_word)

    def __len__(self) -> int:
        return self._first_text + len(self._texts)

    def encode(self, text: str) -> list[int]:
        """Return the tokens of ``text``."""
        return [token for word in _marked(text) for token in self.encode_word(word)]

    def words(self, text: str) -> list[tuple[str, tuple[int, ...]]]:
        """Return every word of ``text``, without its mark, with its tokens."""
        return [
            (word.removeprefix(START_OF_WORD), self.encode_word(word)) for word in _marked(text)
        ]

    def decode(self, tokens: Sequence[int]) -> str:
        """Return the text of ``tokens``; specials have none, broken UTF-8 becomes U+FFFD."""
        text = bytearray()
        capital = False
        for token in tokens:
            if token >= self._first_text:
                piece = self._texts[token - self._first_text]
                if piece.startswith(START_OF_WORD):
                    if text and chr(text[-1]) not in BEFORE_WORDS:
                        text += b" "
                    piece = piece[1:]
                content = piece.encode()
            else:
                content = bytes([token - len(SPECIAL)]) if token >= len(SPECIAL) else b""
            text += content[:1].upper() + content[1:] if capital else content
            capital = token == CAPITAL or (capital and not content)
        return text.decode(errors="replace")

    def _encode_word(self, word: str) -> tuple[int, ...]:
        if word in WHITE_SPACE:
            return (len(SPECIAL) + ord(word),)
        plain = _uncapitalised(word)
        tokens = [CAPITAL] if plain != word else []
        word = plain
        start = 0
        while start < len(word):
            for end in range(min(len(word), start + self._longest), start, -1):
                if word[start:end] in self._ids:
                    tokens.append(self._ids[word[start:end]])
                    break
            else:
                end = start + 1
                tokens.extend(len(SPECIAL) + byte for byte in word[start].encode(errors="replace"))
            start = end
        return tuple(tokens)


def _marked(text: str) -> list[str]:
    """Split into words, each marked where it begins the text or follows white space.

    A single space between two words is told by the mark alone; any other white space is a word of
    its own, so that nothing is lost.
    """
    found = WORD.findall(text)
    words: list[str] = []
    for before, word, after in zip(["\n", *found], found, [*found[1:], "\n"], strict=False):
        if word == " " and before not in BEFORE_WORDS and after not in WHITE_SPACE:
            continue
        starts = before in BEFORE_WORDS and word not in WHITE_SPACE
        words.append(START_OF_WORD + word if starts else word)
    return words


def _uncapitalised(word: str) -> str:
    """Lower a capital at the beginning, where it is one of the 26."""
    mark = word[: word.startswith(START_OF_WORD)]
    letters = word[len(mark) :]
    return mark + letters[:1].lower() + letters[1:] if letters[:1].isascii() else word
