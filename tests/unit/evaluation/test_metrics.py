"""The table of metrics: what holds for each of them."""

from random import Random
from time import process_time
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuning.evaluation.metrics import METRICS, scorer, scorers, title
from tuning.run.recipe import METRICS_OF_TASK, EvaluationSettings, Metric, TaskType

SETTINGS = EvaluationSettings(pattern="a", json_schema="{}")

OF_THE_ANSWER_ALONE = {"pattern", "json_valid", "json_schema", "xml_valid"}
"""What holds an answer to a form, whatever the reference says."""

ONE_SIDED = {*OF_THE_ANSWER_ALONE, "contains", "chrf"}
"""What an answer says of its reference, which is not what the reference says of it."""

OF_A_FORM = {*OF_THE_ANSWER_ALONE, "json_equal", "json_fields", "xml_fields", "xml_structure"}
"""What a text without that form scores 0 on, even beside itself."""


def test_every_metric_of_a_recipe_has_a_function() -> None:
    assert set(get_args(Metric)) == set(METRICS)


@given(st.sampled_from(sorted(METRICS)), st.text(), st.text())
def test_every_score_is_from_0_to_1(metric: Metric, answer: str, reference: str) -> None:
    assert 0 <= scorer(metric, SETTINGS)(answer, reference) <= 1


@given(st.sampled_from(sorted(set(METRICS) - ONE_SIDED)), st.text(), st.text())
def test_scores_of_agreement_are_symmetric(metric: Metric, answer: str, reference: str) -> None:
    score = scorer(metric, SETTINGS)

    assert score(reference, answer) == pytest.approx(score(answer, reference))


@given(st.sampled_from(sorted(set(METRICS) - OF_A_FORM)), st.text())
def test_a_text_agrees_wholly_with_itself(metric: Metric, text: str) -> None:
    assert 1.0 == scorer(metric, SETTINGS)(text, text)


@pytest.mark.parametrize("metric", sorted(set(METRICS) - OF_A_FORM))
def test_an_empty_answer_is_no_answer_and_an_empty_reference_wants_none(metric: Metric) -> None:
    score = scorer(metric, SETTINGS)

    assert 1.0 == score("", " \n")
    if metric != "refusals":
        assert 0.0 == score("", "yes") == score("yes", "")


@pytest.mark.parametrize("metric", sorted(METRICS))
@pytest.mark.parametrize("text", ["\ud800", "[" * 5000, "<a>" * 5000, "\x00", "\x1f" * 9, "'" * 9])
def test_no_answer_breaks_a_score(metric: Metric, text: str) -> None:
    assert 0 <= scorer(metric, SETTINGS)(text, "yes") <= 1
    assert 0 <= scorer(metric, SETTINGS)("yes", text) <= 1


def test_what_the_recipe_says_reaches_the_score() -> None:
    settings = EvaluationSettings(
        metrics=("exact_match", "pattern", "json_schema"),
        numbers=True,
        pattern="^[A-Z]+$",
        json_schema='{"type": "object"}',
    )
    scores = scorers(settings)

    assert ["exact_match", "pattern", "json_schema"] == list(scores)
    assert 1.0 == scores["exact_match"]("1,000.0", "1000")
    assert (1.0, 0.0) == (scores["pattern"]("ABC", ""), scores["pattern"]("abc", ""))
    assert (1.0, 0.0) == (scores["json_schema"]("{}", ""), scores["json_schema"]("[]", ""))


@pytest.mark.parametrize(
    ("task_type", "deciding"),
    [
        ("Classification", "exact_match"),
        ("QuestionAndAnswer", "token_f1"),
        ("Summarization", "rouge_l"),
        ("Generation", "chrf"),
    ],
)
def test_the_task_decides_what_decides_and_the_recipe_may_say_otherwise(
    task_type: TaskType, deciding: Metric
) -> None:
    assert (deciding,) == EvaluationSettings(task_type=task_type).deciding
    assert METRICS_OF_TASK[task_type] == EvaluationSettings(task_type=task_type).scored
    assert ("length",) == EvaluationSettings(task_type=task_type, metrics=("length",)).scored


def test_a_hundred_long_pairs_take_every_metric_no_time() -> None:
    """A tenth of what 1,000 pairs of 300 words may take, six times over for a busy machine."""
    random = Random(5)
    words = [
        "".join(random.choices("etaoinshrdlucm", k=random.randrange(2, 9))) for _ in range(999)
    ]
    texts = [" ".join(random.choices(words, k=300)) for _ in range(200)]
    settings = EvaluationSettings(metrics=tuple(METRICS), pattern="^a$", json_schema="{}")
    scores = scorers(settings).values()
    began = process_time()
    for answer, reference in zip(texts[::2], texts[1::2], strict=True):
        for score in scores:
            score(answer, reference)

    assert process_time() - began < 1.2


def test_a_metric_that_is_no_more_is_named_as_its_run_wrote_it() -> None:
    assert ("ROUGE-L", "bleu") == (title("rouge_l"), title("bleu"))
