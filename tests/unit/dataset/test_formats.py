"""What each format is taken for, and what becomes of its records."""

import gzip
import json
from typing import Any

import pytest

from tests.unit.dataset.taking import Took, handled, lines, take_in
from tuning.run.formats import FormatName

EXCHANGE = {
    "schemaVersion": "bedrock-conversation-2024",
    "messages": [
        {"role": "user", "content": [{"text": "q, é\u2028"}]},
        {"role": "assistant", "content": [{"text": "a"}]},
    ],
}
SYSTEM = {**EXCHANGE, "system": [{"text": "s"}]}
ASKED = [{"role": "user", "content": "q, é\u2028"}, {"role": "assistant", "content": "a"}]


def block(text: str) -> list[dict[str, str]]:
    return [{"type": "text", "text": text}]


def told(answer: str) -> dict[str, Any]:
    """The exchange with another answer."""
    said = {"role": "assistant", "content": [{"text": answer}]}
    return {**EXCHANGE, "messages": [EXCHANGE["messages"][0], said]}


ACCEPTED = {
    "prompt/completion": (
        "train.jsonl",
        lines({"prompt": "q, é\u2028", "completion": "a"}),
        "JSONL of prompt/completion",
        EXCHANGE,
    ),
    "with real U+2028": (
        "train.jsonl",
        '{"prompt":"q, é\u2028","completion":"a"}'.encode(),
        "JSONL of prompt/completion",
        EXCHANGE,
    ),
    "input/output": (
        "train.jsonl",
        lines({"output": "a", "input": "q, é\u2028"}),
        "JSONL of input/output",
        EXCHANGE,
    ),
    "conversation": (
        "train.jsonl",
        lines(SYSTEM),
        "JSONL of bedrock-conversation-2024",
        SYSTEM,
    ),
    "OpenAI": (
        "train.jsonl",
        lines({"messages": [{"role": "system", "content": "s"}, *ASKED]}),
        "JSONL of messages",
        SYSTEM,
    ),
    "OpenAI with a developer": (
        "train.jsonl",
        lines({"messages": [{"role": "developer", "content": "s"}, *ASKED]}),
        "JSONL of messages",
        SYSTEM,
    ),
    "OpenAI with content blocks": (
        "train.jsonl",
        lines(
            {
                "messages": [
                    {"role": "system", "content": block("s")},
                    {"role": "user", "content": block("q, é\u2028")},
                    {"role": "assistant", "content": "a"},
                ]
            }
        ),
        "JSONL of messages",
        SYSTEM,
    ),
    "Anthropic": (
        "train.jsonl",
        lines({"system": "s", "messages": ASKED}),
        "JSONL of messages",
        SYSTEM,
    ),
    "Anthropic with content blocks": (
        "train.jsonl",
        lines({"system": block("s"), "messages": ASKED}),
        "JSONL of messages",
        SYSTEM,
    ),
    "system texts of every kind, in order": (
        "train.jsonl",
        lines(
            {
                "system": "r",
                "messages": [
                    {"role": "system", "content": "s"},
                    {"role": "developer", "content": "t"},
                    *ASKED,
                ],
            }
        ),
        "JSONL of messages",
        {**EXCHANGE, "system": [{"text": "r"}, {"text": "s"}, {"text": "t"}]},
    ),
    "a structured completion": (
        "train.jsonl",
        lines({"prompt": "q, é\u2028", "completion": {"b": [1, 2.5, None], "a": "é"}}),
        "JSONL of prompt/completion",
        told('{"a":"é","b":[1,2.5,null]}'),
    ),
    "a structured output": (
        "train.jsonl",
        lines({"input": "q, é\u2028", "output": [{"b": 1, "a": True}]}),
        "JSONL of input/output",
        told('[{"a":true,"b":1}]'),
    ),
    "structured content": (
        "train.jsonl",
        lines({"messages": [ASKED[0], {"role": "assistant", "content": {"b": 1, "a": 2}}]}),
        "JSONL of messages",
        told('{"a":2,"b":1}'),
    ),
    "examples": (
        "train.json",
        json.dumps({"examples": [{"input": "q, é\u2028", "output": "a"}]}, indent=2).encode(),
        "JSON examples of input/output",
        EXCHANGE,
    ),
    "packed examples of messages": (
        "train.json.gz",
        gzip.compress(json.dumps({"examples": [{"system": "s", "messages": ASKED}]}).encode()),
        "JSON examples of messages",
        SYSTEM,
    ),
    "CSV": (
        "train.csv",
        'Completion, Prompt\r\na,"q, é\u2028"\r\n'.encode(),
        "CSV of prompt/completion",
        EXCHANGE,
    ),
    "CSV from a spreadsheet": (
        "train.CSV",
        '\ufefftext,label\r\n"q, é\u2028",a'.encode(),
        "CSV of text/label",
        EXCHANGE,
    ),
    "gzip": (
        "train.jsonl.gz",
        gzip.compress(lines({"prompt": "q, é\u2028", "completion": "a"})),
        "JSONL of prompt/completion",
        EXCHANGE,
    ),
    "gzip in two members": (
        "train.csv.gz",
        gzip.compress(b"text,label\n") + gzip.compress('"q, é\u2028",a\n'.encode()),
        "CSV of text/label",
        EXCHANGE,
    ),
}


@pytest.mark.parametrize(
    ("name", "content", "title", "expected"), ACCEPTED.values(), ids=ACCEPTED.keys()
)
def test_every_format_becomes_the_conversation_that_it_says(
    name: str, content: bytes, title: str, expected: object
) -> None:
    took = take_in(content, name=name)

    assert [expected] == took.written
    assert title == took.format
    assert set() == took.codes - {"STRUCTURED_OUTPUT"}


def test_a_structured_answer_is_told_of_and_counted() -> None:
    took = take_in(lines(*({"prompt": str(n), "completion": {"n": n}} for n in range(30))))

    assert {"STRUCTURED_OUTPUT": 30} == took.counts
    assert 30 == len(took.written)


def test_equal_structured_answers_are_written_alike() -> None:
    one = '{"prompt":"q","completion":{"b":[1, 2],"a":"\\u00e9"}}\n'
    two = '{"completion": { "a":"é", "b":[1,2] }, "prompt":"q"}\n'
    took = take_in((one + two).encode())

    assert took.written[0] == took.written[1]
    assert took.batches[0].columns.answers == ['{"a":"é","b":[1,2]}'] * 2


GRADED = {"messages": ASKED[:1], "reference_answer": {"x": [4, "4"]}, "id": 7, "level": "easy"}
RFT = handled(customization_type="REINFORCEMENT_FINE_TUNING")
DISTILLATION = handled(model="amazon.nova-lite-v1:0:300k", customization_type="DISTILLATION")


def test_a_reinforcement_record_keeps_its_reference_answer_and_its_metadata() -> None:
    took = take_in(lines(GRADED), RFT)

    assert [GRADED] == took.written
    assert "JSONL of messages with reference_answer" == took.format
    assert {} == took.counts


@pytest.mark.parametrize("answer", ["x = 4", 4, 4.5, None, True, [], {}, [{"a": None}]])
def test_a_reference_answer_may_be_any_json(answer: object) -> None:
    record = {"messages": ASKED[:1], "reference_answer": answer}

    assert [record] == take_in(lines(record), RFT).written


@pytest.mark.parametrize(
    "record",
    [{"prompt": "q", "completion": "a"}, {"input": "q", "output": "a"}],
)
def test_an_answer_becomes_the_reference_answer_of_a_reinforcement_record(
    record: dict[str, str],
) -> None:
    expected = {"messages": [{"role": "user", "content": "q"}], "reference_answer": "a"}
    took = take_in(lines(record), RFT)

    assert [expected] == took.written
    assert {} == took.counts


PROMPT = {
    "schemaVersion": "bedrock-conversation-2024",
    "messages": [{"role": "user", "content": [{"text": "q"}]}],
}


@pytest.mark.parametrize(
    "record",
    [{"prompt": "q"}, {"input": "q"}, {"messages": [{"role": "user", "content": "q"}]}, PROMPT],
)
def test_a_teacher_model_is_asked_without_an_answer(record: object) -> None:
    took = take_in(lines(record), DISTILLATION)

    assert [PROMPT] == took.written
    assert {} == took.counts


def test_a_teacher_model_is_shown_the_answers_that_there_are() -> None:
    took = take_in(lines({"prompt": "q"}, {"prompt": "q", "completion": "a"}), DISTILLATION)

    answer = {"role": "assistant", "content": [{"text": "a"}]}
    assert [PROMPT, {**PROMPT, "messages": [*PROMPT["messages"], answer]}] == took.written
    assert "JSONL of prompts" == took.format
    assert {} == took.counts


def test_text_alone_is_recognised_and_refused_by_a_model_that_learns_from_answers() -> None:
    took = take_in(lines({"input": "once"}, {"input": "upon"}), handled(lossy=True))

    assert "JSONL of text" == took.format
    assert {"NO_ANSWER": 2} == took.counts


def test_one_missing_output_in_the_first_line_does_not_refuse_the_others() -> None:
    took = take_in(lines({"input": "a"}, {"input": "a", "output": "b"}))

    assert ["NO_ANSWER@1"] == took.listed


FORCED: dict[str, tuple[FormatName, object, list[str]]] = {
    "as it is": ("prompt_completion", {"prompt": "q", "completion": "a"}, []),
    "messages": ("messages", {"messages": ASKED}, []),
    "another pair": ("input_output", {"prompt": "q", "completion": "a"}, ["MIXED_FORMATS@1"]),
    "a conversation": ("converse", {"messages": ASKED}, ["MIXED_FORMATS@1"]),
    "graded": ("graded", {"prompt": "q", "completion": "a"}, ["MIXED_FORMATS@1"]),
    "graded without a reference": ("graded", {"messages": ASKED[:1]}, ["MISSING_KEY@1"]),
    "keys of no format": ("messages", {"a": 1}, ["MISSING_KEY@1", "UNKNOWN_KEY@1"]),
    "text with an output": ("text", {"input": "q", "output": "a"}, ["ANSWER_NOT_TAKEN@1"]),
    "prompts": ("prompts", {"prompt": "q"}, []),
    "prompts in messages": ("prompts", {"messages": ASKED[:1]}, []),
    "prompts in conversations": ("prompts", PROMPT, []),
    "prompts with an answer": (
        "prompts",
        {"prompt": "q", "completion": "a"},
        ["ANSWER_NOT_TAKEN@1"],
    ),
    "messages with an answer": ("prompts", {"messages": ASKED}, ["ANSWER_NOT_TAKEN@1"]),
}


@pytest.mark.parametrize(("name", "record", "expected"), FORCED.values(), ids=FORCED.keys())
def test_a_record_that_is_not_in_the_format_that_was_asked_for_is_an_error(
    name: FormatName, record: object, expected: list[str]
) -> None:
    handling = handled(
        model="amazon.nova-lite-v1:0:300k", customization_type="DISTILLATION", format=name
    )

    assert expected == take_in(lines(record), handling).listed


@pytest.mark.parametrize(
    ("name", "record"),
    [
        ("prompts", {"prompt": "q"}),
        ("prompts", {"messages": ASKED[:1]}),
        ("prompts", PROMPT),
        ("text", {"input": "q"}),
    ],
)
def test_a_model_that_learns_from_answers_needs_them_whatever_format_is_asked_for(
    name: FormatName, record: object
) -> None:
    took = take_in(lines(record, record), handled(format=name, lossy=True))

    assert {"NO_ANSWER": 2} == took.counts
    assert [] == took.written


def test_a_format_that_was_asked_for_is_named_in_the_refusal() -> None:
    took = take_in(lines({"prompt": "q", "completion": "a"}), handled(format="converse"))

    assert ["the record is prompt/completion; this file is read as bedrock-conversation-2024"] == [
        problem.message for problem in took.problems
    ]


def messages(*said: tuple[str, object]) -> bytes:
    return lines({"messages": [{"role": role, "content": content} for role, content in said]})


IMAGE = {"type": "image_url", "image_url": {"url": "https://example.com"}}
BEYOND_TEXT = {
    "an OpenAI image": (messages(("user", [*block("look"), IMAGE])), "images"),
    "an Anthropic image": (messages(("user", [{"type": "image", "source": {}}])), "images"),
    "a block of a type that is unknown": (
        messages(("user", [{"type": "mood", "text": "glad"}])),
        "content of another type",
    ),
    "a Bedrock image": (
        lines({**EXCHANGE, "messages": [{"role": "user", "content": [{"image": {}}]}]}),
        "images",
    ),
    "a Bedrock video": (
        lines({**EXCHANGE, "messages": [{"role": "user", "content": [{"video": {}}]}]}),
        "video",
    ),
    "tools": (lines({"messages": ASKED, "tools": [{}]}), "tools"),
    "tools of Bedrock": (lines({**EXCHANGE, "toolConfig": {"tools": []}}), "tools"),
    "a tool call": (
        lines({"messages": [{"role": "assistant", "content": None, "tool_calls": [{}]}]}),
        "tool calls",
    ),
    "a tool's result": (
        lines({"messages": [{"role": "tool", "content": "a", "tool_call_id": "1"}]}),
        "results of tools",
    ),
    "a use of a tool": (
        lines({**EXCHANGE, "messages": [{"role": "assistant", "content": [{"toolUse": {}}]}]}),
        "tool calls",
    ),
    "tools beside a reference answer": (lines({**GRADED, "tools": [{}]}), "tools"),
}


@pytest.mark.parametrize(("content", "what"), BEYOND_TEXT.values(), ids=BEYOND_TEXT.keys())
def test_what_is_no_text_is_named_and_refused(content: bytes, what: str) -> None:
    took = take_in(content, RFT)

    assert [f"the record holds {what}; only text is taken"] == [p.message for p in took.problems]
    assert {"NOT_ONLY_TEXT": 1} == took.counts


DEEP = "[" * 65 + "]" * 65
VALUES = {
    "an integer of 65 bits": (str(1 << 64), "HUGE_INT"),
    "a negative one": (str(-(1 << 63) - 1), "HUGE_INT"),
    "5,000 digits": ("9" * 5000, "HUGE_INT"),
    "a number beyond any": ("1e999", "HUGE_INT"),
    "inside": ('{"a":[{"b":' + str(1 << 64) + "}]}", "HUGE_INT"),
    "NaN": ("NaN", "NOT_A_NUMBER"),
    "Infinity": ("[-Infinity]", "NOT_A_NUMBER"),
    "half a pair": ('["\\ud800"]', "LONE_SURROGATE"),
    "half a pair as a key": ('{"\\udc00":1}', "LONE_SURROGATE"),
    "a key twice": ('{"a":1,"a":2}', "DUPLICATE_KEY"),
    "a key twice inside": ('[{"b":{"a":1,"\\u0061":2}}]', "DUPLICATE_KEY"),
    "too deep": (DEEP, "TOO_DEEP"),
    "much too deep": ("[" * 100_000 + "]" * 100_000, "TOO_DEEP"),
    "a control character": ('["\\u0000"]', "CONTROL_CHARACTER"),
    "a control character in a key": ('{"a\\u001b":1}', "CONTROL_CHARACTER"),
    "bad UTF-8": ('["\udcff"]', "BAD_UTF8"),
}
PLACES = {
    "a reference answer": '{"messages":[{"role":"user","content":"q"}],"reference_answer":%s}',
    "metadata": ('{"messages":[{"role":"user","content":"q"}],"reference_answer":"a","meta":[%s]}'),
    "a completion": '{"prompt":"q","completion":[%s]}',
    "an output": '{"input":"q","output":{"a":%s}}',
    "a content": (
        '{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":{"a":%s}}]}'
    ),
}


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES.keys())
@pytest.mark.parametrize(("value", "code"), VALUES.values(), ids=VALUES.keys())
def test_a_value_that_readers_differ_about_has_its_code_wherever_it_stands(
    value: str, code: str, place: str
) -> None:
    content = (place % value).encode(errors="surrogateescape") + b"\n" + (place % 1).encode()
    took = take_in(content, RFT)

    assert {f"{code}@1"} == {one for one in took.listed if one.endswith("@1")} - {
        "STRUCTURED_OUTPUT@1"
    }


def test_integers_of_64_bits_are_kept() -> None:
    record = {"messages": ASKED[:1], "reference_answer": [(1 << 64) - 1, -(1 << 63)]}

    assert [record] == take_in(lines(record), RFT).written


def test_a_text_that_looks_like_keys_is_no_duplicate_key() -> None:
    text = '{"prompt": 1, "prompt": 2, "content": [ "completion": '
    took = take_in(lines({"prompt": text, "completion": text}))

    assert [text] == took.batches[0].columns.answers
    assert {} == took.counts


@pytest.mark.parametrize("text", ['say {"content": [1]}', 'say {"type": "text"}'])
def test_a_text_that_looks_like_content_blocks_does_not_change_the_format(text: str) -> None:
    took = take_in(messages(("user", text), ("assistant", "no")))

    assert "JSONL of messages" == took.format


def test_a_key_that_only_bedrock_knows_tells_a_conversation_whatever_it_holds() -> None:
    took: Took = take_in(lines({**EXCHANGE, "messages": ASKED}))

    assert "JSONL of bedrock-conversation-2024" == took.format
    assert ["WRONG_TYPE@1"] == took.listed
