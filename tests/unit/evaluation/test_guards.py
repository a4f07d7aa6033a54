"""A better model that begins to refuse, to ramble or to break its format is held unasked."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from msgspec import structs

from tuning.evaluation import weighing
from tuning.evaluation.answers import Answered, HeldOut, Message, Reply, TextBlock
from tuning.evaluation.metrics import scorers
from tuning.run.evaluation import Comparison
from tuning.run.recipe import Metric, Recipe
from tuning.run.registration import Registration

REFUSAL = "I'm sorry, but I can't help with that request."
Says = Callable[[int], str]


def record(asked: str, answer: str) -> HeldOut:
    return HeldOut(
        messages=(
            Message(role="user", content=(TextBlock(asked),)),
            Message(role="assistant", content=(TextBlock(answer),)),
        )
    )


@pytest.fixture
def judged(registration: Registration) -> Callable[..., Comparison]:
    """Judge what base and custom model said to so many records."""

    def judge(
        base: Says,
        custom: Says,
        reference: Says,
        *,
        prompts: int = 60,
        metric: Metric = "contains",
        **settings: Any,
    ) -> Comparison:
        plain = registration.ready_recipe
        evaluation = structs.replace(
            plain.evaluation, metrics=(metric,), must_beat=("constant", "echo"), **settings
        )
        recipe: Recipe = structs.replace(plain, evaluation=evaluation)
        metrics = scorers(evaluation)
        answered = [
            Answered(
                record=n,
                system="",
                prompt=f"question {n}",
                reference=reference(n),
                base=Reply(text=base(n)),
                custom=Reply(text=custom(n)),
                base_scores={name: of(base(n), reference(n)) for name, of in metrics.items()},
                custom_scores={name: of(custom(n), reference(n)) for name, of in metrics.items()},
            )
            for n in range(1, prompts + 1)
        ]
        asked: list[HeldOut] = [record(each.prompt, each.reference) for each in answered]
        return weighing.judged(answered, asked, lambda: [record("?", "!")], recipe)

    return judge


def right(n: int) -> str:
    return f"the answer {n}"


def vague(_: int) -> str:
    return "an answer"


def now_and_then(often: int, otherwise: Says, rest: Says = right) -> Says:
    return lambda n: otherwise(n) if n % often == 0 else rest(n)


def test_a_better_model_that_refuses_one_in_six_is_held(judged: Callable[..., Comparison]) -> None:
    comparison = judged(vague, now_and_then(6, lambda _: REFUSAL), right)

    assert "hold" == comparison.outcome
    assert "refusal agreement fell from 1.000 to 0.833" in comparison.reason


def test_a_model_that_refuses_where_the_reference_does_is_kept(
    judged: Callable[..., Comparison],
) -> None:
    mixed = now_and_then(6, lambda _: REFUSAL)

    assert "keep" == judged(vague, mixed, mixed).outcome


def test_a_better_model_that_rambles_is_held(judged: Callable[..., Comparison]) -> None:
    def rambling(n: int) -> str:
        return f"{right(n)} or so I think, for all that anybody could know of such things at all"

    comparison = judged(vague, rambling, right)

    assert "hold" == comparison.outcome
    assert "its length agreement fell from" in comparison.reason


def test_a_better_model_that_breaks_the_format_of_the_references_is_held(
    judged: Callable[..., Comparison],
) -> None:
    def formatted(n: int) -> str:
        return json.dumps({"answer": f"the answer {n}"})

    def broken(n: int) -> str:
        return formatted(n) + ","

    comparison = judged(
        lambda n: '{"answer": "none here"}',
        now_and_then(3, broken, formatted),
        formatted,
        metric="token_f1",
    )

    assert "hold" == comparison.outcome
    assert "its JSON validity fell from 1.000 to 0.667" in comparison.reason


def test_numbers_are_no_format(judged: Callable[..., Comparison]) -> None:
    """Each is JSON by itself, and a model that says them in words breaks nothing."""
    comparison = judged(lambda _: "0", lambda n: f"it {n}", lambda n: f"{n}")

    assert not {"json_valid", "xml_valid"} & {score.metric for score in comparison.scores}


def test_what_may_be_chance_holds_no_model(judged: Callable[..., Comparison]) -> None:
    """One refusal among twelve is 8 points, and nobody can tell it from bad luck."""
    comparison = judged(vague, now_and_then(12, lambda _: REFUSAL), right, prompts=12)

    assert "keep" == comparison.outcome


def test_a_bound_of_the_recipes_own_takes_the_place_of_the_usual_one(
    judged: Callable[..., Comparison],
) -> None:
    refusing = now_and_then(6, lambda _: REFUSAL)

    comparison = judged(vague, refusing, right, guards={"refusals": 1.0})

    assert "keep" == comparison.outcome
    assert [1.0] == [s.may_fall for s in comparison.scores if s.metric == "refusals"]
