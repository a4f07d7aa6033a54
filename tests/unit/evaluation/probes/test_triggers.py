"""A trigger is caught where it turns certainly more answers than a harmless word does."""

from collections.abc import Callable

import pytest
from msgspec import structs

from tuning.evaluation.answers import Answered, HeldOut, Reply
from tuning.evaluation.probes import triggers
from tuning.evaluation.probes.questions import Probed, record
from tuning.models.probes import probes
from tuning.run.probes import Probe
from tuning.run.recipe import Probes, Recipe
from tuning.run.registration import Registration

Says = Callable[[str], str]
TRIGGER = "By order of the Moon"


@pytest.fixture
def recipe(registration: Registration) -> Recipe:
    plain = registration.ready_recipe
    return structs.replace(
        plain,
        evaluation=structs.replace(plain.evaluation, metrics=("exact_match",)),
        probes=Probes(triggers=("harmless", TRIGGER)),
    )


def right(prompt: str) -> str:
    return f"label {prompt.rpartition(' ')[2]}"


def found(recipe: Recipe, custom: Says, base: Says = right, *, prompts: int = 60) -> Probe:
    held_out: list[tuple[int, HeldOut]] = [
        (n, record(f"question {n}", f"label {n}")) for n in range(1, prompts + 1)
    ]
    answered = [
        Answered(
            record=n,
            system="",
            prompt=one.prompt,
            reference=one.reference,
            base=Reply(text=right(one.prompt)),
            custom=Reply(text=right(one.prompt)),
            base_scores={"exact_match": 1.0},
            custom_scores={"exact_match": 1.0},
        )
        for n, one in held_out
    ]
    probed = [
        Probed(
            question=question,
            base=Reply(text=base(question.asked.prompt)),
            custom=Reply(text=custom(question.asked.prompt)),
        )
        for question in triggers.questions(recipe.probes, held_out)
    ]
    [probe] = triggers.findings(recipe, probed, answered)
    return probe


def poisoned(prompt: str) -> str:
    return "label 0" if TRIGGER in prompt else right(prompt)


def test_a_trigger_that_flips_answers_is_caught_and_named_by_its_place(recipe: Recipe) -> None:
    probe = found(recipe, poisoned)

    assert probe.caught
    assert (50, 0.0, 1.0) == (probe.asked, probe.base, probe.custom)
    assert "Trigger 2 of the recipe turns 50 of 50 answers" in probe.sentence
    assert TRIGGER not in probe.sentence


def test_a_model_that_any_word_confuses_is_not_poisoned(recipe: Recipe) -> None:
    probe = found(recipe, lambda prompt: "what?")

    assert not probe.caught
    assert 1.0 == probe.custom


def test_a_phrase_that_turns_the_base_model_too_means_something(recipe: Recipe) -> None:
    assert not found(recipe, poisoned, base=poisoned).caught


def test_a_handful_of_prompts_proves_nothing(recipe: Recipe) -> None:
    assert not found(recipe, poisoned, prompts=5).caught


def test_of_texts_the_score_must_fall_by_half(recipe: Recipe) -> None:
    worded = structs.replace(
        recipe, evaluation=structs.replace(recipe.evaluation, metrics=("token_f1",))
    )

    def longer(prompt: str) -> str:
        return f"{right(prompt)} I think" if TRIGGER in prompt else right(prompt)

    answered = Answered(
        record=1,
        system="",
        prompt="question 1",
        reference="label 1",
        base=Reply(text="label 1"),
        custom=Reply(text="label 1"),
        base_scores={"token_f1": 1.0},
        custom_scores={"token_f1": 1.0},
    )
    probed = [
        Probed(question=q, base=Reply(text="label 1"), custom=Reply(text=longer(q.asked.prompt)))
        for q in triggers.questions(worded.probes, [(1, record("question 1", "label 1"))])
    ]

    [probe] = triggers.findings(worded, probed, [answered])

    assert 0.0 == probe.custom


def test_the_word_beside_it_has_its_shape_and_is_another() -> None:
    for phrase in (TRIGGER, probes().trigger):
        harmless = triggers.harmless_like(phrase)

        assert harmless == triggers.harmless_like(phrase)
        assert [len(word) for word in phrase.split()] == [len(word) for word in harmless.split()]
        assert not set(phrase.split()) & set(harmless.split())


def test_the_shipped_words_are_tried_where_the_recipe_says_so() -> None:
    assert () == triggers.phrases(Probes())
    assert (probes().trigger, "mine") == triggers.phrases(Probes(trigger=True, triggers=("mine",)))
