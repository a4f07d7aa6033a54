"""However a file is read, the same is found: in one go, line by line, in drips, with every record
looked at closely; and whatever was damaged in it, nothing is raised.
"""

from unittest.mock import patch

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.inputs import Input
from tests.fuzz.oracle import Told, blocks_of, closely, examine, told
from tests.unit.dataset.drops import files, inputs, spoilt_files
from tuning.dataset.batch import Columns
from tuning.dataset.reading import jsonl

patient = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""What runs here is a sample: ``make fuzz`` goes on for as long as it is asked to."""


@patient
@given(
    inputs(spoilt_files()),
    st.integers(1, 2000),
    st.lists(st.integers(1, 200), min_size=1, max_size=5),
)
def test_in_blocks_of_any_size_line_by_line_halved_or_in_drips_the_same_is_found(
    drawn: Input, block: int, drips: list[int]
) -> None:
    content, name, handling = drawn

    def found(sizes: list[int] | None = None) -> Told:
        return told(content, name=name, handling=handling, sizes=sizes)

    whole = found()
    for size in (block, 1):
        with blocks_of(size):
            assert whole == found(), f"in blocks of {size} bytes"
    with patch.object(jsonl, "FEW_BYTES", 16):
        assert whole == found(), "halved at every fault"
    assert whole == found(drips), f"in drips of {drips} bytes"


@patient
@given(inputs(files(packed=False)))
def test_the_screen_passes_over_no_record_in_which_a_close_look_finds_something(
    drawn: Input,
) -> None:
    content, name, handling = drawn
    screened = told(content, name=name, handling=handling)
    with closely():
        assert screened == told(content, name=name, handling=handling)


@patient
@given(inputs(files(packed=False)))
def test_what_is_written_at_once_is_what_is_written_record_by_record(drawn: Input) -> None:
    content, name, handling = drawn
    at_once = told(content, name=name, handling=handling)
    with patch.object(Columns, "more", lambda columns: set(range(len(columns.asked)))):
        assert at_once == told(content, name=name, handling=handling)


@patient
@given(inputs(spoilt_files()))
def test_whatever_was_damaged_nothing_is_raised_and_all_that_must_be_true_is(
    drawn: Input,
) -> None:
    content, name, handling = drawn
    examine(content, name=name, handling=handling)
