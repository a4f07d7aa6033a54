"""How often the gate errs, over thousands of held-out sets of which the truth is known.

A model whose true gain is no larger than the margin is kept in 2.5 % of all experiments at most,
however many prompts are held out and however their scores are distributed. The hardest case is a
true gain of exactly the margin, so each kind of scores has that one.
"""

from collections.abc import Callable
from typing import Final

import numpy
import pytest
from numpy.typing import NDArray

from tuning.evaluation import clusters
from tuning.evaluation.answers import Answered
from tuning.evaluation.evidence import Evidence
from tuning.evaluation.power import POWER, needed
from tuning.evaluation.significance import mcnemar
from tuning.evaluation.verdict import certain, decide
from tuning.evaluation.weighing import weighed
from tuning.run.evaluation import Score
from tuning.run.recipe import EvaluationSettings

Numbers = NDArray[numpy.float64]
Pairs = tuple[Numbers, Numbers]
Draw = Callable[[numpy.random.Generator, int], Pairs]

DRAWS = 2_000
FEWER_DRAWS = 1_000
SIZES = (8, 20, 80, 240, 1_000)

UNLUCKY = 72
"""Of 2,000 experiments that keep in 2.5 % of all cases, no more than so many do, 99.9 % of the
time."""

UNLUCKY_OF_FEWER = 42
"""The same of 1,000 experiments."""

METRIC: Final = "exact_match"
SETTINGS = EvaluationSettings(metrics=(METRIC,), min_gain=0.0)


def right_or_wrong(base: float, custom: float) -> Draw:
    def draw(random: numpy.random.Generator, prompts: int) -> Pairs:
        return (
            (random.random(prompts) < base).astype(float),
            (random.random(prompts) < custom).astype(float),
        )

    return draw


def rarely(chance: float, gain: float, otherwise: float, base: float) -> Draw:
    """A model that gains a little everywhere but for a few prompts, or the other way round."""

    def draw(random: numpy.random.Generator, prompts: int) -> Pairs:
        gains = numpy.where(random.random(prompts) < chance, gain, otherwise)
        before = numpy.full(prompts, base)
        return before, before + gains

    return draw


def overlap(first: tuple[float, float], then: tuple[float, float]) -> Draw:
    def draw(random: numpy.random.Generator, prompts: int) -> Pairs:
        return random.beta(*first, prompts), random.beta(*then, prompts)

    return draw


KINDS: dict[str, tuple[Draw, float]] = {
    "right or wrong": (right_or_wrong(0.5, 0.5), 0.0),
    "seldom right": (right_or_wrong(0.03, 0.03), 0.0),
    "right or wrong, with a margin": (right_or_wrong(0.5, 0.55), 0.05),
    "nearly always right, with a margin": (right_or_wrong(0.1, 0.9), 0.8),
    "words in common": (overlap((2, 3), (2, 3)), 0.0),
    "words in common, with a margin": (overlap((2, 2), (3, 2)), 0.1),
    "a collapse in a tenth": (rarely(0.1, -0.54, 0.06, 0.6), 0.0),
    "a collapse in a fiftieth": (rarely(0.02, -0.98, 0.02, 0.98), 0.0),
    "a leap in a tenth": (rarely(0.1, 0.9, -0.1, 0.1), 0.0),
    "skewed to the left": (overlap((0.3, 3), (0.3, 3)), 0.0),
}

DEAR = ("words in common", "words in common, with a margin", "skewed to the left")
"""Kinds in which each prompt has a gain of its own: the gate weighs as many as there are."""


def answers(base: Numbers, custom: Numbers, copies: int = 1) -> list[Answered]:
    """Records of a held-out set, each prompt in so many copies."""
    return [
        Answered(
            record=record,
            system="",
            prompt=f"question {prompt}",
            reference="",
            cluster=str(prompt),
            base=None,
            custom=None,
            base_scores={METRIC: float(base[record])},
            custom_scores={METRIC: float(custom[record])},
        )
        for record, prompt in enumerate(numpy.repeat(numpy.arange(len(base) // copies), copies))
    ]


def kept(answered: list[Answered], margin: float) -> bool:
    return keeps(*map(numpy.array, clusters.means(answered, METRIC)), margin=margin)


def keeps(base: Numbers, custom: Numbers, *, margin: float) -> bool:
    """Decide as the gate does, without the figures that a report shows beside it."""
    gains = (custom - base).tolist()
    binary = {*base.tolist(), *custom.tolist()} <= {0.0, 1.0}
    exact = mcnemar(gains.count(1.0), gains.count(-1.0)) if binary else None
    score = Score(metric=METRIC, base=0, custom=0, gain=0, gain_low=0, gain_high=0, mcnemar=exact)
    return certain(Evidence(scores=(score,), gains={METRIC: gains}, records=len(gains)), margin)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_simulated_is_what_the_gate_decides(kind: str) -> None:
    draw, margin = KINDS[kind]
    random = numpy.random.default_rng(1)
    better = [
        answers(base, (custom + 0.2).clip(0, 1))
        for base, custom in (draw(random, 60) for _ in range(10))
    ]

    for answered in better:
        decided = decide(weighed(answered, SETTINGS), min_gain=margin).outcome
        assert (decided == "keep") == kept(answered, margin)


@pytest.mark.parametrize("prompts", SIZES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_model_that_is_no_better_is_hardly_ever_kept(kind: str, prompts: int) -> None:
    draw, margin = KINDS[kind]
    random = numpy.random.default_rng(prompts)
    draws, most = (FEWER_DRAWS, UNLUCKY_OF_FEWER) if kind in DEAR else (DRAWS, UNLUCKY)
    if prompts == 1_000:
        draws, most = DRAWS // 4, 25

    wrong = sum(keeps(*draw(random, prompts), margin=margin) for _ in range(draws))

    assert wrong <= most, f"{wrong} of {draws}"


@pytest.mark.parametrize(("prompts", "copies"), [(8, 30), (20, 12), (40, 6), (120, 2)])
def test_copies_prove_nothing(prompts: int, copies: int) -> None:
    """Each copy of a prompt has its own answer, of which all are alike: 240 records or so."""
    random = numpy.random.default_rng(copies)

    def once() -> list[Answered]:
        base, custom = right_or_wrong(0.4, 0.4)(random, prompts)
        return answers(base.repeat(copies), custom.repeat(copies), copies)

    wrong = sum(kept(once(), 0.0) for _ in range(DRAWS))

    assert wrong <= UNLUCKY, f"{wrong} of {DRAWS}"


@pytest.mark.parametrize(("talks", "turns"), [(8, 12), (20, 6), (60, 4)])
def test_the_turns_of_one_conversation_stand_and_fall_together(talks: int, turns: int) -> None:
    """In each conversation the model gains or loses for its own reason, on all turns alike."""
    random = numpy.random.default_rng(turns)

    def once() -> list[Answered]:
        leaning = random.choice([-0.4, 0.4], talks).repeat(turns)
        base = random.random(talks * turns) < 0.5 - leaning / 2
        custom = random.random(talks * turns) < 0.5 + leaning / 2
        return answers(base.astype(float), custom.astype(float), turns)

    wrong = sum(kept(once(), 0.0) for _ in range(DRAWS))

    assert wrong <= UNLUCKY, f"{wrong} of {DRAWS}"


@pytest.mark.parametrize(
    ("draw", "margin"),
    [
        (right_or_wrong(0.5, 0.7), 0.0),
        (right_or_wrong(0.4, 0.6), 0.05),
        (overlap((2, 3), (3, 3)), 0.0),
        (rarely(0.1, 0.9, 0.0, 0.1), 0.02),
    ],
    ids=["right or wrong", "with a margin", "words in common", "a leap in a tenth"],
)
def test_as_many_prompts_as_are_named_settle_it_as_often_as_is_promised(
    draw: Draw, margin: float
) -> None:
    random = numpy.random.default_rng(3)
    base, custom = draw(random, 20_000)
    prompts = needed((custom - base).tolist(), margin)

    settled = sum(keeps(*draw(random, prompts), margin=margin) for _ in range(DRAWS))

    assert POWER - 0.04 <= settled / DRAWS <= POWER + 0.1, f"{settled} of {DRAWS} at {prompts}"
