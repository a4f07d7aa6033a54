"""Records seen as columns: the texts are theirs, and whatever may be wrong with one is doubted."""

import json
from typing import Any, get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.dataset.taking import handled, ruled
from tuning.dataset.formats.forms import FORMS
from tuning.dataset.formats.shapes import NAMED, SHAPES
from tuning.dataset.keys import Spoken
from tuning.dataset.rules import records as rules
from tuning.run.formats import FormatName
from tuning.run.handling import Handling

texts = st.text(alphabet='aé\U0001f600" \\\n', max_size=4)
values = st.recursive(
    st.none() | st.integers(-9, 9) | texts,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(texts, inner, max_size=2),
    max_leaves=4,
)
objects = st.dictionaries(texts, values, max_size=2)
roles = st.sampled_from(["user", "assistant", "user", "assistant", "system", "developer", "tool"])
typed = st.lists(st.fixed_dictionaries({"type": st.just("text"), "text": texts}), max_size=2)
blocks = st.lists(st.fixed_dictionaries({"text": texts}), max_size=2)


def block_of(text: str) -> list[dict[str, str]]:
    return [{"text": text}]


def said(content: st.SearchStrategy[Any], speaker: st.SearchStrategy[str] = roles) -> Any:
    """Messages, half of them in good order."""
    message = st.fixed_dictionaries({"role": speaker, "content": content})
    ordered = st.lists(content, max_size=5).map(
        lambda contents: [
            {"role": ("user", "assistant")[n % 2], "content": text}
            for n, text in enumerate(contents)
        ]
    )
    return ordered | st.lists(message, max_size=4)


answers = texts | objects | st.lists(values, max_size=2)
chats = said(texts) | said(texts | typed | objects)
RECORDS: dict[FormatName, st.SearchStrategy[dict[str, Any]]] = {
    "prompt_completion": st.fixed_dictionaries({"prompt": texts, "completion": answers}),
    "input_output": st.fixed_dictionaries({"input": texts, "output": answers}),
    "prompts": st.fixed_dictionaries({"prompt": texts}, optional={"completion": answers}),
    "text": st.fixed_dictionaries({"input": texts}, optional={"output": answers}),
    "messages": st.fixed_dictionaries({"messages": chats}, optional={"system": texts | typed}),
    "converse": st.fixed_dictionaries(
        {
            "schemaVersion": st.just("bedrock-conversation-2024"),
            "messages": said(blocks) | said(texts.map(block_of)),
        },
        optional={"system": blocks},
    ),
    "graded": st.fixed_dictionaries(
        {"messages": chats, "reference_answer": values}, optional={"note": values}
    ),
}

NOVA_2_LITE = "amazon.nova-2-lite-v1:0:256k"
NOVA_LITE = "amazon.nova-lite-v1:0:300k"
HANDLINGS = [
    handled(NOVA_2_LITE),
    handled(NOVA_2_LITE, customization_type="REINFORCEMENT_FINE_TUNING"),
    handled(NOVA_LITE, customization_type="DISTILLATION"),
    handled(NOVA_LITE, customization_type="DISTILLATION", format="prompts"),
    ruled(record_format="prompt_completion", lossy=True),
]


def test_every_format_is_tried() -> None:
    assert set(RECORDS) == set(NAMED)
    assert set(get_args(FormatName)) == {form.name for form in FORMS}
    assert len(SHAPES) == len(NAMED)


@st.composite
def files(draw: st.DrawFn) -> tuple[FormatName, list[dict[str, Any]]]:
    name = draw(st.sampled_from(sorted(RECORDS)))
    return name, draw(st.lists(RECORDS[name], min_size=1, max_size=4))


@settings(deadline=None, max_examples=100)
@given(files(), st.sampled_from(HANDLINGS))
def test_columns_hold_the_texts_of_the_records_and_doubt_all_that_careful_rules_would_mend(
    file: tuple[FormatName, list[dict[str, Any]]], handling: Handling
) -> None:
    name, records = file
    shape = NAMED[name]
    shapes = [shape.decoder().decode(json.dumps(record).encode()) for record in records]
    columns = shape.columns(shapes, handling)

    for position, one in enumerate(shapes):
        record = one.record(7)
        asked, answer = columns.asked[position], columns.answers[position]
        assert (asked, answer) == (record.prompt, record.answer)
        assert Spoken.of(record) == columns.spoken.get(position)
        empty = not asked.strip() or not answer.strip()
        if position not in columns.doubtful and not empty:
            assert [] == list(rules.faults(record, handling))


@settings(deadline=None, max_examples=150)
@given(files())
def test_the_quotes_of_a_file_are_those_of_its_strings_and_of_its_texts(
    file: tuple[FormatName, list[dict[str, Any]]],
) -> None:
    name, records = file
    shape = NAMED[name]
    content = [json.dumps(record).encode() for record in records]
    shapes = [shape.decoder().decode(text) for text in content]
    strings = shape.strings(shapes)
    if strings is None:
        return
    columns = shape.columns(shapes, HANDLINGS[0])
    inside = sum(text.count('"') for text in (*columns.asked, *columns.answers))

    assert b"".join(content).count(b'"') == 2 * strings + inside


def test_flawless_records_of_every_format_are_not_doubted() -> None:
    block = [{"text": "a"}]
    chat = [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}]
    flawless: dict[FormatName, dict[str, Any]] = {
        "prompt_completion": {"prompt": "q", "completion": "a"},
        "input_output": {"input": "q", "output": "a"},
        "messages": {"messages": [{"role": "system", "content": "s"}, *chat, *chat]},
        "converse": {
            "schemaVersion": "bedrock-conversation-2024",
            "system": block,
            "messages": [{"role": role, "content": block} for role in ("user", "assistant") * 3],
        },
    }
    for name, record in flawless.items():
        shape = NAMED[name]
        shapes = [shape.decoder().decode(json.dumps(record).encode())]
        told = shapes[0].record(1)
        spoken = Spoken.of(told)
        asked, answers, doubtful, turns = shape.columns(shapes, HANDLINGS[0])
        assert ([told.prompt], [told.answer], set()) == (asked, answers, doubtful)
        assert ({0: spoken} if spoken else {}) == turns
        assert shape.strings(shapes)


def test_what_a_format_has_no_room_for_is_doubted() -> None:
    exchange = [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}]
    chats = [
        {"messages": exchange},
        {"messages": exchange * 2},
        {"system": "s", "messages": exchange},
    ]
    shapes = [NAMED["messages"].decoder().decode(json.dumps(chat).encode()) for chat in chats]

    assert {1, 2} == NAMED["messages"].columns(shapes, HANDLINGS[-1]).doubtful
    assert set() == NAMED["messages"].columns(shapes, HANDLINGS[0]).doubtful
