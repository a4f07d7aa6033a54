"""The prompts of evaluation jobs: single questions of the held-out set, with their reference."""

import json
from collections.abc import Iterable
from typing import Any

from tuning.dataset.formats.conversation import Conversation
from tuning.dataset.formats.writers import converse
from tuning.dataset.parts import GatheredPart
from tuning.dataset.prompts import PROMPT_BYTES, gather
from tuning.dataset.record import Record, Turn
from tuning.run.judging import MOST_PROMPTS


def record(prompt: str, answer: str, *, line: int = 1, system: str = "") -> Record:
    turns = [Turn("user", (prompt,))]
    if answer:
        turns.append(Turn("assistant", (answer,)))
    return Record(line, (system,) if system else (), tuple(turns))


def gathered(records: Iterable[Record], *, labelled: bool = False) -> list[Any]:
    with GatheredPart() as prompts:
        gather(map(converse, records), Conversation, prompts, labelled=labelled)
        return [json.loads(line) for line in prompts.lines()]


def test_a_prompt_joins_system_and_user_text_and_carries_the_reference() -> None:
    assert [{"prompt": "Be brief.\n\nWhere?", "referenceResponse": "there"}] == gathered(
        [record("Where?", "there", system="Be brief.")]
    )


def test_labels_are_the_categories_of_the_scores() -> None:
    assert [{"prompt": "Where?", "referenceResponse": "a", "category": "a"}] == gathered(
        [record("Where?", "a")], labelled=True
    )


def test_a_prompt_without_an_answer_has_no_reference() -> None:
    assert [{"prompt": "Where?"}] == gathered([record("Where?", "")], labelled=True)


def test_conversations_of_several_turns_are_left_out() -> None:
    turns = tuple(Turn(role, (role,)) for role in ("user", "assistant", "user", "assistant"))

    assert [] == gathered([Record(1, (), turns)])


def test_a_line_that_is_too_long_for_a_job_is_left_out() -> None:
    room = PROMPT_BYTES - len('{"prompt":"","referenceResponse":"a"}\n')

    assert 1 == len(gathered([record("x" * room, "a")]))
    assert [] == gathered([record("x" * (room + 1), "a")])


def test_of_many_a_sample_is_drawn_in_the_order_of_the_file_and_not_from_its_top() -> None:
    numbers = [
        int(prompt["prompt"])
        for prompt in gathered(record(str(n), "a", line=n) for n in range(3 * MOST_PROMPTS))
    ]

    assert MOST_PROMPTS == len(numbers)
    assert sorted(numbers) == numbers
    assert max(numbers) > 2.9 * MOST_PROMPTS
