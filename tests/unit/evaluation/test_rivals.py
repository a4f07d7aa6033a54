"""A model is held against what people could have instead of it, and the verdict says so."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from msgspec import structs

from tuning.evaluation.answers import Answered, HeldOut, Message, Reply, TextBlock
from tuning.evaluation.metrics import scorers
from tuning.evaluation.weighing import judged
from tuning.run.evaluation import Comparison, Model
from tuning.run.recipe import Beatable
from tuning.run.registration import Registration

RECORDS = 120
LABELS = ("card", "loan", "fee", "cash")

Says = Callable[[int], str]


def label(number: int) -> str:
    return LABELS[number % 4]


def right_in(share: int) -> Says:
    """Right in so many of twelve, the same ones every time."""
    return lambda number: label(number) if number % 12 < share else "none"


def held_out(number: int) -> HeldOut:
    said = (("user", f"message {number}"), ("assistant", label(number)))
    return HeldOut(
        messages=tuple(Message(role=role, content=(TextBlock(text),)) for role, text in said)  # type: ignore[arg-type]
    )


@pytest.fixture
def compared(registration: Registration) -> Callable[..., Comparison]:
    """Judge answers: `compared(custom, champion=says, asked=range(9))`."""

    recipe = registration.ready_recipe

    def compare(
        custom: Says,
        *,
        base: Says = lambda _: "none",
        prompted: Says | None = None,
        champion: Says | None = None,
        recorded: Says | None = None,
        asked: Sequence[int] = range(RECORDS),
        must_beat: tuple[Beatable, ...] | None = None,
        may_trail: float = 0.02,
    ) -> Comparison:
        settings = structs.replace(
            recipe.evaluation,
            task_type="Classification",
            metrics=("exact_match",),
            may_trail=may_trail,
        )
        if must_beat:
            settings = structs.replace(settings, must_beat=must_beat)
        others: dict[Model, Says] = {}
        if prompted:
            others["prompted"] = prompted
        if champion:
            others["champion"] = champion
        if recorded:
            others["recorded"] = recorded
        metrics = scorers(settings)

        def scores(says: Says, number: int) -> dict[str, float]:
            return {metric: of(says(number), label(number)) for metric, of in metrics.items()}

        answered = [
            Answered(
                record=number,
                system="",
                prompt=f"message {number}",
                reference=label(number),
                base=Reply(text=base(number)),
                custom=Reply(text=custom(number)),
                base_scores=scores(base, number),
                custom_scores=scores(custom, number),
                other_scores={
                    name: scores(says, number)
                    for name, says in others.items()
                    if name == "prompted" or number in asked
                },
            )
            for number in range(RECORDS)
        ]
        return judged(
            answered,
            [held_out(number) for number in range(RECORDS)],
            lambda: map(held_out, range(1000, 1100)),
            structs.replace(recipe, evaluation=settings),
        )

    return compare


def names(comparison: Comparison) -> list[str]:
    return [each.name for each in comparison.baselines]


def test_a_champion_that_is_better_keeps_its_place(compared: Callable[..., Comparison]) -> None:
    comparison = compared(right_in(9), champion=right_in(11))

    assert "discard" == comparison.outcome
    assert comparison.scores[0].gain_low > 0.5
    assert comparison.reason.endswith("it is certainly worse than the champion (0.917).")


def test_an_equal_model_of_the_same_data_is_no_better_than_the_champion(
    compared: Callable[..., Comparison],
) -> None:
    assert "discard" == compared(right_in(9), champion=right_in(9)).outcome


def test_a_champion_that_is_about_as_good_keeps_its_place(
    compared: Callable[..., Comparison],
) -> None:
    comparison = compared(
        right_in(9), champion=lambda number: right_in(9)(number + 1 if number == 8 else number)
    )

    assert "discard" == comparison.outcome
    assert "it is not certainly better than the champion (0.742), which keeps its place" in (
        comparison.reason
    )


def test_a_model_that_beats_champion_and_prompt_is_kept_and_told_so(
    compared: Callable[..., Comparison],
) -> None:
    comparison = compared(right_in(11), prompted=right_in(6), champion=right_in(8))

    assert "keep" == comparison.outcome
    assert comparison.reason.endswith(
        "and than the base model with its best prompt (0.500), and than the champion (0.667)."
    )
    assert ["constant", "echo", "nearest", "prompted", "champion"] == names(comparison)


def test_what_the_base_does_with_a_better_prompt_needs_no_training(
    compared: Callable[..., Comparison],
) -> None:
    comparison = compared(right_in(9), prompted=right_in(11))

    assert "discard" == comparison.outcome
    assert "the base model with its best prompt (0.917)" in comparison.reason


def test_a_recipe_may_say_that_a_champion_need_not_be_beaten(
    compared: Callable[..., Comparison],
) -> None:
    comparison = compared(
        right_in(9), champion=right_in(11), must_beat=("constant", "echo", "nearest")
    )

    assert "keep" == comparison.outcome
    assert False is {each.name: each.must_beat for each in comparison.baselines}["champion"]


def test_a_champion_that_answered_too_few_of_the_same_prompts_is_not_compared(
    compared: Callable[..., Comparison],
) -> None:
    comparison = compared(right_in(9), champion=right_in(11), asked=range(7))

    assert "keep" == comparison.outcome
    assert "champion" not in names(comparison)


def test_a_champion_of_some_of_the_prompts_is_compared_on_those(
    compared: Callable[..., Comparison],
) -> None:
    comparison: Any = compared(right_in(9), champion=right_in(11), asked=range(60))

    assert "discard" == comparison.outcome
    assert "the champion (0.917)" in comparison.reason


def test_a_model_that_certainly_trails_the_recorded_answers_is_discarded(
    compared: Callable[..., Comparison],
) -> None:
    comparison = compared(right_in(9), recorded=right_in(11))

    assert "discard" == comparison.outcome
    assert comparison.reason.endswith(
        "it certainly trails the recorded answers (0.917) by more than the 0.020 allowed."
    )


def test_a_model_that_equals_the_recorded_answers_is_not_worse_and_kept(
    compared: Callable[..., Comparison],
) -> None:
    comparison = compared(right_in(9), recorded=right_in(9), may_trail=0.05)

    assert "keep" == comparison.outcome
    assert comparison.reason.endswith(
        "; it certainly trails the recorded answers (0.750) by no more than 0.050, if at all."
    )
    assert "recorded" == names(comparison)[-1]
    assert comparison.baselines[-1].must_beat is False


def test_a_model_that_may_trail_the_recorded_answers_too_far_is_held(
    compared: Callable[..., Comparison],
) -> None:
    def slips(number: int) -> str:
        return right_in(9)(number + 1 if number in (9, 21) else number)

    def slips_elsewhere(number: int) -> str:
        return "none" if number in (0, 12, 24) else right_in(9)(number)

    comparison = compared(slips_elsewhere, recorded=slips)

    assert "hold" == comparison.outcome
    assert "whether it trails the recorded answers" in comparison.reason
    assert "by no more than 0.020 cannot be told" in comparison.reason


def test_the_recipe_says_how_far_a_model_may_trail(compared: Callable[..., Comparison]) -> None:
    assert "keep" == compared(right_in(9), recorded=right_in(11), may_trail=0.4).outcome
