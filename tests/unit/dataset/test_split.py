"""A split depends on the prompt: stable, grouped, near its shares, and fair to every label."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tuning.dataset.quality.labels import evident
from tuning.dataset.sheet import DIGEST_BITS, Sheet
from tuning.dataset.split import Shares, assign
from tuning.run.parts import PartName

BOTH: frozenset[PartName] = frozenset({"validation", "evaluation"})

Pairs = Sequence[tuple[str, str]]


def sheet_of(pairs: Pairs) -> Sheet:
    sheet = Sheet()
    sheet.add(
        range(1, len(pairs) + 1),
        asked=[prompt for prompt, _ in pairs],
        answers=[answer for _, answer in pairs],
    )
    return sheet


def placed(pairs: Pairs, **asked: Any) -> list[PartName]:
    return assign(sheet_of(pairs), **{"wanted": BOTH, **asked})


def texts(count: int) -> list[tuple[str, str]]:
    """Prompts with an answer of their own, which are no labels."""
    return [(f"question {n}", f"reply {n}") for n in range(count)]


def free(prompts: Sequence[str]) -> list[tuple[str, str]]:
    """Answers too long to be labels."""
    return [(prompt, f"{number} " * 40) for number, prompt in enumerate(prompts)]


written = st.lists(st.text(st.characters(exclude_characters="\0", codec="utf-8"), min_size=1))


@settings(deadline=None)
@given(written, written)
def test_a_record_stays_where_it_is_when_others_are_added(old: list[str], new: list[str]) -> None:
    alone, beside = placed(free(old)), placed(free([*new, *old]))

    assert alone == beside[len(new) :]


@settings(deadline=None)
@given(written, st.integers(0, 10))
def test_records_of_one_prompt_never_straddle(prompts: list[str], position: int) -> None:
    assume(prompts)
    prompt = prompts[position % len(prompts)]
    *parts, again = placed(free([*prompts, f"  {prompt}\n"]))

    assert {again} == {part for part, other in zip(parts, prompts, strict=True) if other == prompt}


def test_case_and_spacing_do_not_part_a_prompt() -> None:
    for number in range(50):
        one, other = placed(
            [(f"Where is card {number}?", "a"), (f" where IS\ncard {number}?", "b")]
        )
        assert one == other


def test_the_parts_come_near_their_shares() -> None:
    counts = Counter(placed(texts(10_000)))

    assert 2000 == pytest.approx(counts["evaluation"], rel=0.05)
    assert 1000 == pytest.approx(counts["validation"], rel=0.1)


def test_shares_can_be_asked_for() -> None:
    counts = Counter(placed(texts(10_000), shares=Shares(evaluation=0.05, validation=0.4)))

    assert 500 == pytest.approx(counts["evaluation"], rel=0.15)
    assert 4000 == pytest.approx(counts["validation"], rel=0.05)


def test_a_smaller_share_holds_out_some_of_the_same_records() -> None:
    small = placed(texts(1000), shares=Shares(evaluation=0.1, validation=0))
    large = placed(texts(1000), shares=Shares(evaluation=0.3, validation=0))

    assert all(b == "evaluation" for a, b in zip(small, large, strict=True) if a == "evaluation")


def test_without_a_share_nothing_is_split_off() -> None:
    assert {"training"} == set(placed(texts(500), shares=Shares(evaluation=0, validation=0)))


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


def labelled(prompts: Sequence[int], label: str) -> list[tuple[str, str]]:
    return [(f"question {n}", label) for n in prompts]


def naturally(number: int) -> PartName:
    """Return where a prompt falls to by its digest."""
    (part,) = placed([(f"question {number}", "reply")])
    return part


TRAINED_ON = [n for n in range(400) if naturally(n) == "training"]
HELD_OUT = [n for n in range(400) if naturally(n) == "evaluation"]


def held_out(pairs: Pairs) -> set[str]:
    parts = placed(pairs)
    return {prompt for (prompt, _), part in zip(pairs, parts, strict=True) if part == "evaluation"}


def lowest(numbers: Sequence[int]) -> str:
    prompts = [f"question {n}" for n in numbers]
    digests = sheet_of([(prompt, "") for prompt in prompts]).prompts
    return prompts[digests.index(min(digests))]


def test_a_label_that_would_not_be_judged_gives_its_lowest_prompt() -> None:
    common, rare = labelled(TRAINED_ON[:100] + HELD_OUT[:20], "yes"), TRAINED_ON[100:120]

    assert {f"question {n}" for n in HELD_OUT[:20]} | {lowest(rare)} == held_out(
        [*common, *labelled(rare, "no")]
    )


def test_a_label_gives_no_more_than_its_share() -> None:
    common = labelled(TRAINED_ON[:100] + HELD_OUT[:20], "yes")

    assert 20 == len(held_out([*common, *labelled(TRAINED_ON[100:104], "no")]))
    assert 21 == len(held_out([*common, *labelled(TRAINED_ON[100:105], "no")]))


def test_a_label_does_not_give_the_one_prompt_that_it_has() -> None:
    common = labelled(TRAINED_ON[:100] + HELD_OUT[:20], "yes")

    assert 20 == len(held_out([*common, *labelled(TRAINED_ON[100:101] * 9, "no")]))


def test_all_records_of_a_prompt_that_is_given_go_with_it() -> None:
    rare = TRAINED_ON[100:110]
    pairs = [
        *labelled(TRAINED_ON[:90] + HELD_OUT[:20], "yes"),
        *labelled(rare, "no"),
        *labelled(rare, "yes"),
    ]
    parts = placed(pairs)
    given = [part for (p, _), part in zip(pairs, parts, strict=True) if p == lowest(rare)]

    assert ["evaluation", "evaluation"] == given


def test_an_evaluation_file_is_enough_for_every_label() -> None:
    pairs = [*labelled(TRAINED_ON[:100], "yes"), *labelled(TRAINED_ON[100:120], "no")]

    assert {"training"} == set(placed(pairs, wanted={"validation"}))


numbers = st.lists(st.tuples(st.integers(0, 150), st.sampled_from("abc")), max_size=60)


@settings(deadline=None, max_examples=300)
@given(numbers, numbers)
def test_adding_records_moves_only_what_a_label_gives(
    old: list[tuple[int, str]], new: list[tuple[int, str]]
) -> None:
    """A record that moves has, before or after, the lowest prompt of a label without another."""

    def pairs(drawn: list[tuple[int, str]]) -> Pairs:
        return [(f"question {n}", label) for n, label in drawn]

    before, after = placed(pairs(old)), placed(pairs([*old, *new]))
    given = _lowest_of_labels(pairs(old)) | _lowest_of_labels(pairs([*old, *new]))
    moved = {
        prompt
        for (prompt, _), one, other in zip(pairs(old), before, after, strict=False)
        if one != other
    }

    assert moved <= given
    for prompt in moved:
        assert "evaluation" != naturally(int(prompt.split()[1]))


def _lowest_of_labels(pairs: Pairs) -> set[str]:
    sheet = sheet_of(pairs)
    if not evident([sheet]):
        return set()
    lowest: dict[str, tuple[int, str]] = {}
    for (prompt, label), digest in zip(pairs, sheet.prompts, strict=True):
        lowest[label] = min((digest, prompt), lowest.get(label, (1 << DIGEST_BITS, "")))
    return {prompt for _, prompt in lowest.values()}


@settings(deadline=None)
@given(numbers)
def test_labels_never_part_the_records_of_one_prompt(drawn: list[tuple[int, str]]) -> None:
    pairs = [(f"question {n}", label) for n, label in drawn]
    parts: dict[str, set[PartName]] = {}
    for (prompt, _), part in zip(pairs, placed(pairs), strict=True):
        parts.setdefault(prompt, set()).add(part)

    assert all(1 == len(each) for each in parts.values())
