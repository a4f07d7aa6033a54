"""What users of other validators miss, each named for what is true here."""

import json
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO

import msgspec
import pytest

from tuning.dataset.formats.writers import WRITERS
from tuning.dataset.inspection import inspect
from tuning.dataset.intake import Intake
from tuning.models.catalogue import BaseModel, CustomizationType, catalogue
from tuning.run.handling import Handling

GOOD = b'{"prompt":"a","completion":"b"}\n'

ROWS = {
    f"{model.name}, {customization.lower().replace('_', ' ')}": (model, customization)
    for model in catalogue().models
    for customization in model.datasets
}
every_row = pytest.mark.parametrize(("model", "customization"), ROWS.values(), ids=ROWS.keys())


def handling(
    model: BaseModel, customization: CustomizationType = "FINE_TUNING", **limits: int
) -> Handling:
    """Return what a row of the catalogue asks, with some limits made small enough to test."""
    rules = msgspec.structs.replace(model.datasets[customization], **limits)
    return Handling(
        model=msgspec.structs.replace(model, datasets={customization: rules}),
        customization_type=customization,
        near_duplicates="off",
    )


@contextmanager
def taken(content: bytes, asked: Handling, **others: bytes) -> Iterator[Intake]:
    """Take in and conclude a drop; `others` are its further files."""
    with Intake(asked, brought={"training", *others}) as intake:  # type: ignore[arg-type]
        intake.take("training", BytesIO(content), file="train.jsonl")
        for part, file in others.items():
            intake.take(part, BytesIO(file), file=f"{part}.jsonl")  # type: ignore[arg-type]
        intake.conclude()
        yield intake


def codes(content: bytes, asked: Handling) -> list[str]:
    """Return the problems of single records as `CODE@line`."""
    with inspect(BytesIO(content), asked, file="train.jsonl") as piece:
        return [f"{problem.code}@{problem.line}" for problem in piece.problems.listed]


def pairs(numbers: range) -> bytes:
    return b"".join(
        json.dumps({"prompt": f"question {n}", "completion": f"reply {n}"}).encode() + b"\n"
        for n in numbers
    )


MODEL = catalogue().models[0]


@pytest.mark.parametrize(
    "first",
    [b"{oops\n", b'{"prompt":"\xff"}\n', b"\x01\n", b"null\n", b'{"prompt":"a"', b"\n"],
    ids=["broken", "no UTF-8", "control character", "null", "cut off", "blank"],
)
def test_a_broken_first_line_hides_nothing_that_comes_after_it(first: bytes) -> None:
    told = codes(first.removesuffix(b"\n") + b"\n" + GOOD + b'{"prompt":"a"}\n', handling(MODEL))

    assert ["1", "3"] == [problem.partition("@")[2] for problem in told]


def test_every_bad_line_is_named_in_one_pass_whatever_kind_it_is() -> None:
    bad = [b"x\n", b'{"prompt":"a"}\n', b'{"prompt":"\xff","completion":"b"}\n', b"[]\n", b"\n"]
    content = b"".join(GOOD * 3 + line for line in bad)
    told = codes(content, handling(MODEL))

    assert ["4", "8", "12", "16", "20"] == [problem.partition("@")[2] for problem in told]


@pytest.mark.parametrize(
    "record",
    [
        {"schemaVersion": "bedrock-conversation-2024"},
        {"schemaVersion": "bedrock-conversation-2024", "messages": None},
        {"schemaVersion": "bedrock-conversation-2024", "messages": [{}]},
        {"schemaVersion": "bedrock-conversation-2024", "messages": [None]},
        {"schemaVersion": "bedrock-conversation-2024", "messages": [{"role": "user"}]},
        {"schemaVersion": "bedrock-conversation-2024", "messages": {"role": "user"}},
    ],
)
def test_a_record_without_what_a_conversation_needs_is_a_problem_and_no_crash(
    record: object,
) -> None:
    conversation = {
        "schemaVersion": "bedrock-conversation-2024",
        "messages": [
            {"role": "user", "content": [{"text": "q"}]},
            {"role": "assistant", "content": [{"text": "a"}]},
        ],
    }
    lines = [json.dumps(each).encode() for each in (conversation, record, conversation)]
    told = codes(b"\n".join(lines), handling(MODEL))

    assert {"2"} == {problem.partition("@")[2] for problem in told}


@pytest.mark.parametrize("part", [{"image": {"format": "png"}}, {"video": {}}, {"document": {}}])
def test_pictures_and_films_are_refused_with_a_word_about_text(part: object) -> None:
    message = {"role": "user", "content": [{"text": "q"}, part]}
    answer = {"role": "assistant", "content": [{"text": "a"}]}
    record = {"schemaVersion": "bedrock-conversation-2024", "messages": [message, answer]}

    assert ["NOT_ONLY_TEXT@1"] == codes(json.dumps(record).encode(), handling(MODEL))


def test_a_file_is_never_held_in_memory() -> None:
    long = GOOD.replace(b"a", b"word " * 800)

    class Endless:
        left = 250

        def read(self, size: int, /) -> bytes:
            self.left -= 1
            return long * (size // len(long)) if self.left >= 0 else b""

    tracemalloc.start()
    with inspect(Endless(), handling(MODEL), file="train.jsonl", keep=False) as piece:
        figures = len(piece.sheet) * 40
        read = piece.facts.bytes
        held, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert read > 30_000_000
    assert held < figures + 2_000_000
    assert peak < held + figures + 12_000_000


@every_row
def test_the_fewest_and_the_most_records_are_those_of_the_row(
    model: BaseModel, customization: CustomizationType
) -> None:
    asked = handling(model, customization, min_records=20, max_records=40)
    for count, code in ((10, "TOO_FEW_RECORDS"), (100, "TOO_MANY_RECORDS")):
        with taken(readable(asked, count), asked) as intake:
            assert code in {problem.code for problem in intake.problems.listed}


def readable(asked: Handling, count: int) -> bytes:
    """Write records in the form that the base model reads."""
    lines = []
    with inspect(BytesIO(pairs(range(count))), handling(MODEL), file="train.jsonl") as piece:
        for line in piece.lines.lines():
            record = WRITERS["converse"].shape.decoder().decode(line).record(1)
            lines.append(WRITERS[asked.rules.record_format].line(record))
    return b"".join(lines)


@every_row
def test_every_reserved_word_of_the_row_is_found_in_what_a_user_says(
    model: BaseModel, customization: CustomizationType
) -> None:
    asked = handling(model, customization)
    records = [
        {"prompt": f"say {word} now", "completion": "b"} for word in asked.rules.reserved_words
    ]
    content = b"".join(json.dumps(record).encode() + b"\n" for record in records)
    told = [problem for problem in codes(content, asked) if "RESERVED_WORD" in problem]

    assert [f"RESERVED_WORD@{line}" for line in range(1, len(records) + 1)] == told


@every_row
def test_a_record_that_is_too_long_for_the_row_is_found(
    model: BaseModel, customization: CustomizationType
) -> None:
    asked = handling(model, customization, max_tokens_per_sample=100)
    long = json.dumps({"prompt": "word " * 250, "completion": "b"}).encode()

    assert "SAMPLE_TOO_LONG@1" in codes(long, asked)


def _parts(content: bytes) -> dict[str, set[bytes]]:
    with taken(content, handling(MODEL)) as intake:
        assert not intake.problems.errors
        return {part: set(gathered.lines()) for part, gathered in intake.parts.items()}


def test_the_split_is_the_same_whatever_the_order_and_holds_when_records_are_added() -> None:
    content = pairs(range(300))
    backwards = b"".join(reversed(content.splitlines(keepends=True)))
    parts = _parts(content)

    assert parts == _parts(backwards)
    assert all(lines for lines in parts.values())
    grown = _parts(content + pairs(range(300, 600)))
    assert 30 > sum(len(lines - grown[part]) for part, lines in parts.items())


LEAKS: dict[str, tuple[Callable[[int], dict[str, str]], str]] = {
    "the same record": (
        lambda n: {"prompt": f"question {n}", "completion": f"reply {n}"},
        "EVALUATION_IN_TRAINING",
    ),
    "the same but for case and spaces": (
        lambda n: {"prompt": f"  QUESTION   {n} ", "completion": f"reply {n}"},
        "EVALUATION_IN_TRAINING",
    ),
    "the same question": (
        lambda n: {"prompt": f"question {n}", "completion": "another"},
        "PROMPT_IN_TRAINING",
    ),
}


@pytest.mark.parametrize(("leak", "code"), LEAKS.values(), ids=LEAKS.keys())
def test_what_leaks_from_training_into_evaluation_is_told(
    leak: Callable[[int], dict[str, str]], code: str
) -> None:
    held_out = pairs(range(1000, 1050)) + json.dumps(leak(7)).encode() + b"\n"
    with taken(pairs(range(200)), handling(MODEL), evaluation=held_out) as intake:
        told = [(p.file, p.line) for p in intake.problems.listed if p.code == code]

    assert [("evaluation.jsonl", 51)] == told


def test_the_first_twenty_of_a_kind_are_listed_and_all_of_them_are_counted() -> None:
    with inspect(BytesIO(GOOD + b"x\n" * 5000), handling(MODEL), file="train.jsonl") as piece:
        listed = [problem.line for problem in piece.problems.listed]

    assert list(range(2, 22)) == listed
    assert 5000 == piece.problems.errors


def test_the_same_problems_are_told_every_time() -> None:
    content = (GOOD + b"x\n{}\n\n") * 50

    assert codes(content, handling(MODEL)) == codes(content, handling(MODEL))
