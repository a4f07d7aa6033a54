import pytest

from tuning.evaluation.answers import HeldOut, Message, TextBlock
from tuning.evaluation.clusters import grouped, key


def record(*turns: str, system: str = "") -> HeldOut:
    return HeldOut(
        messages=tuple(
            Message(role="assistant" if place % 2 else "user", content=(TextBlock(text),))
            for place, text in enumerate(turns)
        ),
        system=(TextBlock(system),) if system else (),
    )


@pytest.mark.parametrize(
    "copy",
    ["Where is it?", "WHERE IS IT", "where  is\u00a0it", " Where is it .", "Where\u200b is it"],
)
def test_a_copy_is_one_however_it_is_written(copy: str) -> None:
    assert key("", "Where is it") == key("", copy)


@pytest.mark.parametrize("other", ["Where is he", "Where is it not", "-1", "10.5"])
def test_another_question_is_another_one(other: str) -> None:
    assert len({key("", text) for text in (other, "Where is it", "1", "105")}) == 4


def test_the_system_text_is_part_of_what_a_model_sees() -> None:
    assert key("Translate", "Hello") != key("Summarise", "Hello")


def test_the_turns_of_a_conversation_are_one_cluster() -> None:
    talks = [
        [f"question {talk}", "which one?", "the red one", "it is here", "thanks", "welcome"]
        for talk in range(3)
    ]
    records = [record(*talk[:turns]) for talk in talks for turns in (2, 4, 6)]

    clusters = grouped(records)

    assert [clusters[0]] * 3 + [clusters[3]] * 3 + [clusters[6]] * 3 == clusters
    assert len(set(clusters)) == 3


def test_conversations_that_begin_with_the_same_greeting_are_not() -> None:
    records = [
        record(*("Hi", "How can I help?", f"question {talk}", "so", "and?", "so")[:turns])
        for talk in range(5)
        for turns in (2, 4, 6)
    ]

    clusters = grouped(records)

    assert len(set(clusters)) == 6
    assert len({clusters[place] for place in range(0, 15, 3)}) == 1
    assert clusters[1] == clusters[2] != clusters[4]
