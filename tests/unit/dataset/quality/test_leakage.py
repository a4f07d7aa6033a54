"""What is learned in one file and judged by in another is told, with both lines."""

import pytest

from tests.unit.dataset.quality.files import (
    Files,
    Pairs,
    conversation,
    exploded,
    message,
    sheet_of_records,
    told,
)
from tuning.dataset.quality.findings import PartLine
from tuning.dataset.quality.leakage import CODES, leaks
from tuning.dataset.record import Record
from tuning.dataset.sheet import MOST_SYSTEMS
from tuning.run.parts import PartName


def found(**pairs: Pairs) -> list[tuple[str, int | None, PartLine | None]]:
    names: dict[str, PartName] = {"train": "training", "val": "validation", "held": "evaluation"}
    return told(leaks(Files({names[name]: each for name, each in pairs.items()}).sheets))


LEARNED = [("what?", "this"), ("who?", "she"), ("who?", "he")]


@pytest.mark.parametrize(
    ("name", "code"), [("val", "VALIDATION_IN_TRAINING"), ("held", "EVALUATION_IN_TRAINING")]
)
def test_a_record_of_the_training_file_is_told_wherever_it_stands_again(
    name: str, code: str
) -> None:
    again = [("when?", "now"), (" WHO?", "he"), ("what?", "this")]

    assert [
        (code, 2, PartLine("training", 3)),
        (code, 3, PartLine("training", 1)),
    ] == found(train=LEARNED, **{name: again})


@pytest.mark.parametrize("wrapped", ['"{}"', "({})", "- {}", "\u2022 {}", "\u201c{}\u201d", "{} -"])
def test_so_is_one_that_is_wrapped_in_what_says_nothing(wrapped: str) -> None:
    asked, again = "Where is my card", wrapped.format("where is my card?")

    assert [("EVALUATION_IN_TRAINING", 1, PartLine("training", 1))] == found(
        train=[(asked, "-1")], held=[(again, "-1.")]
    )
    assert [("PROMPT_IN_TRAINING", 1, PartLine("training", 1))] == found(
        train=[(asked, "-1")], held=[(again, "1")]
    )


@pytest.mark.parametrize("name", ["val", "held"])
def test_a_prompt_of_the_training_file_with_another_answer_is_told(name: str) -> None:
    assert [("PROMPT_IN_TRAINING", 1, PartLine("training", 2))] == found(
        train=LEARNED, **{name: [("who?", "they")]}
    )


def test_a_held_out_record_of_the_validation_file_is_told() -> None:
    assert [("EVALUATION_IN_VALIDATION", 2, PartLine("validation", 1))] == found(
        train=[("x", "y")], val=[("what?", "this")], held=[("what?", "that"), ("what?", "this")]
    )


def test_of_several_records_that_leak_the_first_is_named() -> None:
    assert [("EVALUATION_IN_TRAINING", 1, PartLine("training", 2))] == found(
        train=[("who?", "he"), *[("what?", "this")] * 3], held=[("what?", "this")]
    )


def test_files_with_nothing_in_common_do_not_leak() -> None:
    assert [] == found(train=LEARNED, val=[("why?", "this")], held=[("how?", "this")])


def between(learned: list[Record], judged: list[Record]) -> list[tuple[str, int | None, int]]:
    """Return code, line, and line of the training file, of each leak."""
    sheets = {"training": sheet_of_records(learned), "evaluation": sheet_of_records(judged)}
    names: dict[str, PartName] = {"training": "training", "evaluation": "evaluation"}
    found = leaks({names[name]: sheet for name, sheet in sheets.items()})
    return [(f.fault.code.name, f.line, f.other.line) for f in found if f.other]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Is the shop open", "yes"),
        ("Is the shop open?", "Yes."),
        ("is  the\u00a0shop OPEN ?", "YES"),
        ("Is the shop\u200b open\uff1f", "ye\u00ads"),
    ],
)
def test_a_character_more_or_less_hides_no_leak(question: str, answer: str) -> None:
    assert [("EVALUATION_IN_TRAINING", 1, PartLine("training", 1))] == found(
        train=[("Is the shop open?", "yes")], held=[(question, answer)]
    )


@pytest.mark.parametrize("systems", [("", "Be kind."), ("Be kind.", ""), ("Be brief.", "Be kind.")])
def test_a_system_text_hides_no_leak(systems: tuple[str, str]) -> None:
    learned, judged = (conversation("Is it open?", "Yes", system=text) for text in systems)

    assert [("EVALUATION_IN_TRAINING", 1, 1)] == between([learned], [judged])


def test_one_instruction_under_many_system_texts_is_no_leak() -> None:
    """As where the system text is the document, and the user says what to do with it."""
    documents = [
        conversation("Is it spam?", "no", system=f"Mail {n}") for n in range(3 * MOST_SYSTEMS)
    ]
    learned, judged = documents[MOST_SYSTEMS:], documents[:MOST_SYSTEMS]

    assert [] == between(learned, judged)
    assert [("EVALUATION_IN_TRAINING", 1, 3)] == between(learned, [learned[2]])


CHAT = ("Good morning", "Hello!", "Where is my card?", "On its way.", "Thanks", "You are welcome")


def test_an_answer_inside_a_longer_conversation_is_a_leak_with_both_lines() -> None:
    other = conversation("Good evening", "Hello!")

    assert [("EVALUATION_IN_TRAINING", 1, 2), ("EVALUATION_IN_TRAINING", 2, 2)] == between(
        [other, conversation(*CHAT)], exploded(*CHAT)[:2]
    )
    assert [("EVALUATION_IN_TRAINING", 1, 1)] == between(
        [conversation(*CHAT)],
        [conversation("good morning", "hello", "where is my card", "on its way")],
    )


def test_the_first_record_of_several_that_hold_an_answer_is_named() -> None:
    long, short = conversation(*CHAT), conversation(*CHAT[:2])

    assert [("EVALUATION_IN_TRAINING", 1, 1)] == between([long, short], [short])
    assert [("EVALUATION_IN_TRAINING", 1, 1)] == between([short, long], [short])


def test_other_words_before_an_answer_make_another_record() -> None:
    assert [] == between([conversation(*CHAT)], [conversation(*CHAT[2:4])])
    assert [] == between([conversation(*CHAT)], [conversation("Good evening", *CHAT[1:4])])
    assert [] == between([conversation(*CHAT[:2])], [conversation(*CHAT)])


def test_a_score_on_what_was_learned_by_heart_refuses_the_dataset() -> None:
    assert {"EVALUATION_IN_TRAINING"} == {code.name for code in CODES if code.severity == "error"}


def test_every_message_names_the_other_record() -> None:
    files = Files(
        {
            "training": LEARNED,
            "validation": [("who?", "he"), ("why?", "so")],
            "evaluation": [("who?", "she"), ("who?", "they"), ("why?", "so")],
        }
    )
    findings = list(leaks(files.sheets))

    assert {code.name for code in CODES} == {finding.fault.code.name for finding in findings}
    assert all("train.jsonl:1" in message(finding) for finding in findings)
