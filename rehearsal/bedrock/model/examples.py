"""A conversation in numbers: the tokens of its prompt and answer, and the words of its prompt."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from zlib import crc32

import numpy as np

from rehearsal.bedrock.model.conversation import Conversation
from rehearsal.bedrock.model.tokenizer import ASSISTANT, END, SYSTEM, USER, Tokenizer
from rehearsal.bedrock.model.weights import BAG_WIDTH, Indices, Matrix

MAX_PROMPT_TOKENS: Final = 1024
"""The model copies from the last so many tokens of a prompt; the words of all of it are read."""

MAX_TARGET_TOKENS: Final = 512
"""The model learns the first so many tokens of an answer."""

BUCKETS: Final = 8192
STEM: Final = 5
SHARED_WORDS: Final = 4


@dataclass(frozen=True, kw_only=True)
class Example:
    """One conversation in numbers.

    Attributes:
        prompt: the tokens of the system text and the turns.
        shared: for each of them, how many of the next few words the last question has too, 0 to 1.
        bag: the words and word pairs of it all, weighted by how rare they are.
        target: the tokens of the answer and its end.
        tokens: how many tokens prompt and answer have, before anything was cut.
    """

    prompt: Indices
    shared: Matrix
    bag: Matrix
    target: Indices
    tokens: int


class Reader:
    """Turns conversations into examples. It learns nothing: the same text gives the same numbers.

    How rare a word is, it knows from a corpus; words and word pairs have fixed random directions.
    """

    def __init__(
        self, tokenizer: Tokenizer, corpus: Iterable[str], generator: np.random.Generator
    ) -> None:
        self.tokenizer = tokenizer
        self._directions = generator.standard_normal((BUCKETS, BAG_WIDTH), dtype=np.float32)
        texts = [set(_words(text)) for text in corpus]
        self._texts = len(texts)
        self._texts_with = Counter(word for words in texts for word in words)

    def read(self, conversation: Conversation) -> Example:
        """Return a conversation in numbers."""
        *earlier, (_, asked) = parts = _parts(conversation)
        wanted = {_stem(word) for word, _ in self.tokenizer.words(asked) if word.isalpha()}
        prompt: list[int] = []
        shared: list[float] = []
        for role, text in parts:
            prompt.append(role)
            shared.append(0.0)
            words = self.tokenizer.words(text)
            hits = [text is not asked and _stem(word) in wanted for word, _ in words]
            for place, (_, tokens) in enumerate(words):
                prompt.extend(tokens)
                near = sum(hits[place : place + SHARED_WORDS]) if hits[place] else 0
                shared.extend([near / SHARED_WORDS] * len(tokens))
        target = self.tokenizer.encode(conversation.reference)
        before = " ".join(text for _, text in earlier)
        return Example(
            prompt=np.array(prompt[-MAX_PROMPT_TOKENS:], np.int64),
            shared=np.array(shared[-MAX_PROMPT_TOKENS:], np.float32),
            bag=np.asarray(self._bag(asked) + self._bag(before) / 2, np.float32),
            target=np.array([*target, END][:MAX_TARGET_TOKENS], np.int64),
            tokens=len(prompt) + len(target),
        )

    def _bag(self, text: str) -> Matrix:
        words = _words(text)
        rarity = [float(np.log((1 + self._texts) / (1 + self._texts_with[word]))) for word in words]
        weights: defaultdict[int, float] = defaultdict(float)
        for word, weight in zip(words, rarity, strict=True):
            weights[_bucket(word)] += weight
        for place in range(len(words) - 1):
            pair = (rarity[place] + rarity[place + 1]) / 3
            weights[_bucket(f"{words[place]} {words[place + 1]}")] += pair
        amounts = np.sqrt(np.fromiter(weights.values(), np.float32, len(weights)))
        bag = amounts @ self._directions[list(weights)]
        return np.asarray(bag / (np.linalg.norm(amounts) + 1e-6), np.float32)


def _parts(conversation: Conversation) -> list[tuple[int, str]]:
    roles = {"user": USER, "assistant": ASSISTANT}
    turns = [(roles[turn.role], turn.text) for turn in conversation.question]
    return [(SYSTEM, conversation.system), *turns] if conversation.system else turns


def _stem(word: str) -> str:
    return word.lower()[:STEM]


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


@lru_cache(maxsize=100_000)
def _bucket(words: str) -> int:
    return crc32(words.encode(errors="replace")) % BUCKETS
