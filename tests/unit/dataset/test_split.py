"""A split depends on nothing but the prompt: stable, grouped, and near its shares."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tuning.dataset.formats.shapes import exchange
from tuning.dataset.record import Record
from tuning.dataset.split import PartName, part_of, prompt_digest

BOTH: frozenset[PartName] = frozenset({"validation", "evaluation"})

prompts = st.lists(st.text(min_size=1), unique_by=lambda text: " ".join(text.split()).casefold())


def placed(prompt: str, answer: str = "a", line: int = 1) -> PartName:
    return part_of(prompt_digest(exchange(line, prompt, answer)), wanted=BOTH)


@settings(deadline=None)
@given(prompts, prompts)
def test_a_record_stays_where_it_is_when_others_are_added(old: list[str], new: list[str]) -> None:
    before = {prompt: placed(prompt, line=line) for line, prompt in enumerate(old)}
    after = {prompt: placed(prompt, line=line) for line, prompt in enumerate([*new, *old])}

    assert before.items() <= after.items()


@settings(deadline=None)
@given(st.text(), st.text(), st.text())
def test_records_of_one_prompt_never_straddle(prompt: str, one: str, other: str) -> None:
    assert placed(prompt, one) == placed(f"  {prompt}\n", other)


def test_case_and_spacing_do_not_part_a_prompt() -> None:
    assert prompt_digest(exchange(1, "Where is\n my CARD?", "a")) == prompt_digest(
        exchange(9, " where IS my card? ", "b")
    )


def test_where_one_text_ends_and_the_next_begins_matters() -> None:
    assert prompt_digest(Record(1, ("a",), exchange(1, "b c", "x").turns)) != prompt_digest(
        Record(1, ("a b",), exchange(1, "c", "x").turns)
    )


def test_the_parts_come_near_their_shares() -> None:
    counts = Counter(placed(f"question {n}") for n in range(10_000))

    assert counts["evaluation"] == pytest.approx(2000, rel=0.05)
    assert counts["validation"] == pytest.approx(1000, rel=0.1)


@pytest.mark.parametrize("brought", ["validation", "evaluation"])
def test_a_part_that_the_drop_brought_takes_nothing_from_the_training_file(
    brought: PartName,
) -> None:
    digests = [prompt_digest(exchange(1, f"question {n}", "a")) for n in range(500)]
    alone = [part_of(digest, wanted=BOTH) for digest in digests]
    beside = [part_of(digest, wanted=BOTH - {brought}) for digest in digests]

    assert ["training" if part == brought else part for part in alone] == beside
