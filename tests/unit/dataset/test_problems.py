"""What is listed of many problems does not depend on how they were found."""

from collections.abc import Iterable, Iterator
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuning.dataset import problems as module
from tuning.dataset.codes import Code
from tuning.dataset.problems import Fault, Problems
from tuning.dataset.wording import Wording

LISTED = 3
CODES = (Code.BAD_UTF8, Code.BLANK_LINE)

found = st.lists(
    st.tuples(
        st.sampled_from(CODES), st.sampled_from(["one", "two"]), st.none() | st.integers(1, 99)
    ),
    max_size=30,
)


@pytest.fixture(autouse=True, scope="module")
def few_are_listed() -> Iterator[None]:
    """List so few of each code that most drawn lists hold more."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "LISTED_PER_CODE", LISTED)
        yield


def problems(entries: Iterable[tuple[Wording, str, int | None]]) -> Problems:
    together = Problems()
    together.begin("one")
    for code, file, line in entries:
        together.add(Fault.of(code, byte=1), file=file, line=line)
    return together


@given(found, st.randoms())
def test_the_order_in_which_they_are_found_changes_nothing(
    entries: list[tuple[Wording, str, int | None]], random: Random
) -> None:
    shuffled = random.sample(entries, len(entries))

    assert problems(entries).listed == problems(shuffled).listed
    assert problems(entries).counts == problems(shuffled).counts


@given(found)
def test_the_first_lines_of_each_code_are_listed_and_all_are_counted(
    entries: list[tuple[Wording, str, int | None]],
) -> None:
    listed = problems(entries).listed
    for code in CODES:
        places = sorted((file, line or 1000) for one, file, line in entries if one is code)
        kept = [(p.file, p.line or 1000) for p in listed if p.code == code.name]

        assert places[:LISTED] == kept
        assert len(places) == problems(entries).counts[code]


@given(found, st.integers(1, 50))
def test_problems_of_pieces_are_those_of_the_file(
    entries: list[tuple[Wording, str, int | None]], cut: int
) -> None:
    lined = [(code, "one", line) for code, _, line in entries if line]
    before = problems([entry for entry in lined if entry[2] <= cut])
    before.append(problems([(c, f, line - cut) for c, f, line in lined if line > cut]), shift=cut)

    assert problems(lined).listed == before.listed
    assert problems(lined).counts == before.counts
