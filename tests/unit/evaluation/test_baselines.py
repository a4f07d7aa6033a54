"""Answers that cost nothing: the most frequent one, the nearest one, and the prompt itself."""

from collections.abc import Iterator, Sequence

import pytest

from tuning.evaluation import baselines, nearest
from tuning.evaluation.answers import HeldOut, Message, TextBlock
from tuning.run.recipe import Baseline


def record(*said: str) -> HeldOut:
    return HeldOut(
        tuple(
            Message("assistant" if turn % 2 else "user", (TextBlock(text),))
            for turn, text in enumerate(said)
        )
    )


def answered(
    training: Sequence[HeldOut], *asked: HeldOut, longest: int = 400
) -> dict[Baseline, list[str]]:
    return baselines.answers(lambda: training, asked, longest=longest)


def test_the_most_frequent_answer_is_given_to_everything() -> None:
    training = [record("a", "no"), record("b", "Yes"), record("c", "yes "), record("d", "no way")]

    said = answered(training, record("e", "no"), record("f", "yes"))

    assert ["Yes", "Yes"] == said["constant"]


def test_the_first_of_equally_frequent_answers_is_taken() -> None:
    said = answered([record("a", "one"), record("b", "two")], record("c", "two"))

    assert ["one"] == said["constant"]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("Where is my new card?", "card_arrival"),
        ("the exchange rate you used is wrong", "exchange_rate"),
        ("WHERE IS MY CARD", "card_arrival"),
        ("What does a transfer cost", "transfer_fee"),
        ("ค่าธรรมเนียมเท่าไร", "thai_fee"),
        ("nothing whatsoever", "exchange_rate"),
    ],
)
def test_the_answer_to_the_nearest_training_prompt_is_given(asked: str, expected: str) -> None:
    training = [
        record("What is the exchange rate", "exchange_rate"),
        record("My card is not here yet, where is it", "card_arrival"),
        record("Why did the transfer cost a fee", "transfer_fee"),
        record("Was the exchange rate right", "exchange_rate"),
        record("ค่าธรรมเนียมการโอน", "thai_fee"),
    ]

    assert [expected] == answered(training, record(asked, "?"))["nearest"]


def test_of_equally_near_prompts_the_first_one_answers() -> None:
    training = [record("red lamp", "first"), record("red lamp", "second"), record("x", "y")]

    assert ["first"] == answered(training, record("a red lamp", "?"))["nearest"]


def test_a_frequent_word_is_looked_up_as_long_as_the_budget_lasts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Without a rare word the rarest of the frequent ones still counts."""
    monkeypatch.setattr(nearest, "MOST_TOUCHED", 3)
    training = [record("lamp", "other")] * 9 + [record("lamp tent", "tent")] * 5

    assert ["tent"] == answered(training, record("lamp tent", "?"))["nearest"]
    assert ["other"] == answered(training, record("lamp", "?"))["nearest"]


def test_only_the_ends_of_a_long_prompt_are_compared() -> None:
    long = " ".join(["filler"] * 5000)
    training = [record(f"{long} kettle {long}", "middle"), record(f"kettle {long} end", "ends")]

    assert ["ends"] == answered(training, record("a kettle", "?"))["nearest"]


def test_the_prompt_is_said_back_as_far_as_an_answer_may_go() -> None:
    said = answered([record("a", "b")], record("hello", "hi", "why is that", "so"), longest=6)

    assert ["why is"] == said["echo"]


def test_what_the_recipe_puts_around_a_prompt_is_not_said_back() -> None:
    said = baselines.answers(
        lambda: [record("a", "b")],
        [record("Text: the lamp broke\nSummary:", "?")],
        longest=400,
        before="Text: ",
        after="\nSummary:",
    )

    assert ["the lamp broke"] == said["echo"]


def test_training_records_are_read_twice_and_not_kept() -> None:
    opened: list[int] = []

    def training() -> Iterator[HeldOut]:
        opened.append(1)
        return iter([record("a", "b")])

    baselines.answers(training, [record("a", "?")], longest=400)

    assert 2 == len(opened)


def test_every_baseline_answers_every_record_even_without_a_common_word() -> None:
    said = answered([record("?!", "b")], record("...", "?"), record("", "?"))

    assert {"constant": ["b", "b"], "echo": ["...", ""], "nearest": ["b", "b"]} == said
