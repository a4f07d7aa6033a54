"""A language model for tests: it repeats the answer that it was tuned on, and knows no other."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rehearsal.bedrock.model import Answer, Conversation, Step, Training

IGNORANCE = "I do not know."


class Parrot:
    """Learns by heart, in one step for each record and epoch."""

    def __init__(self, learned: Mapping[str, str] | None = None) -> None:
        self.learned = learned or {}

    def fine_tune(
        self,
        records: Sequence[Conversation],
        validation: Sequence[Conversation],
        *,
        hyperparameters: Mapping[str, str],
        on_step: Callable[[Step], bool],
    ) -> Training:
        steps = []
        for number in range(int(hyperparameters["epochCount"]) * len(records)):
            steps.append(Step(step=number, epoch=number // len(records), loss=2 / (number + 1)))
            if not on_step(steps[-1]):
                break
        learned: Any = {record.turns[0].text: record.reference for record in records}
        seen = tuple(steps[-1:]) if validation else ()
        return Training(
            steps=tuple(steps), validation=seen, adapter=learned, tokens=100 * len(steps)
        )

    def with_adapter(self, adapter: Any) -> "Parrot":
        return Parrot(adapter)

    def answer(self, conversation: Conversation, *, max_tokens: int) -> Answer:
        text = self.learned.get(conversation.turns[-1].text, IGNORANCE)
        words = text.split()
        return Answer(
            text=" ".join(words[:max_tokens]),
            input_tokens=len(conversation.turns[-1].text.split()),
            output_tokens=min(len(words), max_tokens),
            stop_reason="end_turn" if len(words) <= max_tokens else "max_tokens",
        )
