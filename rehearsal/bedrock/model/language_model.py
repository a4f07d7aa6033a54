"""The language model: a base that stays as it is, fine-tuning, and answers."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from threading import Lock
from typing import Final
from zlib import crc32

import numpy as np

from rehearsal.bedrock.model import corpus, decoding, pretraining, training
from rehearsal.bedrock.model.adapter import Adapter
from rehearsal.bedrock.model.context import Context
from rehearsal.bedrock.model.conversation import Answer, Conversation
from rehearsal.bedrock.model.examples import Reader
from rehearsal.bedrock.model.hyperparameters import Hyperparameters
from rehearsal.bedrock.model.tokenizer import Tokenizer
from rehearsal.bedrock.model.training import Step, Training
from rehearsal.bedrock.model.weights import Weights

TRAINING_SEED: Final = 20

PRETRAINING: Final = Lock()
"""Held while a base model is made: who asks for it meanwhile waits, and does not make it again."""


class LanguageModel:
    """A base model, or one that an adapter has customised. It may be asked from many threads."""

    def __init__(
        self, base_model_id: str, reader: Reader, context: Context, weights: Weights
    ) -> None:
        """Use ``base`` and ``with_adapter`` instead."""
        self.base_model_id = base_model_id
        self._reader = reader
        self._context = context
        self._weights = weights

    @classmethod
    def base(cls, base_model_id: str) -> "LanguageModel":
        """Return a base model: the same weights every time, others for every identifier.

        The first call for an identifier pretrains, in a few seconds; all others return the same,
        those that come while it does included.
        """
        with PRETRAINING:
            return _base(base_model_id)

    def fine_tune(
        self,
        records: Sequence[Conversation],
        validation: Sequence[Conversation],
        *,
        hyperparameters: Mapping[str, str],
        on_step: Callable[[Step], bool] = lambda _: True,
    ) -> Training:
        """Fit an adapter to records. The same records in the same order give the same adapter.

        Args:
            records: conversations that end with the answer to be learned; at least one.
            validation: conversations that are not learned from; may be none.
            hyperparameters: by Nova's names, as strings; see ``Hyperparameters``.
            on_step: told of every step; training ends early when it returns False.
        """
        generator = np.random.default_rng(TRAINING_SEED)
        return training.fit(
            Adapter.untrained(self.base_model_id, self._weights, generator),
            self._context,
            self._weights,
            records=[self._reader.read(record) for record in records],
            validation=[self._reader.read(record) for record in validation],
            hyperparameters=Hyperparameters.read(hyperparameters),
            on_step=on_step,
            generator=generator,
        )

    def with_adapter(self, adapter: Adapter) -> "LanguageModel":
        """Return the model that an adapter makes of this one, which stays as it is.

        Raises:
            ValueError: the adapter was fitted to another base model.
        """
        if adapter.base_model_id != self.base_model_id:
            raise ValueError(
                f"the adapter was fitted to {adapter.base_model_id}, not to {self.base_model_id}"
            )
        weights = adapter.added_to(self._weights)
        return LanguageModel(self.base_model_id, self._reader, self._context, weights)

    def answer(self, conversation: Conversation, *, max_tokens: int) -> Answer:
        """Answer the last question; the same question always gets the same answer."""
        question = Conversation(turns=conversation.question, system=conversation.system)
        example = self._reader.read(question)
        answer = decoding.tokens(self._context, self._weights, example)
        tokens = list(islice(answer, max_tokens))
        return Answer(
            text=self._reader.tokenizer.decode(tokens),
            input_tokens=example.tokens,
            output_tokens=len(tokens),
            stop_reason="max_tokens" if len(tokens) == max_tokens else "end_turn",
        )


@lru_cache
def _base(base_model_id: str) -> LanguageModel:
    generator = np.random.default_rng(crc32(base_model_id.encode()))
    texts = corpus.texts()
    tokenizer = Tokenizer(texts)
    reader = Reader(tokenizer, texts, generator)
    context = Context(len(tokenizer), generator)
    examples = [reader.read(conversation) for conversation in corpus.conversations(generator)]
    weights = Weights.random(generator, tokens=len(tokenizer))
    pretraining.pretrain(weights, context, examples, generator)
    return LanguageModel(base_model_id, reader, context, weights)
