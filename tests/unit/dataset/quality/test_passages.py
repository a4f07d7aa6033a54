"""Texts are drawn by what their prompts are, and never more of them than fits the memory."""

from tests.unit.dataset.quality.files import Files
from tuning.dataset.quality.findings import PartLine
from tuning.dataset.quality.passages import MOST_CHARACTERS, Passage, draw
from tuning.dataset.record import Record, Turn
from tuning.dataset.split import assign
from tuning.run.parts import PartName


def questions(count: int, *, start: int = 0) -> list[tuple[str, str]]:
    return [(f"question {n}", f"reply {n}") for n in range(start, start + count)]


def drawn(files: Files, *, most: int) -> list[Passage]:
    sheets = files.sheets
    assigned = assign(sheets["training"], wanted={"evaluation", "validation"})
    return draw(sheets, assigned, files.texts, most=most)


def test_all_records_are_drawn_when_there_are_no_more() -> None:
    files = Files({"training": questions(50), "evaluation": questions(10, start=100)})

    assert 60 == len(drawn(files, most=60))


def test_records_keep_their_text_and_place_and_what_is_trained_on_comes_first() -> None:
    files = Files({"training": questions(50), "evaluation": questions(10, start=100)})
    passages = drawn(files, most=100)
    order: list[PartName] = ["training", "validation", "evaluation"]
    ranks = [order.index(passage.part) for passage in passages]

    assert sorted(ranks) == ranks
    assert set(range(3)) == set(ranks)
    for passage in passages:
        prompt, answer = files.pairs[passage.place.part][passage.place.line - 1]
        assert (prompt, answer) == (passage.asked, passage.answer)
    assert Passage(PartLine("evaluation", 1), "evaluation", "question 100", "reply 100") in passages


def test_of_many_records_a_sample_is_drawn_from_every_part() -> None:
    passages = drawn(Files({"training": questions(4000)}), most=1000)
    parts = [passage.part for passage in passages]

    assert 900 < len(passages) < 1100
    assert 150 < parts.count("evaluation") < 250
    assert 70 < parts.count("validation") < 130


def test_a_sample_stays_when_records_are_added() -> None:
    few = {p.asked for p in drawn(Files({"training": questions(2000)}), most=500)}
    more = {p.asked for p in drawn(Files({"training": questions(4000)}), most=1000)}

    assert few < more


def test_repeats_are_not_drawn() -> None:
    files = Files({"training": [("q", "a"), ("Q", "b"), ("r", "a")], "evaluation": [("r", "a")]})

    assert {1, 3} == {passage.place.line for passage in drawn(files, most=100)}


def test_records_that_were_not_kept_are_left_out() -> None:
    files = Files({"training": questions(10)})
    sheets = files.sheets
    kept = Files({"training": questions(6)})
    passages = draw(sheets, assign(sheets["training"], wanted=()), kept.texts, most=100)

    assert [1, 2, 3, 4, 5, 6] == [passage.place.line for passage in passages]


def test_of_a_long_text_the_beginning_and_the_end_are_looked_at() -> None:
    prompt = "a" * MOST_CHARACTERS + "b" * MOST_CHARACTERS
    (passage,) = drawn(Files({"training": [(prompt, "x")]}), most=1)

    assert "a" * (MOST_CHARACTERS // 2) + "b" * (MOST_CHARACTERS // 2) == passage.asked


def test_the_system_text_is_not_a_text_of_the_record() -> None:
    turns = (Turn("user", ("one", "two")), Turn("assistant", ("three",)), Turn("user", ("four",)))
    record = Record(1, ("be brief",), (*turns, Turn("assistant", ("five",))))
    files = Files({"training": [("one two three four", "five")]})
    (passage,) = draw(files.sheets, ["training"], lambda _part, _rows: [record], most=1)

    assert "one\ntwo\nthree\nfour\nfive" == passage.text
