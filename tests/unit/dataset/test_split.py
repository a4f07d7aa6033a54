"""A split is exact and stable, keeps together what belongs together, and is fair to every label."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.unit.dataset.quality.files import conversation, exploded, sheet_of, sheet_of_records
from tuning.dataset.quality.leakage import leaks
from tuning.dataset.record import Record
from tuning.dataset.rules.sizes import EVALUATION_MINIMUM
from tuning.dataset.sheet import Sheet, beginnings, evidence, instructions
from tuning.dataset.split import split
from tuning.run.handling import Shares
from tuning.run.parts import PARTS, PartName

BOTH: frozenset[PartName] = frozenset({"validation", "evaluation"})

Pairs = Sequence[tuple[str, str]]


def placed(pairs: Pairs, **asked: Any) -> list[PartName]:
    return split(sheet_of(pairs), **{"wanted": BOTH, **asked}).parts


def texts(count: int) -> list[tuple[str, str]]:
    """Prompts with an answer of their own, which are no labels."""
    return [(f"question {n}", f"reply {n}") for n in range(count)]


def free(prompts: Sequence[str]) -> list[tuple[str, str]]:
    """Answers too long to be labels."""
    return [(prompt, f"{number} " * 40) for number, prompt in enumerate(prompts)]


written = st.lists(st.text(st.characters(exclude_characters="\0", codec="utf-8"), min_size=1))


@pytest.mark.parametrize("count", [16, 20, 30, 40, 47, 100, 640])
def test_a_fifth_is_held_out_exactly_and_never_fewer_than_prove_something(count: int) -> None:
    for start in range(0, 50 * count, count):
        pairs = [(f"question {start + n}", f"reply {n}") for n in range(count)]
        parts = Counter(placed(pairs, least=8))

        assert max(EVALUATION_MINIMUM, round(count / 5)) == parts["evaluation"]
        assert parts["training"] >= 8
        assert min(round(count / 10), count - 8 - parts["evaluation"]) == parts["validation"]


@pytest.mark.parametrize(("count", "missing"), [(1, 15), (8, 8), (15, 1), (16, 0), (500, 0)])
def test_too_small_a_file_says_how_many_records_it_lacks(count: int, missing: int) -> None:
    found = split(sheet_of(texts(count)), wanted=BOTH, least=8)
    enough = Counter(placed(texts(count + missing), least=8))

    assert missing == found.missing
    assert enough["evaluation"] >= EVALUATION_MINIMUM
    assert enough["training"] >= 8


def test_with_an_evaluation_file_only_what_is_trained_on_can_be_missing() -> None:
    assert 3 == split(sheet_of(texts(5)), wanted={"validation"}, least=8).missing
    assert 0 == split(sheet_of(texts(8)), wanted={"validation"}, least=8).missing


def test_what_a_model_must_train_on_at_least_is_left_to_it() -> None:
    assert 200 == placed(texts(208), least=200).count("training")
    assert 200 == placed(texts(240), least=200).count("training")
    assert 210 == placed(texts(300), least=200).count("training")


def test_copies_are_no_further_records_to_hold_out() -> None:
    copies = [pair for pair in texts(40) for _ in range(5)]
    parts = Counter(zip([prompt for prompt, _ in copies], placed(copies, least=8), strict=True))

    assert 8 == sum(part == "evaluation" for _, part in parts)
    assert {5} == set(parts.values())


def test_shares_can_be_asked_for() -> None:
    counts = Counter(placed(texts(10_000), shares=Shares(evaluation=0.05, validation=0.4)))

    assert (500, 4000) == (counts["evaluation"], counts["validation"])


def test_a_smaller_share_holds_out_some_of_the_same_records() -> None:
    small = placed(texts(1000), shares=Shares(evaluation=0.1, validation=0))
    large = placed(texts(1000), shares=Shares(evaluation=0.3, validation=0))

    assert all(b == "evaluation" for a, b in zip(small, large, strict=True) if a == "evaluation")


def test_without_a_share_nothing_is_split_off() -> None:
    assert {"training"} == set(placed(texts(500), shares=Shares(evaluation=0, validation=0)))


def test_a_file_without_a_record_has_no_parts() -> None:
    assert [] == placed([])


@pytest.mark.parametrize(("evaluation", "validation"), [(-0.1, 0.1), (0.1, -0.1), (0.6, 0.4)])
def test_shares_must_leave_something_to_train_on(evaluation: float, validation: float) -> None:
    with pytest.raises(ValueError, match="shares"):
        Shares(evaluation=evaluation, validation=validation)


@pytest.mark.parametrize("brought", ["validation", "evaluation"])
def test_a_part_that_the_drop_brought_takes_nothing_from_the_training_file(
    brought: PartName,
) -> None:
    alone = placed(texts(500))
    beside = placed(texts(500), wanted=BOTH - {brought})

    assert ["training" if part == brought else part for part in alone] == beside


@settings(deadline=None)
@given(written, st.randoms(use_true_random=False))
def test_the_order_of_the_file_does_not_count(prompts: list[str], chance: Any) -> None:
    order = list(range(len(prompts)))
    chance.shuffle(order)
    pairs = free(prompts)
    parts = placed([pairs[position] for position in order])

    assert [placed(pairs)[position] for position in order] == parts


@settings(deadline=None)
@given(written, written)
def test_when_records_are_added_only_those_about_the_edges_move(
    old: list[str], new: list[str]
) -> None:
    """Of the old ones, those between where two parts met before and where they meet now."""
    before, after = placed(free(old)), placed(free([*old, *new]))
    keys = sheet_of(free([*old, *new])).prompts
    edges: list[list[int]] = []
    for parts in (before, after):
        ends = [
            max((k for k, p in zip(keys, parts, strict=False) if p in up), default=0) for up in UP
        ]
        edges.append(ends)
    for key, one, other in zip(keys, before, after, strict=False):
        if one != other:
            assert any(min(pair) <= key <= max(pair) for pair in zip(*edges, strict=True))


UP = (("evaluation",), ("evaluation", "validation"))
"""What stands before each edge, in the order of keys."""


def test_few_records_move_when_a_quarter_is_added() -> None:
    before, after = placed(texts(4000)), placed(texts(5000))

    assert 60 > sum(one != other for one, other in zip(before, after, strict=False))


@settings(deadline=None)
@given(written, st.integers(0, 10))
def test_records_of_one_prompt_never_straddle(prompts: list[str], position: int) -> None:
    assume(prompts)
    prompt = prompts[position % len(prompts)]
    *parts, again = placed(free([*prompts, f"  {prompt}\n"]))

    assert {again} == {part for part, other in zip(parts, prompts, strict=True) if other == prompt}


turn = st.sampled_from(["Hi", "hi!", "Where is it?", "where\u00a0is it", "It is here", "No", "no."])
systems = st.sampled_from(["", "Be brief.", "Be kind", *(f"Document {n}" for n in range(12))])


@st.composite
def drops(draw: st.DrawFn) -> list[Record]:
    """Draw records with copies, other spellings, other system texts, and turn by turn."""
    records: list[Record] = []
    for number in range(draw(st.integers(1, 40))):
        own = draw(turn | st.just(f"Question {number}"))
        said = [own, *draw(st.lists(turn, min_size=1, max_size=5))]
        said = said[: len(said) // 2 * 2]
        system = draw(systems)
        written_out = exploded(*said, system=system)
        records += written_out if draw(st.booleans()) else written_out[-1:]
        if draw(st.booleans()):
            change = draw(st.sampled_from([str.upper, lambda t: f" {t} ?", lambda t: f"{t}\u00a0"]))
            records.append(conversation(*map(change, said), system=draw(systems)))
    return draw(st.permutations(records))


def parted(records: Sequence[Record], parts: Sequence[PartName]) -> dict[PartName, Sheet]:
    """Return the sheets of the files that a split would be written to."""
    return {
        name: sheet_of_records([r for r, part in zip(records, parts, strict=True) if part == name])
        for name in PARTS
    }


@settings(deadline=None, max_examples=100)
@given(drops())
def test_nothing_of_a_split_leaks(records: list[Record]) -> None:
    parts = split(sheet_of_records(records), wanted=BOTH, least=1).parts

    assert [] == list(leaks(parted(records, parts)))


@settings(deadline=None, max_examples=50)
@given(drops())
def test_as_much_evidence_is_held_out_as_there_are_beginnings_for(records: list[Record]) -> None:
    sheet = sheet_of_records(records)
    different = len(set(beginnings(sheet, instructions([sheet]))))
    assume(different >= 16)

    found = split(sheet, wanted=BOTH, least=8)
    assert evidence({"training": sheet}, found.parts) >= EVALUATION_MINIMUM


def test_all_turns_of_a_conversation_fall_to_one_part() -> None:
    records = [
        record
        for n in range(60)
        for record in exploded(f"question {n}", f"reply {n}", "and then", f"after {n}", "so", "end")
    ]
    parts = split(sheet_of_records(records), wanted=BOTH).parts

    assert all(1 == len(set(parts[start : start + 3])) for start in range(0, 180, 3))
    assert (36, 18) == (parts.count("evaluation"), parts.count("validation"))


def test_conversations_that_all_open_alike_are_told_apart_by_the_second_turn() -> None:
    opened = [
        record
        for n in range(50)
        for record in exploded(
            "Hi", "Hello, what is it?", f"question {n}", f"reply {n}", "Thanks", "Bye"
        )
    ]
    found = split(sheet_of_records(opened), wanted=BOTH, least=8)
    parts = parted(opened, found.parts)

    assert 0 == found.missing
    assert (
        20
        == len(parts["evaluation"])
        == 2 * evidence({"training": sheet_of_records(opened)}, found.parts)
    )
    assert [] == list(leaks(parts))


def test_where_the_system_text_is_the_question_its_records_are_parted() -> None:
    records = [conversation("Is it spam?", "no", system=f"Mail {n}") for n in range(50)]
    parts = split(sheet_of_records(records), wanted=BOTH).parts

    assert 10 == parts.count("evaluation")


def test_what_is_nearly_the_same_falls_to_one_part_and_the_number_is_reached() -> None:
    alike = [(row, row + 1) for row in range(0, 200, 2)]
    parts = placed(texts(500), alike=alike)

    assert all(parts[one] == parts[other] for one, other in alike)
    assert 100 == parts.count("evaluation")
    assert any(parts[one] == "evaluation" for one, _ in alike)


def test_a_large_group_is_trained_on() -> None:
    alike = [(0, row) for row in range(1, 300)]
    parts = placed(texts(500), alike=alike)

    assert {"training"} == set(parts[:300])
    assert 100 == parts.count("evaluation")


def test_so_is_a_prompt_with_many_copies() -> None:
    pairs = [*texts(100), *texts(1) * 99]

    assert {"training"} == {
        part
        for (prompt, _), part in zip(pairs, placed(pairs), strict=True)
        if prompt == "question 0"
    }


def test_where_all_is_nearly_the_same_the_number_counts_more() -> None:
    parts = placed(texts(100), alike=[(0, row) for row in range(1, 95)])

    assert 20 == parts.count("evaluation")


def grouped(sizes: Sequence[int]) -> list[list[int]]:
    """Rows of groups of these sizes, one behind the other."""
    return [[*range(sum(sizes[:n]), sum(sizes[: n + 1]))] for n in range(len(sizes))]


def links(groups: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    return [(group[0], row) for group in groups for row in group[1:]]


def parted_groups(groups: Sequence[Sequence[int]], parts: Sequence[PartName]) -> list[int]:
    return [n for n, group in enumerate(groups) if len({parts[row] for row in group}) > 1]


def test_where_one_group_is_nearly_all_only_that_one_is_parted() -> None:
    groups = grouped([500, *[3] * 20, *[2] * 15])
    found = split(sheet_of(texts(600)), wanted=BOTH, alike=links(groups))

    assert 120 == found.parts.count("evaluation")
    assert [0] == parted_groups(groups, found.parts)
    assert 500 == found.loosened
    assert 60 < sum(part == "evaluation" for part in found.parts[:500]) < 120


@pytest.mark.parametrize(
    ("sizes", "most"),
    [([2] * 105, 0), ([2] * 52, 2), ([3] * 77, 4), ([5] * 61, 6), ([4, 7] * 30, 4)],
)
def test_where_every_record_is_like_another_few_groups_are_parted(
    sizes: list[int], most: int
) -> None:
    groups = grouped(sizes)
    parts = placed(texts(sum(sizes)), alike=links(groups), wanted={"evaluation"})

    assert round(sum(sizes) / 5) == parts.count("evaluation")
    assert len(parted_groups(groups, parts)) <= most


def test_nothing_is_parted_that_need_not_be() -> None:
    groups = grouped([300, *[4] * 10])

    assert 0 == split(sheet_of(texts(500)), wanted=BOTH, alike=links(groups)).loosened
    assert 0 == split(sheet_of(texts(12)), wanted=BOTH, least=8, alike=[(0, 1)]).loosened


def test_a_file_that_is_refused_for_its_size_is_split_roughly(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    exactly = placed(texts(10_000))
    monkeypatch.setattr("tuning.dataset.split.MOST_EXACT", 9_999)
    roughly = placed(texts(10_000))

    assert 2000 == pytest.approx(roughly.count("evaluation"), rel=0.05)
    assert 1000 == pytest.approx(roughly.count("validation"), rel=0.1)
    assert 200 > sum(one != other for one, other in zip(exactly, roughly, strict=True))
    assert set(placed(texts(10_000), wanted={"validation"})) == {"validation", "training"}


def labelled(prompts: Sequence[int], label: str) -> list[tuple[str, str]]:
    return [(f"question {n}", label) for n in prompts]


def ordered(count: int) -> list[int]:
    """Return numbers of questions, the one with the lowest key first."""
    keys = sheet_of([(f"question {n}", "") for n in range(count)]).prompts
    return sorted(range(count), key=keys.__getitem__)


ORDER = ordered(400)


def held_out(pairs: Pairs) -> set[str]:
    parts = placed(pairs)
    return {prompt for (prompt, _), part in zip(pairs, parts, strict=True) if part == "evaluation"}


def names(numbers: Sequence[int]) -> set[str]:
    return {f"question {n}" for n in numbers}


def test_a_label_that_would_not_be_judged_gives_its_lowest_prompt() -> None:
    common, rare = ORDER[:95], ORDER[95:100]

    assert names(common[:19]) | names(rare[:1]) == held_out(
        [*labelled(common, "yes"), *labelled(rare, "no")]
    )


def test_a_label_gives_no_more_than_its_share() -> None:
    common, rare = ORDER[:96], ORDER[96:100]

    assert names(common[:20]) == held_out([*labelled(common, "yes"), *labelled(rare, "no")])


def test_a_label_does_not_give_the_one_prompt_that_it_has() -> None:
    common = labelled(ORDER[:100], "yes")

    assert names(ORDER[:20]) == held_out([*common, *labelled(ORDER[100:101] * 2, "no")])


def test_no_label_loses_its_judge_to_another() -> None:
    """The one record that makes room for a rare label must not be the only one of its own."""
    kinds = {
        "a": ORDER[:19],
        "b": [ORDER[19], *ORDER[80:90]],
        "c": ORDER[90:100],
        "d": ORDER[20:80],
    }
    pairs = [pair for label, numbers in kinds.items() for pair in labelled(numbers, label)]
    held = held_out(pairs)

    assert 20 == len(held)
    assert all(held & names(numbers) for numbers in kinds.values())


def test_all_records_of_a_prompt_that_is_given_go_with_it() -> None:
    rare = ORDER[90:100]
    pairs = [*labelled(ORDER[:90], "yes"), *labelled(rare, "no"), *labelled(rare, "yes")]
    parts = placed(pairs)
    given = [part for (p, _), part in zip(pairs, parts, strict=True) if p == f"question {rare[0]}"]

    assert ["evaluation", "evaluation"] == given


def test_an_evaluation_file_is_enough_for_every_label() -> None:
    pairs = [*labelled(ORDER[:95], "yes"), *labelled(ORDER[95:100], "no")]
    parts = placed(pairs, wanted={"validation"})

    assert 10 == parts.count("validation")
    assert 0 == parts.count("evaluation")


numbers = st.lists(st.tuples(st.integers(0, 150), st.sampled_from("abc")), max_size=60)


@settings(deadline=None)
@given(numbers)
def test_labels_never_part_the_records_of_one_prompt(drawn: list[tuple[int, str]]) -> None:
    pairs = [(f"question {n}", label) for n, label in drawn]
    parts: dict[str, set[PartName]] = {}
    for (prompt, _), part in zip(pairs, placed(pairs), strict=True):
        parts.setdefault(prompt, set()).add(part)

    assert all(1 == len(each) for each in parts.values())
