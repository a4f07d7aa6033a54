"""What the network sees of a conversation: fixed features of text, the same for every text.

Nothing here is learned and nothing knows a record: two records with the same text are the same.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from zlib import crc32

import numpy as np

from rehearsal.bedrock.model.conversation import Conversation
from rehearsal.bedrock.model.tokenizer import ANSWER, ASSISTANT, END, PAD, SYSTEM, USER, Tokenizer
from rehearsal.bedrock.model.weights import (
    BAG_WIDTH,
    KEY_TOKENS,
    NEAR_TOKENS,
    TOKEN_WIDTH,
    Indices,
    Matrix,
    with_one,
)

MAX_PROMPT_TOKENS: Final = 1024
"""The model copies from the last so many tokens of a prompt; it still reads the words of all."""

MAX_TARGET_TOKENS: Final = 512
"""The model learns the first so many tokens of an answer."""

MEMORY: Final = 32
FADING: Final = 0.85
BUCKETS: Final = 8192
STEM: Final = 5
SHARED_WORDS: Final = 4


@dataclass(frozen=True, kw_only=True)
class Example:
    """One conversation in numbers.

    Attributes:
        prompt: the tokens of system text and turns, cut from the left to what can be copied.
        shared: for each of them, how many of the next words the last question has too, 0 to 1.
        bag: the words and word pairs of it all, weighted by how rare they are.
        target: the tokens of the answer with their end; empty when there is nothing to learn.
        tokens: all tokens of prompt and answer, before anything was cut.
    """

    prompt: Indices
    shared: Matrix
    bag: Matrix
    target: Indices
    tokens: int


class Features:
    """The fixed features of one base model: its tokens' vectors and its words' directions."""

    def __init__(
        self, tokenizer: Tokenizer, corpus: Iterable[str], generator: np.random.Generator
    ) -> None:
        self.tokenizer = tokenizer
        self._vectors = generator.standard_normal((len(tokenizer), TOKEN_WIDTH), dtype=np.float32)
        self._vectors[PAD] = 0
        self._directions = generator.standard_normal((BUCKETS, BAG_WIDTH), dtype=np.float32)
        self._directions /= np.float32(np.sqrt(BAG_WIDTH))
        documents = [set(_words(text)) for text in corpus]
        self._documents = len(documents)
        self._seen_in = Counter(word for words in documents for word in words)
        self._fading = (FADING ** np.arange(MEMORY)[::-1]).astype(np.float32)

    def example(self, conversation: Conversation) -> Example:
        """Return a conversation in numbers."""
        question = conversation.question
        asked = question[-1].text
        stems = {word.lower()[:STEM] for word, _ in self.tokenizer.words(asked) if word.isalpha()}
        prompt: list[int] = []
        shared: list[float] = []
        roles = {"user": USER, "assistant": ASSISTANT}
        parts = [(SYSTEM, conversation.system)] if conversation.system else []
        parts += [(roles[turn.role], turn.text) for turn in question]
        for number, (role, text) in enumerate(parts, 1):
            words = self.tokenizer.words(text)
            hits = [
                float(number < len(parts) and word.lower()[:STEM] in stems) for word, _ in words
            ]
            prompt.append(role)
            shared.append(0.0)
            for place, (_, tokens) in enumerate(words):
                prompt.extend(tokens)
                near = hits[place : place + SHARED_WORDS]
                shared.extend([hits[place] * sum(near) / SHARED_WORDS] * len(tokens))
        target = self.tokenizer.encode(conversation.reference)
        before = " ".join(text for _, text in parts[:-1])
        return Example(
            prompt=np.array(prompt[-MAX_PROMPT_TOKENS:], np.int64),
            shared=np.array(shared[-MAX_PROMPT_TOKENS:], np.float32),
            bag=self._bag(asked) + self._bag(before) / 2,
            target=np.array([*target, END][:MAX_TARGET_TOKENS], np.int64),
            tokens=len(prompt) + len(target),
        )

    def context(self, history: Indices, continuation: Indices) -> Matrix:
        """Return what was said last, one row for each token to be said.

        Args:
            history: the ``MEMORY`` tokens before each, oldest first.
            continuation: the token after the same words in the prompt, or the padding token.
        """
        vectors = self._vectors[history]
        near = vectors[:, -NEAR_TOKENS:].reshape(len(history), -1)
        fading = np.tensordot(vectors, self._fading, axes=(1, 0))
        return with_one(np.concatenate([near, fading, self._vectors[continuation]], axis=1))

    def words_of_prompt(self, prompts: Indices) -> Matrix:
        """Return every token of padded prompts with its neighbours: two before, one after."""
        padded = np.pad(prompts, ((0, 0), (2, 1)), constant_values=PAD)
        length = prompts.shape[1]
        neighbours = [self._vectors[padded[:, at : at + length]] for at in range(KEY_TOKENS)]
        return with_one(np.concatenate(neighbours, axis=2))

    def _bag(self, text: str) -> Matrix:
        words = _words(text)
        weights: Counter[int] = Counter()
        for word in words:
            weights[_bucket(word)] += self._rarity(word)
        for first, second in zip(words, words[1:], strict=False):
            weights[_bucket(f"{first} {second}")] += (
                self._rarity(first) + self._rarity(second)
            ) / 3
        if not weights:
            return np.zeros(BAG_WIDTH, np.float32)
        amounts = np.sqrt(np.fromiter(weights.values(), np.float32, len(weights)))
        bag = amounts @ self._directions[list(weights)]
        scale = np.sqrt(BAG_WIDTH) / np.linalg.norm(amounts)
        return np.asarray(bag * scale, np.float32)

    def _rarity(self, word: str) -> float:
        return float(np.log((1 + self._documents) / (1 + self._seen_in[word])))


def histories(said: Sequence[int]) -> Indices:
    """Return the ``MEMORY`` tokens before each token of an answer, and before the one after it."""
    padded = np.array([*[PAD] * (MEMORY - 1), ANSWER, *said], np.int64)
    return np.lib.stride_tricks.sliding_window_view(padded, MEMORY)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


@lru_cache(maxsize=50_000)
def _bucket(words: str) -> int:
    return crc32(words.encode(errors="replace")) % BUCKETS
