"""The stand-in scores by its own means: a fault of the project's metrics cannot show in both."""

from types import FunctionType

import pytest

from rehearsal.bedrock.evaluation import stand_in_judge
from rehearsal.bedrock.evaluation.approximate_accuracy import scorer
from tuning.evaluation.metrics import exact_match, rouge_l, token_f1

ANSWERS = ("The parcel is late.", "Your refund is on its way.", "No, it cannot be changed.")
TASKS = ("Classification", "QuestionAndAnswer", "Summarization", "Generation")


def _always(answer: str, reference: str, *, numbers: bool = False) -> float:
    return 1.0


@pytest.fixture
def faulty_metrics(monkeypatch: pytest.MonkeyPatch) -> None:
    """The project's own metrics call every answer right, whoever has imported them by whatever
    name."""
    for metric in (exact_match, token_f1, rouge_l):
        assert isinstance(metric, FunctionType)
        monkeypatch.setattr(metric, "__code__", _always.__code__)
        monkeypatch.setattr(metric, "__kwdefaults__", _always.__kwdefaults__)


def judged(metric: str, response: str, reference: str) -> float:
    record = {"referenceResponse": reference, "modelResponses": [{"response": response}]}
    score = stand_in_judge.score(metric, record)
    assert score["evaluatorDetails"][0]["explanation"] == stand_in_judge.REASON
    return float(score["result"])


@pytest.mark.usefixtures("faulty_metrics")
def test_a_fault_of_our_metrics_is_not_repeated_by_what_stands_in_for_bedrock() -> None:
    wrong, reference = ANSWERS[:2]
    assert 1.0 == exact_match(wrong, reference) == token_f1(wrong, reference)

    for task in TASKS:
        assert scorer(task, ANSWERS)(wrong, reference) < 0.5, task
    for metric in stand_in_judge.METRICS:
        assert judged(metric, wrong, reference) < 0.5, metric


@pytest.mark.parametrize("task", TASKS)
def test_the_reference_itself_is_wholly_right_in_every_script(task: str) -> None:
    for text in (*ANSWERS, "1", "-1", "ยอดเงินของฉัน", "余额不足", "{}", "!"):
        assert 1.0 == pytest.approx(scorer(task, [text])(text, text)), text


@pytest.mark.parametrize(
    ("response", "score"),
    [
        ("Refund", 1),
        ("The class is: card arrival.", 1),
        ("refunded", 0),
        ("It could be card arrival, or a refund", 0),
        ("I do not know", 0),
        ("", 0),
    ],
)
def test_of_a_response_the_first_label_in_it_is_its_class(response: str, score: int) -> None:
    right = "refund" if response == "Refund" else "card arrival"
    if response.startswith(("refunded", "It could")):
        right = "refund"

    assert score == scorer("Classification", ["refund", "card arrival", "card"])(response, right)


def test_a_sign_tells_two_labels_apart() -> None:
    score = scorer("Classification", ["1", "-1"])

    assert [1, 0, 0, 1] == [score(said, right) for said in ("1", "-1") for right in ("1", "-1")]


def test_the_f1_of_a_question_is_over_distinct_words_without_articles_and_punctuation() -> None:
    score = scorer("QuestionAndAnswer", [])

    assert score("The Eiffel Tower!", "an eiffel tower, Paris") == pytest.approx(0.8)


def test_a_fact_counts_wherever_it_stands_in_free_text() -> None:
    score = scorer("Generation", [])

    assert 1 == score("That would be GERMANY, of course", "Germany")
    assert 0 == score("France", "Germany")


def test_a_summary_in_nearly_the_same_words_is_near() -> None:
    score = scorer("Summarization", [])

    near, far = score("the parcels are late", "the parcel is late"), score("yes", "the parcel")

    assert far < 0.3 < 0.6 < near < 1


RIGHT = "Yes, you can return the shoes within thirty days with the receipt."


@pytest.mark.parametrize(
    ("response", "at_most"),
    [
        ("The lift is out of order until Monday, please take the stairs.", 0.3),
        ("I'm sorry, but I can't help with that.", 0.3),
        ("No, you cannot return the shoes within thirty days with the receipt.", 0.3),
        (f"That is not true: {RIGHT}", 0.3),
        ("", 0.0),
    ],
)
@pytest.mark.parametrize("metric", list(stand_in_judge.METRICS))
def test_a_bad_answer_gets_a_low_score_from_the_judge(
    metric: str, response: str, at_most: float
) -> None:
    assert judged(metric, response, RIGHT) <= at_most


@pytest.mark.parametrize("metric", list(stand_in_judge.METRICS))
def test_a_right_answer_gets_a_high_score_from_the_judge(metric: str) -> None:
    said = "yes: you can return the shoes within 30 days, with the receipt"

    assert judged(metric, said, RIGHT) > 0.8
    assert judged(metric, RIGHT, RIGHT) == 1.0
    assert judged(metric, "余额不足", "余额不足") == 1.0
    assert judged(metric, "!", "!") == 1.0
