"""Nova 2 Lite: two hundred records, nothing set aside to validate, reasoning kept, no tools."""

import json
from io import BytesIO
from typing import Any

import pytest

from tests.unit.dataset.taking import handled, lines, take_in
from tuning.dataset.intake import Intake
from tuning.evaluation.answers import held_out
from tuning.run.handling import Handling

MICRO = "amazon.nova-micro-v1:0:128k"


def conversation(*answer: Any, asked: Any = None) -> dict[str, Any]:
    return {
        "schemaVersion": "bedrock-conversation-2024",
        "messages": [
            {"role": "user", "content": asked or [{"text": "What is 6 times 7?"}]},
            {"role": "assistant", "content": list(answer)},
        ],
    }


def thought(text: str) -> dict[str, Any]:
    return {"reasoningContent": {"reasoningText": {"text": text}}}


REASONED = conversation(thought("Seven sixes make 42."), {"text": "42"})


def taken(content: bytes, handling: Handling) -> Intake:
    with Intake(handling, brought=["training"]) as intake:
        intake.take("training", BytesIO(content), file="train.jsonl")
        intake.conclude()
        return intake


def numbered(count: int) -> bytes:
    return lines(
        *({"prompt": f"How much is {n} and {n}?", "completion": str(n + n)} for n in range(count))
    )


@pytest.mark.parametrize(("records", "codes"), [(150, ["TOO_FEW_RECORDS"]), (320, [])])
def test_fewer_than_200_records_to_train_on_are_refused(records: int, codes: list[str]) -> None:
    intake = taken(numbered(records), handled())

    errors = [p.code for p in intake.problems.listed if p.severity == "error"]
    assert codes == errors


def test_nothing_is_set_aside_to_validate_because_the_job_takes_none() -> None:
    with_validation = taken(numbered(320), handled(MICRO))
    without = taken(numbered(320), handled())

    assert with_validation.counts["validation"]
    assert not without.counts["validation"]
    assert with_validation.counts["evaluation"] == without.counts["evaluation"]
    assert "NO_VALIDATION" not in {problem.code for problem in without.problems.listed}


def test_a_validation_file_is_refused() -> None:
    with Intake(handled(), brought=["training", "validation"]) as intake:
        intake.take("training", BytesIO(numbered(320)), file="train.jsonl")
        intake.take("validation", BytesIO(numbered(10)), file="validation.jsonl")
        intake.conclude()

    assert "VALIDATION_NOT_TAKEN" in {problem.code for problem in intake.problems.listed}


def test_reasoning_is_kept_as_it_was_dropped() -> None:
    took = take_in(lines(REASONED), handled())

    assert [] == took.listed
    assert [REASONED] == took.written


def test_reasoning_is_trained_on_so_it_counts_as_tokens() -> None:
    plain = take_in(lines(conversation({"text": "42"})), handled()).batches[0].record(0)
    reasoned = take_in(lines(REASONED), handled()).batches[0].record(0)

    assert reasoned.answer == plain.answer == "42"
    assert reasoned.answer_characters == plain.answer_characters + len("Seven sixes make 42.")


def test_reasoning_is_searched_for_secrets_and_words_like_any_text() -> None:
    hidden = conversation(thought("mail ann.lee@example.org, Thought: yes"), {"text": "42"})
    intake = taken(lines(hidden), handled())
    found = {(p.code, p.message.partition(" holds")[0]) for p in intake.problems.listed}

    assert ("PERSONAL_DATA", "the reasoning of the answer") in found
    assert ("DOUBTFUL_WORD", "the reasoning of the answer") in found


def test_reasoning_is_redacted_with_the_rest() -> None:
    private = lines(conversation(thought("mail ann.lee@example.org"), {"text": "42"}))
    many = private + lines(
        *(
            conversation(thought(f"Think of {n}."), {"text": str(n)}, asked=[{"text": f"Say {n}."}])
            for n in range(320)
        )
    )
    with Intake(handled(privacy="redact"), brought=["training"]) as intake:
        intake.take("training", BytesIO(many), file="train.jsonl")
        intake.conclude()
        written = b"".join(line for part in intake.parts.values() for line in part.lines())

    assert b"ann.lee" not in written
    assert b"[EMAIL_1]" in written


@pytest.mark.parametrize(
    ("record", "codes"),
    [
        (conversation(thought("x")), ["EMPTY_TEXT@1"]),
        (conversation(thought(""), {"text": "42"}), ["EMPTY_TEXT@1"]),
        (conversation({"text": "a"}, asked=[thought("x"), {"text": "q"}]), ["NOT_ONLY_TEXT@1"]),
        ({**REASONED, "system": [thought("x")]}, ["NOT_ONLY_TEXT@1"]),
        (conversation({}, {"text": "a"}), ["MISSING_KEY@1"]),
        (conversation({**thought("x"), "text": "a"}), ["UNKNOWN_KEY@1"]),
        (
            conversation({"reasoningContent": {"redactedContent": "eA=="}}),
            ["UNKNOWN_KEY@1", "MISSING_KEY@1"],
        ),
    ],
)
def test_reasoning_that_is_nothing_to_learn_is_refused(record: Any, codes: list[str]) -> None:
    took = take_in(lines(REASONED, record), handled())

    assert {code.partition("@")[0] for code in took.listed} <= {
        code.partition("@")[0] for code in codes
    }
    assert {2} == {problem.line for problem in took.problems}


def test_reasoning_is_refused_by_a_model_that_learns_none() -> None:
    took = take_in(lines(REASONED), handled(MICRO))

    assert ["the record holds reasoning; only text is taken"] == [p.message for p in took.problems]


def test_tools_are_refused_and_the_contradiction_is_named() -> None:
    used = conversation({"toolUse": {"toolUseId": "1", "name": "add", "input": {}}})
    took = take_in(lines(REASONED, used), handled())

    [problem] = took.problems
    assert "TOOLS_NOT_TAKEN" == problem.code
    assert "AWS's pages contradict each other" in problem.message
    assert "nova-2-sft-data-prep" in problem.message


def test_a_held_out_record_is_asked_and_compared_without_its_reasoning() -> None:
    asked = {
        **REASONED,
        "messages": [*REASONED["messages"], *conversation(thought("t"), {"text": "b"})["messages"]],
    }
    [(_, record)] = held_out(json.dumps(asked).encode())

    assert "b" == record.reference
    assert [["What is 6 times 7?"], ["42"], ["What is 6 times 7?"]] == [
        [block.text for block in turn.said] for turn in record.asked
    ]
