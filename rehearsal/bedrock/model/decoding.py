"""Answering: the likeliest token each time, until the end or the limit."""

import numpy as np

from rehearsal.bedrock.model.conversation import Answer, Conversation
from rehearsal.bedrock.model.features import Features, histories
from rehearsal.bedrock.model.network import KEY_SCALE, matched
from rehearsal.bedrock.model.tokenizer import CAPITAL, END
from rehearsal.bedrock.model.weights import BAG_WIDTH, KEY_WIDTH, Weights, with_one


def answer(
    features: Features, weights: Weights, conversation: Conversation, *, max_tokens: int
) -> Answer:
    example = features.example(conversation)
    prompts = example.prompt[None]
    keys = (features.words_of_prompt(prompts)[0] @ weights.key) * KEY_SCALE
    asked = example.bag @ weights.asked
    said: list[int] = []
    while len(said) < max_tokens:
        history = histories(said[-40:])[-1:]
        matches, continuation = matched(prompts, history[:, None, -2:], example.shared[None])
        context = features.context(history, continuation[0])[0]
        gates = np.maximum(context @ weights.gate, 0)
        hidden = with_one(gates * (asked + context @ weights.said))
        logits = hidden @ weights.vocabulary
        query = hidden @ weights.query
        scores = keys @ query[:KEY_WIDTH] + matches[0, 0] @ query[KEY_WIDTH:]
        highest = max(logits.max(), scores.max())
        p = np.exp(logits - highest)
        p += np.bincount(example.prompt, np.exp(scores - highest), minlength=len(p))
        p[: END] = 0
        p[END + 1 : CAPITAL] = 0
        token = int(p.argmax())
        if token == END:
            break
        said.append(token)
    return Answer(
        text=features.tokenizer.decode(said),
        input_tokens=example.tokens,
        output_tokens=len(said),
        stop_reason="max_tokens" if len(said) == max_tokens else "end_turn",
    )
