"""The comparison by class and by length, in words, figures and a picture."""

from xml.etree import ElementTree

import pytest

from tuning.evaluation.answers import Answered, Reply
from tuning.report.breakdown import (
    FEWEST_SLICED,
    MOST_CLASSES,
    SLICES,
    Confusion,
    by_class,
    by_length,
)
from tuning.report.matrix_chart import matrix


def answered(number: int, wanted: str, given: str, prompt: str = "ask") -> Answered:
    return Answered(
        record=number,
        system="",
        prompt=prompt,
        reference=wanted,
        base=Reply(text="none of them"),
        custom=Reply(text=given),
        base_scores={"exact_match": 0.0},
        custom_scores={"exact_match": float(wanted == given)},
    )


CLASSES = [("a", "a"), ("a", "a"), ("a", "b"), ("b", "b"), ("b", "what?"), ("c", "a"), ("a", "b")]


def test_answers_fall_on_the_classes_of_their_references() -> None:
    classes = by_class([answered(n, *each) for n, each in enumerate(CLASSES)], "Classification")

    assert classes
    assert ["a", "b", "c"] == [row.name for row in classes.rows]
    assert ((2, 2, 0, 0), (0, 1, 0, 1), (1, 0, 0, 0)) == classes.matrix
    assert Confusion(wanted="a", given="b", records=2) == classes.confusions[0]
    assert Confusion(wanted="b", given=None, records=1) in classes.confusions
    assert 0.0 == classes.base_accuracy
    assert 3 / 7 == pytest.approx(classes.custom_accuracy)


def test_what_is_no_classification_has_no_classes() -> None:
    assert by_class([answered(1, "a", "a")], "Summarization") is None
    assert by_class([], "Classification") is None
    many = [answered(n, f"class {n}", "x") for n in range(MOST_CLASSES + 1)]
    assert by_class(many, "Classification") is None


@pytest.mark.parametrize("count", [3, 20, 21, MOST_CLASSES])
def test_the_picture_of_any_number_of_classes_is_well_formed_and_small(count: int) -> None:
    names = [f"<class> & {n}" for n in range(count)]
    pairs = [(names[n % count], names[n * n % count]) for n in range(1000)]
    classes = by_class([answered(n, *each) for n, each in enumerate(pairs)], "Classification")
    assert classes

    picture = matrix(classes)

    ElementTree.fromstring(picture)  # noqa: S314  our own markup
    assert len(picture) < 300_000
    assert "&lt;class&gt; &amp; 1 answered as" in picture


def test_slices_are_of_about_as_many_records_each_the_shortest_first() -> None:
    records = [answered(n, "a", "a" if n < 50 else "b", "x" * n) for n in range(1, 101)]

    slices = by_length(records, "exact_match")

    assert SLICES == len(slices)
    assert [25] * SLICES == [each.records for each in slices]
    assert [(1, 25), (26, 50), (51, 75), (76, 100)] == [(s.least, s.most) for s in slices]
    assert [1.0, 0.96, 0.0, 0.0] == [each.custom for each in slices]
    assert () == by_length(records[: FEWEST_SLICED - 1], "exact_match")
