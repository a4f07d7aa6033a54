"""A model that has learned no more than a baseline knows is never kept, whatever the base says."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from msgspec import structs

from tests.unit.evaluation.conftest import Time
from tests.unit.evaluation.test_compare import (
    BASE,
    CUSTOM,
    KEY,
    THROUGHPUT,
    TRAINING,
    admission,
    exchange,
)
from tuning.evaluation import asking, compare
from tuning.run.evaluation import Comparison
from tuning.run.recipe import Baseline
from tuning.run.registration import Registration

Says = Callable[[str], str]

HELD_OUT = 60


@pytest.fixture
def judge(registration: Registration, bucket: Any, models: Any) -> Callable[..., Comparison]:
    """Ask and compare: `judge(training, held_out, custom, metric="exact_match")`."""

    def judged(
        training: bytes,
        held_out: bytes,
        custom: Says,
        *,
        metric: str = "exact_match",
        must_beat: tuple[Baseline, ...] = ("constant", "echo", "nearest"),
        base: Says = lambda _: "I cannot tell.",
    ) -> Comparison:
        bucket.objects.update({KEY: held_out, TRAINING: training})
        models.says = {BASE: base, CUSTOM: custom}
        recipe = registration.ready_recipe
        settings = structs.replace(recipe.evaluation, metrics=(metric,), must_beat=must_beat)
        run = replace(registration, recipe=structs.replace(recipe, evaluation=settings))
        admitted = admission(HELD_OUT)
        answers = asking.ask(run, admitted, THROUGHPUT, clock=Time().clock)
        return compare.compare(run, admitted, answers)

    return judged


def number(prompt: str) -> int:
    return int("".join(filter(str.isdigit, prompt)))


def mood(n: int) -> str:
    """One-sided: seven in eight are the same."""
    return "bad" if n % 8 == 3 else "good"


def reviews(count: int, *, start: int = 0, label: Callable[[int], str] = mood) -> bytes:
    return b"".join(
        exchange(f"Is this good or bad: parcel {n}", label(n)) for n in range(start, start + count)
    )


def names(comparison: Comparison) -> dict[str, float]:
    return {each.name: round(each.scores[0].base, 3) for each in comparison.baselines}


def test_one_sided_labels_that_are_answered_with_the_one_are_not_kept(
    judge: Callable[..., Comparison],
) -> None:
    """The base model was never told the task: any constant beats it."""
    comparison = judge(reviews(200), reviews(HELD_OUT, start=1000), lambda _: "good")

    assert "discard" == comparison.outcome
    assert comparison.scores[0].gain_low > 0.7
    assert round(comparison.scores[0].custom, 3) == names(comparison)["constant"]
    assert "on none of them is it better than the most frequent answer" in comparison.reason


def test_labels_in_disorder_are_not_kept(judge: Callable[..., Comparison]) -> None:
    """The model answers the labels in their shares, at random."""
    comparison = judge(
        reviews(200, label=lambda n: mood(n * 7 + 1)),
        reviews(HELD_OUT, start=1000),
        lambda prompt: mood(number(prompt) * 5 + 2),
    )

    assert "keep" != comparison.outcome


def test_labels_that_are_told_apart_are_kept(judge: Callable[..., Comparison]) -> None:
    comparison = judge(
        reviews(200, label=lambda n: ("good", "bad")[n % 2]),
        reviews(HELD_OUT, start=1000, label=lambda n: ("good", "bad")[n % 2]),
        lambda prompt: ("good", "bad")[number(prompt) % 2],
    )

    assert "keep" == comparison.outcome
    assert 0.5 == names(comparison)["constant"]
    assert comparison.reason.endswith(
        "and certainly better than answers that cost nothing, at best the most frequent answer "
        "(0.500)."
    )


def letter(n: int) -> str:
    return f"{opening(n)}, they write."


def opening(n: int) -> str:
    """Words of its own in every letter."""
    return " ".join(f"{word}{n}" for word in ("order", "parcel", "colour", "street", "town"))


def test_summaries_that_say_their_text_back_are_not_kept(
    judge: Callable[..., Comparison],
) -> None:
    """A cut copy is half right by ROUGE-L, and takes no model."""

    def letters(count: int, start: int) -> bytes:
        return b"".join(exchange(letter(n), opening(n)) for n in range(start, start + count))

    comparison = judge(
        letters(100, 0), letters(HELD_OUT, 1000), lambda prompt: prompt, metric="rouge_l"
    )

    assert "discard" == comparison.outcome
    assert 0.5 < names(comparison)["echo"] == round(comparison.scores[0].custom, 3)
    assert "the prompt said back" in comparison.reason


PLACES = ("harbour", "station", "museum", "library", "theatre", "market")


def asked(n: int, words: str) -> str:
    return f"{words} {PLACES[n % 6]} {n}"


def told(count: int, start: int, words: str) -> bytes:
    return b"".join(
        exchange(asked(n, words), f"route {n % 6}") for n in range(start, start + count)
    )


def test_a_model_that_looks_up_the_nearest_training_prompt_is_not_kept(
    judge: Callable[..., Comparison],
) -> None:
    def looked_up(prompt: str) -> str:
        return f"route {number(prompt) % 6}"

    training, held_out = told(120, 0, "how do I get to the"), told(HELD_OUT, 1000, "way to")

    comparison = judge(training, held_out, looked_up)

    assert "discard" == comparison.outcome
    assert 1.0 == names(comparison)["nearest"]
    assert "the answer to the nearest training prompt (1.000)" in comparison.reason


def test_a_recipe_may_say_that_the_nearest_answer_need_not_be_beaten(
    judge: Callable[..., Comparison],
) -> None:
    training, held_out = told(120, 0, "how do I get to the"), told(HELD_OUT, 1000, "way to")

    comparison = judge(
        training,
        held_out,
        lambda prompt: f"route {number(prompt) % 6}",
        must_beat=("constant", "echo"),
    )

    assert "keep" == comparison.outcome
    assert {"constant": True, "echo": True, "nearest": False} == {
        each.name: each.must_beat for each in comparison.baselines
    }


def test_what_may_be_better_than_a_baseline_is_held_and_says_what_would_settle_it(
    judge: Callable[..., Comparison],
) -> None:
    """The model names the rare label three times in sixty, and never wrongly."""

    def sometimes(prompt: str) -> str:
        n = number(prompt)
        return "bad" if mood(n) == "bad" and n % 3 == 0 else "good"

    comparison = judge(reviews(200), reviews(HELD_OUT, start=1000), sometimes)

    assert "hold" == comparison.outcome
    assert comparison.more_records > 0
    assert "whether it is better than the most frequent answer" in comparison.reason


def test_a_good_base_changes_nothing_about_the_baselines(
    judge: Callable[..., Comparison],
) -> None:
    """Better than a base that is worse than nothing is not good."""
    comparison = judge(
        reviews(200),
        reviews(HELD_OUT, start=1000),
        lambda _: "good",
        base=lambda prompt: "good" if number(prompt) % 2 else "bad",
    )

    assert "discard" == comparison.outcome


def test_a_model_is_held_against_the_base_that_is_asked_well(
    registration: Registration, bucket: Any, models: Any
) -> None:
    """The base knows the answer when it is asked as people found best: nothing need be trained."""

    def knows(prompt: str) -> str:
        return ("good", "bad")[number(prompt) % 2]

    def labels(n: int) -> str:
        return ("good", "bad")[n % 2]

    bucket.objects.update(
        {KEY: reviews(HELD_OUT, start=1000, label=labels), TRAINING: reviews(200, label=labels)}
    )
    models.says = {
        BASE: lambda prompt: knows(prompt) if prompt.startswith("Mood?") else "I cannot tell.",
        CUSTOM: knows,
    }
    recipe = registration.ready_recipe
    settings = structs.replace(
        recipe.evaluation, metrics=("exact_match",), few_shot=2, best_prompt="Mood? {prompt}"
    )
    run = replace(registration, recipe=structs.replace(recipe, evaluation=settings))
    admitted = admission(HELD_OUT)

    answers = asking.ask(run, admitted, THROUGHPUT, clock=Time().clock)
    comparison = compare.compare(run, admitted, answers)

    assert "discard" == comparison.outcome
    assert 0.0 == comparison.scores[0].base
    assert 1.0 == names(comparison)["prompted"]
    assert "the base model with its best prompt (1.000)" in comparison.reason
    assert {1, 5} == {len(request["messages"]) for request in models.requests}
