"""Texts are drawn by what their prompts are, and never more of them than fits the memory."""

from tests.unit.dataset.quality.files import Files
from tuning.dataset.quality.findings import PartLine
from tuning.dataset.quality.passages import MOST_CHARACTERS, Passage, draw
from tuning.dataset.record import Record, Turn


def questions(count: int, *, start: int = 0) -> list[tuple[str, str]]:
    return [(f"question {n}", f"reply {n}") for n in range(start, start + count)]


def drawn(files: Files, *, most: int) -> list[Passage]:
    return draw(files.sheets, files.texts, most=most)


def test_all_records_are_drawn_when_there_are_no_more() -> None:
    files = Files({"training": questions(50), "evaluation": questions(10, start=100)})

    assert 60 == len(drawn(files, most=60))


def test_records_keep_their_text_and_place_and_those_of_the_training_file_come_first() -> None:
    files = Files({"training": questions(50), "evaluation": questions(10, start=100)})
    passages = drawn(files, most=100)

    assert ["training"] * 50 + ["evaluation"] * 10 == [p.place.part for p in passages]
    for passage in passages:
        prompt, answer = files.pairs[passage.place.part][passage.row]
        assert (prompt, answer) == (passage.asked, passage.answer)
    assert Passage(PartLine("evaluation", 1), 0, "question 100", "reply 100") in passages


def test_the_order_of_a_file_does_not_count() -> None:
    there = drawn(Files({"training": questions(50)}), most=50)
    back = drawn(Files({"training": questions(50)[::-1]}), most=50)

    assert [passage.text for passage in there] == [passage.text for passage in back]


def test_of_many_records_a_sample_is_drawn() -> None:
    assert 900 < len(drawn(Files({"training": questions(4000)}), most=1000)) < 1100


def test_a_sample_stays_when_records_are_added() -> None:
    few = {p.asked for p in drawn(Files({"training": questions(2000)}), most=500)}
    more = {p.asked for p in drawn(Files({"training": questions(4000)}), most=1000)}

    assert few < more


def test_repeats_are_not_drawn() -> None:
    files = Files({"training": [("q", "a"), ("Q", "b"), ("r", "a")], "evaluation": [("r", "a")]})

    assert {1, 3} == {passage.place.line for passage in drawn(files, most=100)}


def test_records_that_were_not_kept_are_left_out() -> None:
    files = Files({"training": questions(10)})
    kept = Files({"training": questions(6)})
    passages = draw(files.sheets, kept.texts, most=100)

    assert [1, 2, 3, 4, 5, 6] == sorted(passage.place.line for passage in passages)


def test_of_a_long_text_the_beginning_and_the_end_are_looked_at() -> None:
    prompt = "a" * MOST_CHARACTERS + "b" * MOST_CHARACTERS
    (passage,) = drawn(Files({"training": [(prompt, "x")]}), most=1)

    assert "a" * (MOST_CHARACTERS // 2) + "b" * (MOST_CHARACTERS // 2) == passage.asked


def test_the_system_text_is_not_a_text_of_the_record() -> None:
    turns = (Turn("user", ("one", "two")), Turn("assistant", ("three",)), Turn("user", ("four",)))
    record = Record(1, ("be brief",), (*turns, Turn("assistant", ("five",))))
    files = Files({"training": [("one two three four", "five")]})
    (passage,) = draw(files.sheets, lambda _part, _rows: [record], most=1)

    assert "one\ntwo\nthree\nfour\nfive" == passage.text
