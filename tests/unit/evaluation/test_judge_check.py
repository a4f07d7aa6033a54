"""Whether a judge can be trusted: canaries, labels, and their agreement."""

from collections.abc import Callable

import pytest

from tuning.evaluation import judge_check
from tuning.evaluation.answers import Answered
from tuning.evaluation.judge_check import Case
from tuning.evaluation.kappa import kappa
from tuning.evaluation.labels import Label
from tuning.evaluation.metrics import contains, token_f1
from tuning.evaluation.opinion import Judgements, answer_key
from tuning.run.evaluation import JudgeTest

JUDGE = "Claude Haiku 4.5"


def record(prompt: str, reference: str, *, system: str = "") -> Answered:
    return Answered(
        record=1, system=system, prompt=prompt, reference=reference, base=None, custom=None
    )


INTENTS = [
    record(f"question {n}", ("card_arrival", "card_linking", "lost_card")[n % 3]) for n in range(40)
]


def labels(good: int, bad: int) -> list[Label]:
    return [
        Label(prompt=f"question {n}", answer=f"answer {n}", good=n < good)
        for n in range(good + bad)
    ]


def given(tested: tuple[Case, ...], score: Callable[[Case], float | None]) -> Judgements:
    """What a judge gives, which has its own way of scoring."""
    scores = {answer_key(case.prompt, case.answer): score(case) for case in tested}
    return {key: [score] for key, score in scores.items() if score is not None}


def stood_by(
    score: Callable[[Case], float | None],
    *labelled: Label,
    decides: bool = False,
    answered: list[Answered] = INTENTS,
) -> JudgeTest:
    tested = judge_check.cases(answered, labelled)
    return judge_check.judged(tested, given(tested, score), decides=decides)


def sees_what_is_bad(case: Case) -> float:
    return 1.0 if case.known == "good" else 0.25


@pytest.mark.parametrize(
    "held_out",
    [
        INTENTS,
        [record(f"{a} plus {b}?", str(a + b)) for a in range(6) for b in range(6)],
        [record(f"Statement {n}", "yes" if n % 2 else "no") for n in range(30)],
        [record(f"Case {n}", "AB"[n % 2]) for n in range(30)],
        [record(f"質問その{n}は何ですか", f"答えは{'赤青黄緑'[n % 4]}です") for n in range(30)],
        [record("Hello", "Hi, how can I help?")] * 3
        + [record("Bye", "Take care and see you soon!")] * 3,
        [record("levels", "level"), record("nooned", "noon"), record("turn", "Turn left.")],
    ],
)
def test_canaries_are_certainly_bad_whatever_the_task(held_out: list[Answered]) -> None:
    tested = judge_check.cases(held_out, ())

    assert ["canary"] * 3 == [case.known for case in tested]
    assert 3 == len({case.answer for case in tested})
    for case in tested:
        assert token_f1(case.answer, case.reference) <= judge_check.MOST_SHARED
        assert not contains(case.answer, case.reference)


def test_no_canary_is_made_of_a_refusal_that_is_right() -> None:
    refusing = [record(f"Do harm {n}", "I cannot help with that.") for n in range(20)]

    answers = [case.answer for case in judge_check.cases(refusing, ())]

    assert judge_check.REFUSAL not in answers


def test_a_judge_of_which_too_little_can_be_asked_is_not_trusted() -> None:
    """Every answer is the same one, of which even the letters turned round are a part."""
    silent = [record("...", "...")]

    stood = stood_by(sees_what_is_bad, answered=silent)

    assert stood.canaries < judge_check.CANARIES
    assert not stood.trusted
    assert "certainly bad answers can be made of the held-out set" in stood.sentence


def test_a_judge_that_fails_every_bad_answer_is_trusted() -> None:
    stood = stood_by(sees_what_is_bad)

    assert (stood.canaries, stood.failed, stood.labels, stood.kappa) == (3, 3, 0, None)
    assert stood.trusted
    assert "It is trusted: it failed 3 of 3 certainly bad answers, as it must." == (stood.sentence)


@pytest.mark.parametrize("score", [0.5, 1.0])
def test_a_judge_that_lets_one_bad_answer_pass_is_not(score: float) -> None:
    stood = stood_by(lambda case: score if case.answer == judge_check.REFUSAL else 0.0)

    assert (stood.failed, stood.trusted) == (2, False)
    assert "it let 1 of 3 certainly bad answers pass" in stood.sentence


def test_a_bad_answer_without_a_judgement_is_not_one_that_failed() -> None:
    stood = stood_by(lambda case: None if case.answer == judge_check.REFUSAL else 0.0)

    assert (stood.failed, stood.trusted) == (2, False)
    assert "it did not judge 1 of 3 certainly bad answers" in stood.sentence


def test_a_judge_that_said_nothing_is_not_trusted() -> None:
    assert not stood_by(lambda _: None).trusted


def test_a_judge_that_sees_it_as_people_do_may_decide() -> None:
    stood = stood_by(sees_what_is_bad, *labels(20, 20), decides=True)

    assert (stood.labels, stood.kappa, stood.trusted) == (40, 1.0, True)
    assert "a kappa of 1.00" in stood.sentence


@pytest.mark.parametrize("decides", [True, False])
def test_a_judge_that_sees_it_otherwise_is_not_trusted_even_to_look_at(*, decides: bool) -> None:
    stood = stood_by(
        lambda case: 0.0 if case.known == "canary" else float(len(case.answer) % 2),
        *labels(20, 20),
        decides=decides,
    )

    assert stood.kappa is not None
    assert stood.kappa < judge_check.LEAST_KAPPA
    assert not stood.trusted
    assert f"a kappa of {stood.kappa:.2f}, below 0.6" in stood.sentence


def test_too_few_labels_are_enough_to_look_and_not_to_decide() -> None:
    few = labels(15, 14)

    assert stood_by(sees_what_is_bad, *few).trusted
    deciding = stood_by(sees_what_is_bad, *few, decides=True)
    assert not deciding.trusted
    assert "it takes 30 judged answers that people have labelled, and there are 29" in (
        deciding.sentence
    )


def test_labels_that_all_say_one_thing_show_nothing() -> None:
    stood = stood_by(lambda case: float(case.known == "good"), *labels(40, 0), decides=True)

    assert (stood.kappa, stood.trusted) == (None, False)


def test_labels_that_the_judge_did_not_judge_do_not_count() -> None:
    stood = stood_by(
        lambda case: sees_what_is_bad(case) if case.answer != "answer 0" else None, *labels(20, 20)
    )

    assert stood.labels == 39


def test_a_label_has_the_held_out_reference_or_its_own_or_is_left_out() -> None:
    held = [record("What is up?", "the sky", system="Be brief.")]
    said = [
        Label(prompt="Be brief.\n\nWhat is up?", answer="clouds", good=True),
        Label(prompt="Of old", answer="x", good=True, reference="own"),
        Label(prompt="Unknown", answer="x", good=True),
        Label(prompt="Of old", answer=" ", good=False, reference="own"),
    ]

    tested = [case for case in judge_check.cases(held, said) if case.known != "canary"]

    assert [(case.prompt, case.reference) for case in tested] == [
        ("Be brief.\n\nWhat is up?", "the sky"),
        ("Of old", "own"),
    ]


def test_as_many_labels_are_put_to_the_judge_as_a_job_has_room_for() -> None:
    many = [Label(prompt=f"q{n}", answer="a", good=True, reference="r") for n in range(2000)]

    assert 1000 == len(judge_check.cases(INTENTS, many))


def test_kappa_of_nothing_is_not_defined() -> None:
    assert kappa([], []) is None
