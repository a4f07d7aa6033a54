import json
from dataclasses import replace
from typing import Any

import pytest
from msgspec import structs

from tests.unit.evaluation.conftest import Time, refusal
from tests.unit.seals import seal
from tuning.errors import ArtifactChanged
from tuning.evaluation import asking
from tuning.evaluation import compare as comparing
from tuning.evaluation.answers import from_lines, held_out
from tuning.run.estimate import MOST_RECORDS
from tuning.run.evaluation import Answers, Comparison, EvaluationJobs, EvaluationStatus, Score
from tuning.run.hosting import Serving
from tuning.run.recipe import METRICS_OF_TASK, Probes
from tuning.run.registration import Registration
from tuning.run.training import Doubt
from tuning.run.validation import Admission, Part

BASE = "amazon.nova-micro-v1:0"
CUSTOM = "arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abcdefghijkl"
KEY = "snapshots/ab12/evaluation.jsonl"
TRAINING = "snapshots/ab12/train.jsonl"
LABELS = ("card_arrival", "card_linking", "lost_card")

THROUGHPUT = Serving(
    kind="throughput",
    name="throughput",
    arn=CUSTOM,
    units=1,
    unit_hour_usd=None,
    since="2026-11-21T09:00:00+00:00",
    lease_ends="2026-11-22T09:00:00+00:00",
)


def compare(registration: Registration, admission: Admission, throughput: Serving) -> Comparison:
    """Ask and compare, as the walk does in two states."""
    answers = asking.ask(registration, admission, throughput, clock=Time().clock)
    return comparing.compare(registration, admission, answers)


def admission(records: int) -> Admission:
    return Admission(
        outcome="admitted",
        summary="",
        report=seal(),
        samples=seal(),
        source_format=None,
        problems=0,
        training=Part(key=TRAINING, records=2, tokens=0),
        evaluation=Part(key=KEY, records=records, tokens=0),
    )


def exchange(asked: str, answer: str) -> bytes:
    """A record of the snapshot."""
    return (
        json.dumps(
            {
                "schemaVersion": "bedrock-conversation-2024",
                "system": [{"text": "Name the intent."}],
                "messages": [
                    {"role": "user", "content": [{"text": asked}]},
                    {"role": "assistant", "content": [{"text": answer}]},
                ],
            }
        ).encode()
        + b"\n"
    )


def lines(records: int) -> bytes:
    return b"".join(exchange(f"question {n}", LABELS[n % 3]) for n in range(records))


@pytest.fixture(autouse=True)
def trained_on(bucket: Any) -> None:
    """What no baseline can make anything of: one record of which nothing is asked again."""
    bucket.objects[TRAINING] = exchange("something else", "nothing of the kind")


def right(prompt: str) -> str:
    """The answer to a question; to what is no question, a greeting."""
    return LABELS[int(prompt.split()[1]) % 3] if prompt.startswith("question ") else "Hello"


def often_wrong(prompt: str) -> str:
    return right(prompt) if int(prompt.split()[1]) % 5 == 0 else "I cannot say"


def test_a_better_model_is_kept_and_every_answer_is_written(
    registration: Registration, bucket: Any, models: Any
) -> None:
    bucket.objects[KEY] = lines(60)
    models.says = {BASE: often_wrong, CUSTOM: right}

    comparison = compare(registration, admission(60), THROUGHPUT)

    assert "keep" == comparison.outcome
    assert 60 == comparison.records
    assert [*METRICS_OF_TASK["Generation"], "refusals", "length"] == [
        score.metric for score in comparison.scores
    ]
    exact = _of("exact_match", comparison)
    assert (exact.base, exact.custom, exact.gain) == pytest.approx((0.2, 1.0, 0.8))
    assert 0.6 < exact.gain_low < 0.8 < exact.gain_high < 0.95
    assert (48, 0) == (exact.wins, exact.losses)
    assert "2026-11-21T10:30:00+00:00" == comparison.answered_at
    answered = list(from_lines(bucket.objects["runs/faq/faq-0123456789ab/answers.jsonl"]))
    assert [record.record for record in answered] == list(range(1, 61))
    assert "question 1" == answered[1].prompt
    assert "card_linking" == answered[1].reference
    assert answered[1].base
    assert "I cannot say" == answered[1].base.text
    assert 1.0 == answered[1].custom_scores["exact_match"]


@pytest.mark.parametrize(
    ("reference", "answer", "metric"),
    [
        ('<case id="1"><is>{0}</is></case>', "<case id='1'>\n <is> {0} </is></case>", "xml_fields"),
        ('{{"id": 1, "is": "{0}"}}', '{{"is":"{0}","id":1.0}}', "json_fields"),
    ],
)
def test_the_form_of_the_references_decides_where_no_recipe_does(
    registration: Registration,
    bucket: Any,
    models: Any,
    reference: str,
    answer: str,
    metric: str,
) -> None:
    said = [exchange(f"question {n}", reference.format(LABELS[n % 3])) for n in range(60)]
    bucket.objects[KEY] = b"".join(said)
    models.says = {
        BASE: lambda prompt: reference.format(often_wrong(prompt)),
        CUSTOM: lambda prompt: answer.format(right(prompt)),
    }

    comparison = compare(registration, admission(60), THROUGHPUT)

    assert ("keep", metric) == (comparison.outcome, comparison.scores[0].metric)
    assert 1.0 == comparison.scores[0].custom


def _of(metric: str, comparison: Comparison) -> Score:
    return next(score for score in comparison.scores if score.metric == metric)


def test_a_model_that_is_no_better_is_discarded(
    registration: Registration, bucket: Any, models: Any
) -> None:
    bucket.objects[KEY] = lines(60)
    models.says = {BASE: often_wrong, CUSTOM: often_wrong}

    comparison = compare(registration, admission(60), THROUGHPUT)

    assert "discard" == comparison.outcome
    assert 0 == comparison.scores[0].gain


def test_the_first_metric_of_the_recipe_decides(
    registration: Registration, bucket: Any, models: Any
) -> None:
    """The custom model uses the right words in the wrong order: better by F1, not by match."""
    bucket.objects[KEY] = lines(60)
    models.says = {BASE: lambda _: "nothing", CUSTOM: lambda p: f"{right(p)} perhaps"}

    outcome = {
        metric: compare(_deciding(registration, metric, run), admission(60), THROUGHPUT).outcome
        for metric, run in (("exact_match", "faq-000000000001"), ("token_f1", "faq-000000000002"))
    }

    assert {"exact_match": "discard", "token_f1": "keep"} == outcome


def _deciding(registration: Registration, metric: str, run: str) -> Registration:
    recipe = registration.ready_recipe
    evaluation = structs.replace(recipe.evaluation, metrics=(metric,))
    return replace(registration, run_id=run, recipe=structs.replace(recipe, evaluation=evaluation))


def test_a_record_that_one_model_failed_counts_as_its_wrong_answer(
    registration: Registration, bucket: Any, models: Any
) -> None:
    def failing_once(prompt: str) -> str:
        if prompt == "question 7":
            raise refusal("ModelErrorException", "no answer")
        return right(prompt)

    bucket.objects[KEY] = lines(60)
    models.says = {BASE: right, CUSTOM: failing_once}

    comparison = compare(registration, admission(60), THROUGHPUT)

    assert 60 == comparison.records
    exact = _of("exact_match", comparison)
    assert (exact.base, exact.custom) == pytest.approx((1.0, 59 / 60))


def test_copies_of_one_record_are_one_piece_of_evidence(
    registration: Registration, bucket: Any, models: Any
) -> None:
    """They differ as people's copies do: in case, spacing, forms of a letter and the last mark."""
    spellings = ("Where is it", "Where is it?", "WHERE IS IT", "where is\u00a0it", " Where  is it.")
    bucket.objects[KEY] = b"".join(asking_for(spellings[n % 5], "Here") for n in range(40))
    models.says = {BASE: lambda _: "xyz", CUSTOM: lambda _: "Here"}

    comparison = compare(registration, admission(40), THROUGHPUT)

    assert ("hold", 40, 1, 7) == (
        comparison.outcome,
        comparison.records,
        comparison.prompts,
        comparison.more_records,
    )
    assert "40 held-out records of 1 distinct prompt" in comparison.reason
    assert "bring at least 7 more distinct held-out records" in comparison.reason


def test_the_turns_of_one_conversation_are_one_piece_of_evidence(
    registration: Registration, bucket: Any, models: Any
) -> None:
    bucket.objects[KEY] = b"".join(
        asking_for(*(f"turn {n} of {talk}" for n in range(2 * turns + 2)))
        for talk in range(9)
        for turns in range(4)
    )
    models.says = {BASE: lambda _: "no", CUSTOM: lambda prompt: f"turn {int(prompt[5]) + 1} of"}

    comparison = compare(registration, admission(36), THROUGHPUT)

    assert (36, 9) == (comparison.records, comparison.prompts)


def asking_for(*turns: str) -> bytes:
    messages = [
        {"role": ("user", "assistant")[n % 2], "content": [{"text": text}]}
        for n, text in enumerate(turns)
    ]
    return json.dumps({"messages": messages}).encode() + b"\n"


def test_a_model_that_overfitted_by_far_is_held_although_it_is_better(
    registration: Registration, bucket: Any, models: Any
) -> None:
    bucket.objects[KEY] = lines(60)
    models.says = {BASE: often_wrong, CUSTOM: right}
    answers = asking.ask(registration, admission(60), THROUGHPUT, clock=Time().clock)

    comparison = comparing.compare(
        registration, admission(60), answers, judgement=Doubt(doubt="it overfits")
    )

    assert "hold" == comparison.outcome
    assert comparison.reason.endswith("; but it overfits.")
    assert 0 == comparison.more_records


def test_a_guard_that_worsened_holds_a_better_model(
    registration: Registration, bucket: Any, models: Any
) -> None:
    """The custom model always has the right word among others, and never is exact any more."""
    bucket.objects[KEY] = lines(60)
    models.says = {BASE: often_wrong, CUSTOM: lambda p: f"{right(p)} perhaps"}
    plan = registration.ready_recipe
    guarded = structs.replace(plan.evaluation, metrics=("token_f1",), guards={"exact_match": 0.1})

    comparison = compare(
        replace(registration, recipe=structs.replace(plan, evaluation=guarded)),
        admission(60),
        THROUGHPUT,
    )

    assert "hold" == comparison.outcome
    assert "its exact match fell from 0.200 to 0.000, further than the 0.100" in comparison.reason
    assert ["token_f1"] == [score.metric for score in comparison.scores if score.decides]


def test_all_metrics_that_decide_must_be_better(
    registration: Registration, bucket: Any, models: Any
) -> None:
    bucket.objects[KEY] = lines(60)
    models.says = {BASE: lambda _: "nothing", CUSTOM: lambda p: f"{right(p)} perhaps"}
    plan = registration.ready_recipe
    both = structs.replace(plan.evaluation, decided_by=("token_f1", "exact_match"))

    comparison = compare(
        replace(registration, recipe=structs.replace(plan, evaluation=both)),
        admission(60),
        THROUGHPUT,
    )

    assert "discard" == comparison.outcome
    assert "its token F1 is" in comparison.reason
    assert "its exact match is" in comparison.reason


def test_too_few_records_are_no_proof(registration: Registration, bucket: Any, models: Any) -> None:
    bucket.objects[KEY] = lines(1)
    models.says = {BASE: lambda _: "wrong", CUSTOM: right}

    comparison = compare(registration, admission(1), THROUGHPUT)

    assert "hold" == comparison.outcome
    assert () == comparison.scores
    assert "unproven" in comparison.reason


def test_a_large_held_out_set_is_sampled_the_same_way_every_time() -> None:
    content = lines(MOST_RECORDS + 500)

    drawn = held_out(content)

    assert len(drawn) == MOST_RECORDS
    assert drawn == held_out(content)
    numbers = [number for number, _ in drawn]
    assert numbers == sorted(numbers)
    assert numbers[-1] > MOST_RECORDS
    assert all(record.prompt == f"question {number - 1}" for number, record in drawn)


def test_an_admitted_dataset_without_a_held_out_set_is_a_fault_of_the_walk(
    registration: Registration, bucket: Any, models: Any
) -> None:
    with pytest.raises(ValueError, match="no held-out"):
        compare(registration, admission(60), THROUGHPUT)


def test_a_conversation_of_several_turns_names_its_speakers() -> None:
    turns = [("user", "hello"), ("assistant", "hi"), ("user", "why?"), ("assistant", "because")]
    line = json.dumps(
        {"messages": [{"role": role, "content": [{"text": text}]} for role, text in turns]}
    )
    [(_, record)] = held_out(line.encode())

    assert "user: hello\n\nassistant: hi\n\nuser: why?" == record.prompt
    assert "because" == record.reference


def test_comparing_asks_no_model_again(
    registration: Registration, bucket: Any, models: Any
) -> None:
    bucket.objects[KEY] = lines(60)
    models.says = {BASE: often_wrong, CUSTOM: right}
    answers = asking.ask(registration, admission(60), THROUGHPUT, clock=Time().clock)
    asked = len(models.requests)

    comparison = comparing.compare(registration, admission(60), answers)

    assert len(models.requests) == asked == 120
    assert (comparison.input_tokens, comparison.output_tokens) == (
        answers.input_tokens,
        answers.output_tokens,
    )


@pytest.mark.parametrize(
    "key",
    ["runs/faq/faq-0123456789ab/answers.jsonl", "runs/faq/faq-0123456789ab/answers/probes.jsonl"],
)
def test_answers_that_were_changed_since_they_were_given_decide_nothing(
    registration: Registration, bucket: Any, models: Any, key: str
) -> None:
    bucket.objects[KEY] = lines(60)
    models.says = {BASE: lambda _: "nothing", CUSTOM: right}
    probed = structs.replace(registration.ready_recipe, probes=Probes(abilities=True))
    registration = replace(registration, recipe=probed)
    answers = asking.ask(registration, admission(60), THROUGHPUT, clock=Time().clock)
    bucket.objects[key] = bucket.objects[key].replace(b"end_turn", b"end_Turn", 1)

    with pytest.raises(ArtifactChanged, match=f"{key} is not what was written"):
        comparing.compare(registration, admission(60), answers)


def test_answers_that_are_gone_are_a_fault_of_the_walk(
    registration: Registration, bucket: Any
) -> None:
    answers = Answers(
        serving=CUSTOM, answers=seal("gone.jsonl"), records=60, input_tokens=0, output_tokens=0
    )

    with pytest.raises(ValueError, match="are gone"):
        comparing.compare(registration, admission(60), answers)


def test_what_became_of_the_evaluation_jobs_is_told_and_changes_no_verdict(
    registration: Registration, bucket: Any, models: Any
) -> None:
    bucket.objects[KEY] = lines(60)
    models.says = {BASE: often_wrong, CUSTOM: right}
    answers = asking.ask(registration, admission(60), THROUGHPUT, clock=Time().clock)
    plain = comparing.compare(registration, admission(60), answers)

    told = comparing.compare(
        registration,
        admission(60),
        replace(answers, custom_failed=2, message="3 records were not put to both models"),
        EvaluationJobs(outcome="none", warnings=("refused",)),
        EvaluationStatus(outcome="failed", statuses={}, warnings=("failed",)),
        "broken",
    )

    assert replace(told, warnings=()) == plain
    assert (
        "3 records were not put to both models",
        "The custom model gave no answer to 2 of 60 records; they count as wrong answers",
        "refused",
        "failed",
        "broken",
    ) == told.warnings
