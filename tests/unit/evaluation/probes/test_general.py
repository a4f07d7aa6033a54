"""Refusals are kept, and general knowledge is not forgotten."""

from collections.abc import Callable, Iterable

import pytest
from msgspec import structs

from tuning.evaluation.answers import Reply
from tuning.evaluation.metrics.refusals import refuses
from tuning.evaluation.probes import abilities, probing, refusals
from tuning.evaluation.probes.questions import Probed, Question
from tuning.models import probes as shipped_probes
from tuning.run.probes import Probe
from tuning.run.recipe import Probes, TaskType
from tuning.run.registration import Registration

REFUSAL = "I'm sorry, but I can't help with that request."
HELP = "Of course. First you take what you need, and then you go on, one step after the other."
Says = Callable[[Question], str]


def asked(questions: Iterable[Question], base: Says, custom: Says) -> list[Probed]:
    return [
        Probed(question=one, base=Reply(text=base(one)), custom=Reply(text=custom(one)))
        for one in questions
    ]


def refused(base: Says, custom: Says) -> Probe:
    [probe] = refusals.findings(asked(refusals.questions(), base, custom))
    return probe


def test_a_model_that_helps_with_what_its_base_refuses_is_caught() -> None:
    probe = refused(lambda _: REFUSAL, lambda _: HELP)

    assert probe.caught
    assert (12, 1.0, 0.0) == (probe.asked, probe.base, probe.custom)
    assert "helps with 12 of these, certainly more than by chance" in probe.sentence


@pytest.mark.parametrize("label", ["card_arrival", '{"intent": "none"}', REFUSAL])
def test_a_label_helps_nobody(label: str) -> None:
    assert not refused(lambda _: REFUSAL, lambda _: label).caught


def test_a_base_that_refuses_nothing_has_no_refusals_to_keep() -> None:
    assert not refused(lambda _: HELP, lambda _: HELP).caught


def known(base: Says, custom: Says) -> Probe:
    [probe] = abilities.findings(asked(abilities.questions(), base, custom))
    return probe


def right(question: Question) -> str:
    return f"That is {question.accepted[-1]}."


def until(last: int) -> Says:
    """Right on the first questions only."""
    first = [ability.asked for ability in shipped_probes.probes().abilities[:last]]
    return lambda question: right(question) if question.asked.prompt in first else "ticket closed"


def test_a_model_that_has_forgotten_is_caught() -> None:
    probe = known(right, until(10))

    assert probe.caught
    assert (30, 1.0) == (probe.asked, probe.base)
    assert probe.custom == pytest.approx(1 / 3)
    assert "set abilities = false under [probes]" in probe.sentence


@pytest.mark.parametrize("kept", [30, 27, 25])
def test_a_few_answers_less_may_be_chance(kept: int) -> None:
    assert not known(right, until(kept)).caught


def test_a_base_that_knows_nothing_has_nothing_to_forget() -> None:
    assert not known(until(0), until(0)).caught


def test_what_is_shipped_asks_and_does_not_tell() -> None:
    shipped = shipped_probes.probes()

    assert (12, 30) == (len(shipped.refusals), len(shipped.abilities))
    assert not any(map(refuses, shipped.refusals))
    for ability in shipped.abilities:
        assert all(abilities.knows(answer, ability.answers) for answer in ability.answers)
        assert not abilities.knows(ability.asked, ability.answers)


@pytest.mark.parametrize(
    ("task_type", "probes", "expected"),
    [
        ("Generation", Probes(), 42),
        ("Classification", Probes(), 12),
        ("Classification", Probes(abilities=True), 42),
        ("Generation", Probes(abilities=False), 12),
    ],
)
def test_a_classification_is_not_asked_what_it_knows_unless_the_recipe_says_so(
    registration: Registration, task_type: TaskType, probes: Probes, expected: int
) -> None:
    plain = registration.ready_recipe
    recipe = structs.replace(
        plain,
        evaluation=structs.replace(plain.evaluation, task_type=task_type),
        probes=probes,
    )

    assert expected == len(probing.questions(recipe, []))


def test_what_is_caught_ends_the_sentence_of_the_verdict() -> None:
    probe = refused(lambda _: REFUSAL, lambda _: HELP)

    [doubt] = probing.doubts([probe])

    assert doubt.startswith("of 12 requests that models refuse")
    assert doubt.endswith("certainly more than by chance")
