"""A drop as a whole: sizes, duplicates, leakage, labels, and the prompts of evaluation jobs."""

import json
from collections.abc import Callable

import msgspec
import pytest

from tests.unit.dataset.conftest import Taken
from tuning.dataset.intake import Intake
from tuning.dataset.report import summary
from tuning.dataset.tally import Bin, Label
from tuning.training.catalogue import BaseModel

Records = Callable[..., bytes]


def problems(intake: Intake) -> list[str]:
    return [
        f"{problem.file}:{problem.line} {problem.code}" if problem.line else problem.code
        for problem in intake.problems.listed
    ]


def test_a_good_drop_of_one_file_is_split_and_admitted(take: Taken, records: Records) -> None:
    intake = take(records(1000))

    assert [] == problems(intake)
    assert 1000 == sum(intake.counts.values())
    assert intake.counts == {part: held.records for part, held in intake.parts.items()}
    assert intake.counts["evaluation"] == intake.prompts.records
    assert summary(intake).startswith(f"admitted {intake.counts['training']} training, ")


def test_files_that_the_drop_brings_are_taken_as_they_are(take: Taken, records: Records) -> None:
    intake = take(
        records(100),
        validation=records(10, start=100),
        evaluation=records(60, start=200),
    )

    assert {"training": 100, "validation": 10, "evaluation": 60} == intake.counts
    assert [] == problems(intake)


def test_the_same_data_gives_the_same_parts(take: Taken, records: Records) -> None:
    one, other = take(records(50)), take(records(50))

    assert [part.sha256 for part in one.parts.values()] == [
        part.sha256 for part in other.parts.values()
    ]


def test_seven_records_are_too_few_for_nova(take: Taken, records: Records) -> None:
    intake = take(records(7), evaluation=records(60, start=100))

    assert (
        "rejected: train.jsonl: TOO_FEW_RECORDS 7 records, 6 of them to train on; "
        "Nova Micro needs at least 8 (add records)"
    ) == summary(intake)


def test_too_few_records_are_told_together_with_their_faults(take: Taken, records: Records) -> None:
    intake = take(records(5) + b"{}\n", evaluation=records(60, start=100))

    assert ["train.jsonl:6 MISSING_KEY", "train.jsonl:6 MISSING_KEY", "TOO_FEW_RECORDS"] == (
        problems(intake)
    )


def test_a_faulty_record_does_not_make_the_rest_too_few(take: Taken, records: Records) -> None:
    intake = take(records(8).replace(b"reply 7", b""), evaluation=records(60, start=100))

    assert ["train.jsonl:8 EMPTY_TEXT"] == problems(intake)


def test_training_and_validation_together_are_bounded(
    take: Taken, records: Records, model: BaseModel
) -> None:
    small = msgspec.structs.replace(model, max_records=100)
    intake = take(
        records(90),
        validation=records(11, start=100),
        evaluation=records(60, start=200),
        base=small,
    )

    assert ["TOO_MANY_RECORDS"] == problems(intake)


def test_what_is_beyond_the_bound_is_counted_and_not_kept(
    take: Taken, records: Records, model: BaseModel
) -> None:
    small = msgspec.structs.replace(model, max_records=10)
    intake = take(records(100), evaluation=records(101, start=200), base=small)

    assert 101 == intake.counts["evaluation"]
    assert 10 == intake.parts["evaluation"].records
    assert ["TOO_MANY_RECORDS", "TOO_MANY_RECORDS"] == problems(intake)


@pytest.mark.parametrize(
    ("held_out", "expected"),
    [
        (0, ["EMPTY_FILE"]),
        (7, ["EVALUATION_TOO_SMALL"]),
        (8, ["EVALUATION_SMALL"]),
        (49, ["EVALUATION_SMALL"]),
        (50, []),
    ],
)
def test_too_small_a_held_out_set_proves_nothing(
    take: Taken, records: Records, held_out: int, expected: list[str]
) -> None:
    intake = take(
        records(200), validation=records(20, start=300), evaluation=records(held_out, start=400)
    )

    assert expected == problems(intake)


def test_advice_is_given_and_does_not_reject(take: Taken, records: Records) -> None:
    intake = take(
        records(12) + records(1),
        validation=records(2, start=20),
        evaluation=records(60, start=100),
    )

    assert ["train.jsonl:13 DUPLICATE_RECORD", "FEW_RECORDS"] == problems(intake)
    assert 1 == intake.duplicates
    assert 0 == intake.problems.errors


def test_a_small_file_of_which_nothing_falls_to_validation_is_told(
    take: Taken, records: Records
) -> None:
    same = b"".join(b'{"prompt":"a","completion":"b%d"}\n' % n for n in range(200))
    intake = take(same, evaluation=records(60))

    assert ["NO_VALIDATION"] == problems(intake)
    assert 0 == intake.problems.errors


def test_held_out_records_that_were_trained_on_are_refused(take: Taken, records: Records) -> None:
    intake = take(
        records(200),
        validation=records(1, start=5) + records(20, start=300),
        evaluation=records(60, start=400) + records(2),
    )

    assert [
        "validation.jsonl:1 VALIDATION_IN_TRAINING",
        "evaluation.jsonl:61 EVALUATION_IN_TRAINING",
        "evaluation.jsonl:62 EVALUATION_IN_TRAINING",
    ] == problems(intake)
    assert 2 == intake.problems.errors


def test_a_held_out_prompt_with_another_answer_is_only_told(take: Taken, records: Records) -> None:
    other = b'{"prompt":" QUESTION 3","completion":"no"}\n'
    intake = take(
        records(200), validation=records(20, start=300), evaluation=records(60, start=400) + other
    )

    assert ["evaluation.jsonl:61 PROMPT_IN_TRAINING"] == problems(intake)
    assert 0 == intake.problems.errors


def test_a_split_leaks_nothing(take: Taken, records: Records) -> None:
    again = records(300).replace(b"reply", b"another reply")
    intake = take(records(300) + again + records(300))
    asked = {
        part: {json.loads(line)["messages"][0]["content"][0]["text"] for line in held.lines()}
        for part, held in intake.parts.items()
    }

    assert 300 == sum(map(len, asked.values()))
    assert 300 == intake.duplicates


def labelled(count: int) -> bytes:
    return b"text,label\n" + b"".join(
        f"text {n},{('card', 'cash')[n % 4 == 0]}\n".encode() for n in range(count)
    )


def test_answers_that_are_labels_are_counted_by_their_first_line(take: Taken) -> None:
    intake = take(labelled(400), name="train.csv")

    assert (
        Label(file="train.csv", line=3, records=300),
        Label(file="train.csv", line=2, records=100),
    ) == intake.tally.labels


def test_answers_that_seldom_repeat_are_no_labels(take: Taken, records: Records) -> None:
    assert () == take(records(400)).tally.labels
    assert () == take(records(150)).tally.labels


def test_long_answers_are_no_labels(take: Taken) -> None:
    same = b"".join(
        json.dumps({"prompt": f"q{n}", "completion": "long " * 20}).encode() + b"\n"
        for n in range(100)
    )

    assert () == take(same).tally.labels


def test_lengths_are_counted_in_bins_that_double(take: Taken) -> None:
    lengths = [1, 4, 5, 8, 9, 16, 17, 64]
    texts = b"".join(
        json.dumps({"prompt": "x" * n, "completion": "yes"}).encode() + b"\n" for n in lengths
    )
    tally = take(texts).tally

    assert (
        Bin(start=1, end=2, records=2),
        Bin(start=2, end=4, records=3),
        Bin(start=4, end=8, records=2),
        Bin(start=8, end=16, records=0),
        Bin(start=16, end=32, records=1),
    ) == tally.prompts
    assert (Bin(start=1, end=2, records=8),) == tally.answers


def asked(intake: Intake) -> list[dict[str, str]]:
    return [json.loads(line) for line in intake.prompts.lines()]


def test_prompts_join_system_and_user_text_and_carry_the_reference(
    take: Taken, records: Records
) -> None:
    held_out = b"".join(
        json.dumps(
            {
                "system": "Name the intent.",
                "messages": [
                    {"role": "user", "content": f"text {n}"},
                    {"role": "assistant", "content": "card"},
                ],
            }
        ).encode()
        + b"\n"
        for n in range(50)
    )
    prompts = asked(take(records(100), evaluation=held_out, validation=records(9, start=900)))

    assert {"prompt": "Name the intent.\n\ntext 0", "referenceResponse": "card"} == prompts[0]
    assert 50 == len(prompts)


def test_prompts_of_labelled_records_have_their_label_as_category(take: Taken) -> None:
    prompts = asked(take(labelled(400), name="train.csv"))

    assert {"card", "cash"} == {prompt["category"] for prompt in prompts}
    assert all(prompt["category"] == prompt["referenceResponse"] for prompt in prompts)


def test_prompts_that_an_evaluation_job_cannot_take_are_left_out_and_counted(
    take: Taken, records: Records
) -> None:
    long = json.dumps({"prompt": "x" * 4096, "completion": "a"}).encode() + b"\n"
    intake = take(
        records(100),
        validation=records(9, start=900),
        evaluation=records(1040, start=100) + long,
    )

    assert 1041 == intake.parts["evaluation"].records
    assert 1000 == intake.prompts.records
    assert max(len(line) for line in intake.prompts.lines()) <= 4096
    assert ["PROMPTS_LEFT_OUT"] == problems(intake)


def test_prompts_beyond_the_quota_are_drawn_from_the_whole_file(
    take: Taken, records: Records
) -> None:
    intake = take(
        records(100), validation=records(9, start=9000), evaluation=records(2000, start=100)
    )
    drawn = [int(prompt["prompt"].split()[1]) for prompt in asked(intake)]

    assert sorted(drawn) == drawn
    assert 900 < sum(drawn) / len(drawn) - 100 < 1100


def test_a_held_out_set_of_which_nothing_can_be_asked_is_refused(
    take: Taken, records: Records
) -> None:
    long = b"".join(
        json.dumps({"prompt": f"{n} " * 3000, "completion": "a"}).encode() + b"\n"
        for n in range(50)
    )
    intake = take(records(100), validation=records(9, start=900), evaluation=long)

    assert ["NO_PROMPT_FITS"] == problems(intake)
