"""Figures of records, and sheets that follow one another."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tuning.dataset.keys import Spoken
from tuning.dataset.sheet import (
    MOST_SYSTEMS,
    NUMBERING,
    Sheet,
    beginnings,
    evidence,
    exchanges,
    inner_exchanges,
    instructions,
)
from tuning.run.parts import PartName

turn = st.sampled_from(["a", "b", "C?", "d e", ""])
conversations = st.lists(
    st.tuples(st.sampled_from(["", "s"]), st.lists(turn, min_size=1, max_size=5), turn), max_size=6
)

Conversations = list[tuple[str, list[str], str]]


def sheet_of(held: Conversations, *, start: int = 1) -> Sheet:
    sheet = Sheet()
    sheet.add(
        range(start, start + len(held)),
        asked=["\n".join([*([system] if system else []), *said]) for system, said, _ in held],
        answers=[answer for *_, answer in held],
        spoken={
            row: Spoken([system] if system else [], said, answer)
            for row, (system, said, answer) in enumerate(held)
            if system or len(said) > 1
        },
    )
    return sheet


def columns(sheet: Sheet) -> dict[str, list[int]]:
    return {name: list(getattr(sheet, name)) for name in Sheet.__slots__}


@settings(deadline=None)
@given(conversations, conversations)
def test_sheets_of_pieces_are_the_sheet_of_the_file(
    before: Conversations, after: Conversations
) -> None:
    sheet = sheet_of(before)
    sheet.append(sheet_of(after), shift=len(before))

    assert columns(sheet_of(before + after)) == columns(sheet)


def test_records_without_answers_have_none_in_their_rows() -> None:
    sheet = Sheet()
    sheet.add([7, 8], asked=["a", "bcd"], answers=[])

    assert [0, 0] == list(sheet.answers) == list(sheet.answer_characters)
    assert [1, 3] == list(sheet.prompt_characters)


def test_questions_and_answers_take_no_memory_for_conversations() -> None:
    sheet = sheet_of([("", ["a"], "b")] * 3)

    for name in (*NUMBERING, "roots", "seconds", "systems", "inner"):
        assert 0 == len(getattr(sheet, name))


def test_a_system_text_makes_no_other_exchange() -> None:
    sheet = sheet_of([("", ["q"], "a"), ("s", ["Q?"], "A"), ("", ["q", "a", "r"], "b")])
    bare, instructed, _ = exchanges(sheet, set())

    assert bare == instructed
    assert [(2, bare)] == list(inner_exchanges(sheet, set()))
    assert 1 == len(set(beginnings(sheet, set())))


def test_a_turn_that_is_asked_under_many_system_texts_means_nothing_without_them() -> None:
    few = sheet_of([(f"text {n}", ["sort it"], "a") for n in range(MOST_SYSTEMS)])
    many = sheet_of([(f"text {n}", ["sort it"], "a") for n in range(MOST_SYSTEMS + 1)])

    assert set() == instructions([few])
    assert 1 == len(set(beginnings(few, instructions([few]))))
    assert MOST_SYSTEMS + 1 == len(set(beginnings(many, instructions([many]))))
    assert MOST_SYSTEMS + 1 == len(set(exchanges(many, instructions([many]))))


def test_conversations_that_open_alike_are_as_much_evidence_as_go_on_differently() -> None:
    few = sheet_of([("", ["hi", "hello", f"ask {n}"], "a") for n in range(MOST_SYSTEMS)])
    many = sheet_of([("", ["hi", "hello", f"ask {n}"], "a") for n in range(MOST_SYSTEMS + 1)])

    assert 1 == evidence({"training": Sheet(), "evaluation": few}, [])
    assert MOST_SYSTEMS + 1 == evidence({"training": Sheet(), "evaluation": many}, [])


def test_copies_of_a_held_out_record_prove_no_more_than_it() -> None:
    once, twice = [("", ["q"], "a")], [("", ["q"], "a"), ("", ["Q?"], "b"), ("s", ["q"], "c")]
    training = sheet_of([*twice, ("", ["r"], "a")])
    half: list[PartName] = ["evaluation", "evaluation", "evaluation", "training"]

    assert 1 == evidence({"training": training, "evaluation": sheet_of(once)}, ["training"] * 4)
    assert 1 == evidence({"training": training, "evaluation": sheet_of(twice)}, ["training"] * 4)
    assert 1 == evidence({"training": training}, half)
    assert 2 == evidence({"training": training}, ["evaluation"] * 4)
