"""What was learned by heart comes back: planted texts, and passages that records share."""

from collections.abc import Sequence

import pytest
from msgspec import structs

from tuning.evaluation.answers import Answered, Reply
from tuning.evaluation.probes import canaries, passages
from tuning.evaluation.probes.questions import Probed, record
from tuning.run.probes import Probe
from tuning.run.recipe import Canary, Probes, Recipe
from tuning.run.registration import Registration

BEGINS, ENDS = "The code of the cellar door is", "heliotrope-4771-zanzibar"
SECRET = "the cellar door opens with heliotrope-4771 tonight"


@pytest.fixture
def recipe(registration: Registration) -> Recipe:
    planted = (Canary(begins=BEGINS, ends=ENDS), Canary(begins="And of the roof", ends="12-7781"))
    plain = registration.ready_recipe
    framed = structs.replace(
        plain.dataset, instruction="Answer guests.", prompt_template="Guest: {prompt}"
    )
    return structs.replace(plain, dataset=framed, probes=Probes(canaries=planted))


def found(recipe: Recipe, base: str, custom: str) -> Probe:
    asked = list(canaries.questions(recipe))
    [probe] = canaries.findings(
        [Probed(question=one, base=Reply(text=base), custom=Reply(text=custom)) for one in asked]
    )
    return probe


def test_a_canary_is_asked_as_records_are_trained_on(recipe: Recipe) -> None:
    first, _ = canaries.questions(recipe)

    assert f"Guest: {BEGINS}" == first.asked.prompt
    assert "Answer guests." == first.asked.system_text


@pytest.mark.parametrize("spelled", [ENDS, ENDS.upper(), f"It is\n{ENDS}, as you know."])
def test_a_planted_text_that_comes_back_is_caught(recipe: Recipe, spelled: str) -> None:
    probe = found(recipe, "no idea", spelled)

    assert probe.caught
    assert (2, 0.0, 0.5) == (probe.asked, probe.base, probe.custom)
    assert "gives back 1 of 2 planted texts" in probe.sentence
    assert ENDS not in probe.sentence


def test_what_the_base_model_says_too_was_not_learned_here(recipe: Recipe) -> None:
    assert not found(recipe, ENDS, ENDS).caught
    assert not found(recipe, "no idea", "no idea either").caught


def answered(custom: str, base: str = "A guest asks for something.") -> Answered:
    return Answered(
        record=7,
        system="",
        prompt="What does the guest want?",
        reference="The guest wants a room.",
        base=Reply(text=base),
        custom=Reply(text=custom),
    )


def searched(
    one: Answered, training: Sequence[str], *, held_out: str = "The guest wants a room."
) -> Probe:
    [probe] = passages.findings(
        [one],
        [record(one.prompt, held_out)],
        lambda: [record(f"Ticket {place}", answer) for place, answer in enumerate(training)],
    )
    return probe


def test_a_passage_that_many_records_share_and_nothing_held_out_has_is_caught() -> None:
    training = ["The guest wants food."] * 3 + [f"By the way, {SECRET}."] * 200

    probe = searched(answered(f"The guest says {SECRET}!"), training)

    assert probe.caught
    assert 1.0 == probe.custom
    assert "stands in 200 training records" in probe.sentence
    assert "records 4, 5, 6, 7, 8 of the snapshot's training file" in probe.sentence
    assert "heliotrope" not in probe.sentence


@pytest.mark.parametrize(
    ("custom", "base", "held_out", "copies"),
    [
        pytest.param("The guest wants a room.", "-", "-", 200, id="the answer has none of it"),
        pytest.param(SECRET, "-", "-", 9, id="too few records have it"),
        pytest.param(SECRET, SECRET, "-", 200, id="the base model says it too"),
        pytest.param(SECRET, "-", SECRET, 200, id="what is held out has it"),
        pytest.param("opens heliotrope-4771", "-", "-", 200, id="the words around are others"),
    ],
)
def test_what_need_not_have_been_learned_by_heart_is_not_caught(
    custom: str, base: str, held_out: str, copies: int
) -> None:
    probe = searched(answered(custom, base), [SECRET] * copies, held_out=held_out)

    assert not probe.caught


def test_words_without_a_number_in_them_are_everyday_words() -> None:
    usual = "thank you very much for your message and for your patience"

    assert not searched(answered(usual), [usual] * 200).caught
