"""Labels are recognised, counted by part, and told when they are rare or uneven."""

from collections.abc import Sequence

from tests.unit.dataset.quality.files import Files, message, sheet_of
from tuning.dataset.quality import balance
from tuning.dataset.quality.balance import Label, labels_of
from tuning.dataset.quality.findings import PartLine
from tuning.run.parts import PartName


def answered(*answers: str) -> list[tuple[str, str]]:
    return [(f"question {number}", answer) for number, answer in enumerate(answers)]


def labels(*answers: str, assigned: Sequence[PartName] = ()) -> tuple[Label, ...]:
    parts = assigned or ["training"] * len(answers)
    return labels_of({"training": sheet_of(answered(*answers))}, parts)


def told(*found: Label) -> list[str]:
    return [message(finding).split(" (")[0] for finding in balance.faults(found)]


def label(training: int, evaluation: int = 1, line: int = 1) -> Label:
    parts: dict[PartName, int] = {"training": training, "evaluation": evaluation}
    return Label(first=PartLine("training", line), records=training + evaluation, parts=parts)


def test_a_label_is_named_by_its_first_line_and_counted_by_part() -> None:
    half: list[PartName] = ["training", "evaluation"]

    assert (
        Label(first=PartLine("training", 2), records=4, parts={"training": 1, "evaluation": 3}),
        Label(first=PartLine("training", 1), records=3, parts={"training": 3}),
    ) == labels("no", "yes", "no", "yes", "no", "yes", "yes", assigned=[*half * 3, "training"])


def test_labels_are_counted_over_all_files() -> None:
    files = Files(
        {
            "training": answered(*["a", "b"] * 3),
            "evaluation": answered("b", "c", "c", "a", "b", "c"),
        }
    )

    assert [
        (PartLine("training", 2), {"training": 3, "evaluation": 2}),
        (PartLine("training", 1), {"training": 3, "evaluation": 1}),
        (PartLine("evaluation", 2), {"evaluation": 3}),
    ] == [(each.first, each.parts) for each in labels_of(files.sheets, ["training"] * 6)]


def test_answers_that_do_not_repeat_are_no_labels() -> None:
    assert () == labels(*"abcdefgh")
    assert () == labels(*map(str, range(2000)))
    assert () == labels(*["a", "b"] * 2)


def test_long_answers_are_no_labels() -> None:
    assert 2 == len(labels(*["x" * 64, "y"] * 3))
    assert () == labels(*["x" * 65, "y"] * 3)


def test_one_long_answer_among_many_makes_no_texts_of_the_others() -> None:
    answers = [*["yes", "no"] * 200, "I would rather say that it is yes" * 3]

    assert [200, 200, 1] == [label.records for label in labels(*answers)]
    assert () == labels(*answers, *answers[-1:] * 9)


def test_several_hundred_answers_that_repeat_are_labels() -> None:
    assert 300 == len(labels(*list(map(str, range(300))) * 3))


def test_more_answers_than_anybody_has_labels_are_no_labels() -> None:
    assert 1000 == len(labels(*list(map(str, range(1000))) * 3))
    assert () == labels(*list(map(str, range(1001))) * 3)


def test_a_single_answer_is_no_choice_of_labels() -> None:
    assert () == labels(*["yes"] * 50)


def test_records_without_answers_have_no_labels() -> None:
    assert () == labels(*[""] * 50)


def test_a_label_that_can_hardly_be_learned_is_told() -> None:
    assert [] == told(label(training=10))
    assert ["the label of this line is in 9 training records and 1 held-out record"] == told(
        label(training=9)
    )


def test_a_label_that_is_not_judged_is_told() -> None:
    assert ["the label of this line is in 90 training records and 0 held-out records"] == told(
        label(training=90, evaluation=0)
    )


def test_labels_that_are_very_uneven_are_told() -> None:
    assert [] == told(label(training=200), label(training=20))
    assert [
        "the most frequent of 2 labels is in 201 training records, the rarest in 20: "
        "more than 10 times as often"
    ] == told(label(training=201), label(training=20))


def test_what_is_judged_but_never_learned_does_not_count_as_uneven() -> None:
    unlearned = Label(first=PartLine("evaluation", 1), records=1, parts={"evaluation": 1})

    assert ["the label of this line is in 0 training records and 1 held-out record"] == told(
        label(training=50), unlearned
    )
