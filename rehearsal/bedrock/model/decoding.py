"""Answering: the likeliest token each time, until the end or the limit."""

from collections.abc import Iterator

import numpy as np

from rehearsal.bedrock.model.context import Context, Prompts, memory
from rehearsal.bedrock.model.examples import Example
from rehearsal.bedrock.model.network import KEY_SCALE, softmax
from rehearsal.bedrock.model.tokenizer import CAPITAL, END
from rehearsal.bedrock.model.weights import KEY_WIDTH, Weights, with_one


def tokens(context: Context, weights: Weights, example: Example) -> Iterator[int]:
    """Yield the tokens of the answer, without its end."""
    prompts = Prompts([example])
    keys = context.words(prompts)[0] @ weights.key * KEY_SCALE
    asked = example.bag @ weights.asked
    said: list[int] = []
    while True:
        remembered = memory(said)[None]
        matches, continuation = prompts.continued(remembered[None, :, -2:])
        follows = context.said(remembered, continuation[0])[0]
        gates = np.maximum(follows @ weights.gate, 0)
        hidden = with_one(gates * (asked + follows @ weights.said))
        query = hidden @ weights.query
        places = keys @ query[:KEY_WIDTH] + matches[0, 0] @ query[KEY_WIDTH:]
        own, copied = softmax(hidden @ weights.vocabulary, places)
        own += np.bincount(example.prompt, copied, minlength=len(own)).astype(np.float32)
        own[:END] = own[END + 1 : CAPITAL] = 0
        token = int(own.argmax())
        if token == END:
            return
        said.append(token)
        yield token
