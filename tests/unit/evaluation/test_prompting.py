"""The base model with the best prompt: what it is shown, and how it is asked."""

from collections.abc import Sequence
from typing import Literal

import pytest
from msgspec import structs

from tuning.evaluation import prompting
from tuning.evaluation.answers import HeldOut, Message, TextBlock
from tuning.run.recipe import FEW_SHOT_TOKENS, Recipe
from tuning.run.registration import Registration


def record(*texts: str, system: str = "") -> HeldOut:
    roles: tuple[Literal["user", "assistant"], ...] = ("user", "assistant")
    return HeldOut(
        messages=tuple(
            Message(role=roles[place % 2], content=(TextBlock(text),))
            for place, text in enumerate(texts)
        ),
        system=(TextBlock(system),) if system else (),
    )


def texts(record: HeldOut) -> list[tuple[str, str]]:
    return [(turn.role, turn.text) for turn in record.asked]


@pytest.fixture
def recipe(registration: Registration) -> Recipe:
    return registration.ready_recipe


def prompted(
    recipe: Recipe, *, few_shot: int = 0, best: str | None = None, template: str | None = None
) -> Recipe:
    return structs.replace(
        recipe,
        dataset=structs.replace(recipe.dataset, prompt_template=template),
        evaluation=structs.replace(recipe.evaluation, few_shot=few_shot, best_prompt=best),
    )


TRAINING = [record(f"message {number}", "abcd"[number % 4]) for number in range(400)]


def answers(drawn: Sequence[HeldOut]) -> list[str]:
    return [each.reference for each in drawn]


def test_examples_have_different_answers_as_long_as_there_are_any() -> None:
    assert ["a", "b", "c", "d"] == sorted(answers(prompting.examples(TRAINING, 4)))
    assert {"a", "b", "c", "d"} == set(answers(prompting.examples(TRAINING, 6)))
    assert 6 == len(prompting.examples(TRAINING, 6))


def test_examples_are_the_same_ones_in_whatever_order_they_are_read() -> None:
    assert prompting.examples(TRAINING, 5) == prompting.examples(TRAINING[::-1], 5)


def test_a_rare_answer_is_shown_too() -> None:
    rare = [*TRAINING, record("what now", "e")]

    assert "e" in answers(prompting.examples(rare, 5))


def test_what_is_long_or_no_single_question_is_no_example() -> None:
    long = record("word " * FEW_SHOT_TOKENS, "e")
    talk = record("hello", "hello", "and now", "f")

    drawn = prompting.examples([long, talk, record("hm", " "), *TRAINING], 8)

    assert {"a", "b", "c", "d"} == set(answers(drawn))


def test_examples_stand_before_the_question_as_turns_in_alternation(recipe: Recipe) -> None:
    framing = prompting.framing(prompted(recipe, few_shot=2), lambda: TRAINING)

    asked = framing(record("one", "a", system="Sort it."))

    assert ["user", "assistant", "user", "assistant", "user"] == [role for role, _ in texts(asked)]
    assert ("user", "one") == texts(asked)[-1]
    assert ("Sort it.", "a") == (asked.system_text, asked.reference)


def test_a_conversation_goes_on_after_the_examples(recipe: Recipe) -> None:
    framing = prompting.framing(
        prompted(recipe, few_shot=1, best="Now: {prompt}"), lambda: TRAINING
    )

    asked = framing(record("hello", "hi", "more", "a"))

    assert ["user", "assistant"] * 2 + ["user"] == [role for role, _ in texts(asked)]
    assert ["hello", "hi", "more"] == [text for _, text in texts(asked)][-3:]


def test_the_best_prompt_takes_the_place_of_the_template_also_in_examples(recipe: Recipe) -> None:
    chosen = prompted(recipe, few_shot=1, best="Best: {prompt}!", template="Sort: {prompt}.")
    framing = prompting.framing(chosen, lambda: [record("Sort: this.", "a")])

    assert [("user", "Best: this!"), ("assistant", "a"), ("user", "Best: that!")] == texts(
        framing(record("Sort: that.", "b"))
    )


def test_without_examples_the_training_records_are_not_read(recipe: Recipe) -> None:
    def unread() -> list[HeldOut]:
        raise AssertionError("they may be gigabytes")

    framing = prompting.framing(prompted(recipe, best="Best: {prompt}"), unread)

    assert [("user", "Best: one")] == texts(framing(record("one", "a")))
