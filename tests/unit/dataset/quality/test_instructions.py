"""Prompts that do not say what to do with them are told, and no others."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import cycle

import pytest

from tests.unit.dataset.conftest import Taken
from tuning.run.handling import Handling

THINGS = (
    "The kettle broke on its second day and nobody answers my letters",
    "Lovely lamp, warm light, our evenings are calm now",
    "My son rides this scooter to school whatever the weather does",
    "Arrived scratched, went back, came again with a new scratch",
    "A tent that keeps rain out is rarer than you would think",
    "I would not buy these boots again, even at half their price",
)


def table(rows: Iterator[tuple[str, str]]) -> bytes:
    return b"".join(
        json.dumps({"prompt": asked, "completion": answer}).encode() + b"\n"
        for asked, answer in rows
    )


def sentiment(lead: str = "") -> bytes:
    things = cycle(THINGS)
    return table((f"{lead}{next(things)}, order {n}", ("bad", "good")[n % 2]) for n in range(120))


def codes(take: Taken, content: bytes, asked: Handling) -> list[str]:
    return [problem.code for problem in take(content, asked=asked).problems.listed]


def test_bare_texts_with_labels_are_told_and_the_fix_is_named(
    take: Taken, handling: Handling
) -> None:
    intake = take(unlike(), asked=handling)

    (told,) = [p for p in intake.problems.listed if p.code == "NO_INSTRUCTION"]
    assert "train.jsonl" == told.file
    assert told.line is None
    assert "instruction" in told.fix


def unlike() -> bytes:
    """Labelled texts that have no phrase in common."""
    return table(
        (f"word{n} thing{n * 7} place{n * 11} person{n * 13}", ("bad", "good")[n % 2])
        for n in range(120)
    )


def material() -> bytes:
    """Long texts to work on and short answers, without a word of what is wanted."""
    return table(
        (" ".join(f"word{n * 31 + m}" for m in range(40)), f"short answer {n}") for n in range(120)
    )


def questions() -> bytes:
    return table(
        (" ".join(f"word{n * 31 + m}" for m in range(40)) + "?", f"short answer {n}")
        for n in range(120)
    )


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (unlike, True),
        (material, True),
        (questions, False),
        (lambda: sentiment("Is this review good or bad? "), False),
    ],
)
def test_only_prompts_that_leave_a_model_guessing_are_told(
    take: Taken, handling: Handling, content: Callable[[], bytes], *, told: bool
) -> None:
    assert told == ("NO_INSTRUCTION" in codes(take, content(), handling))


@pytest.mark.parametrize(
    ("instruction", "prompt_template"),
    [("Is this review good or bad?", None), (None, "Good or bad: {prompt}")],
)
def test_a_recipe_that_says_what_to_do_is_not_told(
    take: Taken, handling: Handling, instruction: str | None, prompt_template: str | None
) -> None:
    asked = replace(handling, instruction=instruction, prompt_template=prompt_template)

    assert "NO_INSTRUCTION" not in codes(take, unlike(), asked)


def test_records_with_a_system_text_are_not_told(take: Taken, handling: Handling) -> None:
    records = [json.loads(line) for line in unlike().splitlines()]
    chats = b"".join(
        json.dumps(
            {
                "messages": [
                    {"role": "system", "content": "Good or bad?"},
                    {"role": "user", "content": record["prompt"]},
                    {"role": "assistant", "content": record["completion"]},
                ]
            }
        ).encode()
        + b"\n"
        for record in records
    )

    assert "NO_INSTRUCTION" not in codes(take, chats, handling)
