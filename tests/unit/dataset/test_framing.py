"""An instruction and a template of the recipe: what is trained on is what is asked."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.unit.dataset.conftest import Taken
from tuning.dataset.framing import Frame
from tuning.dataset.intake import Intake
from tuning.dataset.record import Record, Turn
from tuning.registration import task_toml
from tuning.run.handling import Handling
from tuning.tokens import LOWER, count

Records = Callable[..., bytes]

INSTRUCTION = "Answer the question in two words."
TEMPLATE = "Question:\n{prompt}\nReply:"

PROVENANCE = """
[provenance]
intended_use = "Answers."
source = "Ours."
licence = "internal"
contains_personal_data = false
automated_decisions = false
"""


@pytest.fixture
def framed(handling: Handling) -> Handling:
    """A recipe that says what to do with every prompt, and what stands around it."""
    return replace(handling, instruction=INSTRUCTION, prompt_template=TEMPLATE)


def lines(intake: Intake, part: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in intake.parts[part].lines()]


def chat(*said: str, system: str | None = None) -> bytes:
    messages = [
        {"role": ("user", "assistant")[turn % 2], "content": text} for turn, text in enumerate(said)
    ]
    lead = [{"role": "system", "content": system}] if system else []
    return json.dumps({"messages": [*lead, *messages]}).encode() + b"\n"


def test_every_part_gets_the_instruction_and_the_template(
    take: Taken, records: Records, framed: Handling
) -> None:
    intake = take(
        records(20),
        validation=records(10, start=100),
        evaluation=records(10, start=200),
        asked=framed,
    )

    for part, first in (("training", 0), ("validation", 100), ("evaluation", 200)):
        record = lines(intake, part)[0]
        assert [{"text": INSTRUCTION}] == record["system"]
        assert f"Question:\nquestion {first}\nReply:" == record["messages"][0]["content"][0]["text"]
        assert f"reply {first}" == record["messages"][1]["content"][0]["text"]


def test_evaluation_jobs_ask_the_same(take: Taken, records: Records, framed: Handling) -> None:
    intake = take(records(20), evaluation=records(10, start=100), asked=framed)

    asked = [json.loads(line)["prompt"] for line in intake.prompts.lines()]
    assert f"{INSTRUCTION}\n\nQuestion:\nquestion 100\nReply:" == asked[0]


def test_what_it_adds_is_counted_in_tokens(
    take: Taken, records: Records, handling: Handling, framed: Handling
) -> None:
    evaluation = records(10, start=100)
    brought = ("question 100" + "reply 100") * 10
    added = (INSTRUCTION + "Question:\n\nReply:") * 10

    plain, told = (
        take(records(20), evaluation=evaluation, asked=asked) for asked in (handling, framed)
    )

    assert count(brought) == plain.tokens["evaluation"]
    assert count(brought + added) == told.tokens["evaluation"] == told.parts["evaluation"].tokens


def test_a_system_text_of_a_record_s_own_stays_and_is_told(take: Taken, framed: Handling) -> None:
    own = chat("question 3", "reply 3", system="You are a pirate.")
    same = chat("question 4", "reply 4", system=INSTRUCTION)
    others = b"".join(chat(f"question {n}", f"reply {n}") for n in range(10, 30))

    held_out = b"".join(own.replace(b"3", b"%d" % n) for n in range(90, 98))

    intake = take(own + same + others, evaluation=held_out, asked=framed)

    assert [{"text": "You are a pirate."}] == lines(intake, "training")[0]["system"]
    assert (
        "Question:\nquestion 3\nReply:"
        == (lines(intake, "training")[0]["messages"][0]["content"][0]["text"])
    )
    told = [(p.file, p.line) for p in intake.problems.listed if p.code == "OWN_SYSTEM"]
    assert ("train.jsonl", 1) in told
    assert ("train.jsonl", 2) not in told


def test_conversations_keep_their_turns_and_are_told(take: Taken, framed: Handling) -> None:
    long = b"".join(chat(f"hello {n}", "hi", f"question {n}", f"reply {n}") for n in range(20))
    intake = take(long, evaluation=long.replace(b"hello", b"good day"), asked=framed)

    said = lines(intake, "training")[0]
    assert [{"text": INSTRUCTION}] == said["system"]
    assert "hello" in said["messages"][0]["content"][0]["text"][:5]
    told = [p.code for p in intake.problems.listed if p.line == 1 and p.file == "train.jsonl"]
    assert "TEMPLATE_LEFT_OUT" in told


def test_records_are_read_back_as_they_were_brought(
    take: Taken, records: Records, framed: Handling
) -> None:
    intake = take(records(20), evaluation=records(10, start=100), asked=framed)

    (record,) = intake.texts("training", {7})
    assert ((), "question 7", "reply 7") == (record.system, record.prompt, record.answer)


@pytest.mark.parametrize(
    "record",
    [
        Record(1, (), (Turn("user", ("a", "b")), Turn("assistant", ("c",)))),
        Record(1, ("own",), (Turn("user", ("a",)), Turn("assistant", ("c",)))),
        Record(1, (), (Turn("user", ("a",)), Turn("assistant", ("b",)), Turn("user", ("c",)))),
        Record(1, (), (Turn("user", ("a",)),)),
    ],
)
def test_what_was_put_around_a_record_is_taken_off_again(record: Record, framed: Handling) -> None:
    frame = Frame.of(framed)

    assert record == frame.without(frame.around(record))
    assert frame.around(record) != record


def test_what_is_framed_already_is_not_framed_twice(
    take: Taken, records: Records, framed: Handling
) -> None:
    """What `convert` and `split` wrote may be dropped beside the same recipe."""
    held_out = records(10, start=100)
    first = take(records(20), validation=records(5, start=50), evaluation=held_out, asked=framed)
    train, validation, evaluation = (b"".join(part.lines()) for part in first.parts.values())

    again = take(train, validation=validation, evaluation=evaluation, asked=framed)

    assert 20 == again.parts["training"].records
    assert lines(first, "training") == lines(again, "training")
    assert lines(first, "evaluation") == lines(again, "evaluation")


def test_without_an_instruction_nothing_is_put_around(handling: Handling) -> None:
    record = Record(1, (), (Turn("user", ("a",)), Turn("assistant", ("c",))))

    assert not Frame.of(handling)
    assert record == Frame.of(handling).around(record)


def test_a_record_that_the_instruction_makes_too_long_is_refused(
    take: Taken, records: Records, handling: Handling
) -> None:
    limit = int(handling.rules.max_tokens_per_sample / LOWER.least)
    long = records(1).replace(b"question", b"e" * (limit - 100))
    evaluation = records(10, start=100)

    plain, told = (
        take(long + records(20, start=1), evaluation=evaluation, asked=asked)
        for asked in (handling, replace(handling, instruction="e" * 200))
    )

    assert "SAMPLE_TOO_LONG" not in [problem.code for problem in plain.problems.listed]
    assert "SAMPLE_TOO_LONG" in [problem.code for problem in told.problems.listed]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ('instruction = " "', "dataset.instruction must say something"),
        ('prompt_template = "Summarise:"', "dataset.prompt_template must hold {prompt} once"),
        (
            'prompt_template = "{prompt} {prompt}"',
            "dataset.prompt_template must hold {prompt} once",
        ),
        ('instruction = "System: be kind"', "holds System:, which Nova Micro reserves"),
        ('prompt_template = "User: {prompt}"', "holds User:, which Nova Micro reserves"),
    ],
)
def test_a_recipe_that_cannot_be_put_around_a_prompt_is_refused(keys: str, expected: str) -> None:
    with pytest.raises(task_toml.BadRecipe) as refused:
        task_toml.read(
            f"[dataset]\n{keys}\n{PROVENANCE}",
            default_model="amazon.nova-micro-v1:0:128k",
            default_hyperparameters={},
        )

    assert expected in str(refused.value)
