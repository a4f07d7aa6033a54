"""What base models take: every record format of the catalogue is written, and reads back."""

import json
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.dataset.taking import handled, lines, ruled, take_in
from tuning.dataset.formats.capabilities import CAPABILITIES
from tuning.dataset.formats.exchange import exchange
from tuning.dataset.formats.writers import WRITERS
from tuning.dataset.record import REFERENCE_ANSWER, Record, Turn
from tuning.models.catalogue import RecordFormat, catalogue

EVERY: tuple[RecordFormat, ...] = get_args(RecordFormat)


def test_every_record_format_of_the_catalogue_can_be_written() -> None:
    asked = {rules.record_format for m in catalogue().models for rules in m.datasets.values()}

    assert asked <= set(EVERY) == set(WRITERS) == set(CAPABILITIES)


texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)


@st.composite
def records(draw: st.DrawFn, record_format: RecordFormat) -> Record:
    capabilities = CAPABILITIES[record_format]
    exchanges = draw(st.integers(1, 3 if capabilities.turns else 1))
    said = draw(st.lists(texts, min_size=2 * exchanges, max_size=2 * exchanges))
    turns = tuple(Turn(("user", "assistant")[n % 2], (text,)) for n, text in enumerate(said))
    system = (draw(texts.filter(str.strip)),) if capabilities.system and draw(st.booleans()) else ()
    if capabilities.grading:
        values = st.none() | st.integers(-9, 9) | st.lists(texts) | st.dictionaries(texts, texts)
        grading = {REFERENCE_ANSWER: draw(values | texts), "level": draw(values)}
        return Record(1, system, turns[:-1], grading)
    if not capabilities.answer and draw(st.booleans()):
        turns = turns[:-1]
    return Record(1, system, turns)


@pytest.mark.parametrize("record_format", EVERY)
@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_what_is_written_is_one_line_and_reads_back_as_it_was(
    record_format: RecordFormat, data: st.DataObject
) -> None:
    record = data.draw(records(record_format))
    writer = WRITERS[record_format]
    line = writer.line(record)

    assert record == writer.shape.decoder().decode(line).record(1)
    assert line.endswith(b"\n")
    assert 1 == line.count(b"\n")


def plain(text: str) -> bool:
    """Tell whether a text stands in JSON as it is."""
    return json.dumps(text, ensure_ascii=False) == f'"{text}"'


@pytest.mark.parametrize("record_format", EVERY)
@given(st.lists(st.tuples(texts, texts)))
def test_many_at_once_are_written_as_one_after_the_other(
    record_format: RecordFormat, exchanged: list[tuple[str, str]]
) -> None:
    writer = WRITERS[record_format]
    asked, answers = [one for one, _ in exchanged], [one for _, one in exchanged]

    written = [writer.line(exchange(1, *one)) for one in exchanged]
    assert written == writer.lines(asked, answers)
    assert written == writer.lines(asked, answers, plain=all(map(plain, [*asked, *answers])))


SYSTEM = {
    "messages": [
        {"role": "system", "content": "s"},
        {"role": "user", "content": "q"},
        {"role": "assistant", "content": "a"},
    ]
}
TURNS = {
    "messages": [
        {"role": role, "content": text}
        for role, text in (("user", "q"), ("assistant", "a"), ("user", "r"), ("assistant", "b"))
    ]
}
GRADED = {"messages": [{"role": "user", "content": "q"}], "reference_answer": {"x": 4}, "id": 7}

LOSSES: dict[str, tuple[RecordFormat, object, dict[str, str], object]] = {
    "a system text": (
        "prompt_completion",
        SYSTEM,
        {"LOSSY_SYSTEM": "SYSTEM_MERGED"},
        {"prompt": "s\n\nq", "completion": "a"},
    ),
    "several turns": (
        "prompt_completion",
        TURNS,
        {"LOSSY_TURNS": "TURNS_MERGED"},
        {"prompt": "q\n\na\n\nr", "completion": "b"},
    ),
    "a reference answer and metadata": (
        "prompt_completion",
        GRADED,
        {"LOSSY_REFERENCE": "REFERENCE_TAKEN", "LOSSY_METADATA": "METADATA_LEFT_OUT"},
        {"prompt": "q", "completion": '{"x":4}'},
    ),
    "a reference answer for a conversation": (
        "converse",
        {key: GRADED[key] for key in ("messages", "reference_answer")},
        {"LOSSY_REFERENCE": "REFERENCE_TAKEN"},
        {
            "schemaVersion": "bedrock-conversation-2024",
            "messages": [
                {"role": "user", "content": [{"text": "q"}]},
                {"role": "assistant", "content": [{"text": '{"x":4}'}]},
            ],
        },
    ),
}


@pytest.mark.parametrize(
    ("record_format", "record", "codes", "written"), LOSSES.values(), ids=LOSSES.keys()
)
def test_what_would_be_lost_is_refused_until_it_is_asked_for(
    record_format: RecordFormat, record: object, codes: dict[str, str], written: object
) -> None:
    refused = take_in(lines(record, record), ruled(record_format=record_format))
    asked = take_in(lines(record, record), ruled(record_format=record_format, lossy=True))

    assert dict.fromkeys(codes, 2) == refused.counts
    assert [] == refused.written
    assert all("lossy = true in task.toml or --lossy" in p.fix for p in refused.problems)
    assert dict.fromkeys(codes.values(), 2) == asked.counts
    assert [written] * 2 == asked.written


def test_nothing_is_lost_of_a_conversation_that_a_model_takes_whole() -> None:
    handling = handled()

    assert {} == take_in(lines(SYSTEM, TURNS), handling).counts
    assert [SYSTEM["messages"][:2]] == [
        record["messages"]
        for record in take_in(
            lines(SYSTEM), handled(customization_type="REINFORCEMENT_FINE_TUNING")
        ).written
    ]


def test_an_answer_that_follows_another_one_cannot_be_asked_for() -> None:
    record = {**GRADED, "messages": TURNS["messages"]}
    took = take_in(lines(record), ruled(record_format="converse", lossy=True))

    assert "LAST_NOT_USER@1" in took.listed
    assert [] == took.written


def test_characters_beyond_ascii_are_written_as_themselves() -> None:
    line = WRITERS["converse"].line(
        Record(1, (), (Turn("user", ("é\u2028",)), Turn("assistant", ("😀",))))
    )

    assert "é\u2028" in line.decode()
    assert "😀" in line.decode()
