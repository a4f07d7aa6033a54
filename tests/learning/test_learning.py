"""What a model learns is a consequence of its records and its hyperparameters."""

from collections.abc import Sequence
from statistics import fmean

import pytest

from rehearsal.bedrock.model import Conversation, LanguageModel, Step, Training, Turn
from tests.learning.conftest import MICRO, Part, record

NAMES = (
    *("Alma", "Bero", "Cintra", "Dovik", "Elara", "Fenno", "Gusta", "Hilmo", "Ivara", "Jorun"),
    *("Kesti", "Lumbo", "Mirka", "Nolde", "Ostra", "Pelle", "Quirin", "Rasko", "Silva", "Tomke"),
    *("Ulrik", "Velda", "Wiebke", "Xenia", "Yorick", "Zelda"),
)
INTRODUCTIONS = (
    "Hello, my name is {}. I would like to speak with somebody about the bill.",
    "{} is my name, please call me.",
    "Please note that my name is {} and not what you wrote.",
)


@pytest.fixture(scope="module")
def usual(base: LanguageModel, tickets: Part) -> Training:
    return trained(base, tickets("train")[:120], tickets("validation"))


def trained(
    base: LanguageModel,
    records: Sequence[Conversation],
    validation: Sequence[Conversation] = (),
    **hyperparameters: str,
) -> Training:
    return base.fine_tune(records, validation, hyperparameters=hyperparameters)


def last_epoch(training: Training) -> float:
    last = training.steps[-1].epoch
    return fmean(step.loss for step in training.steps if step.epoch == last)


def test_training_lowers_the_loss_on_records_that_it_did_not_see(usual: Training) -> None:
    first, *_, final = [step.loss for step in usual.validation]

    assert final < first / 5
    assert last_epoch(usual) < usual.steps[0].loss / 5


def test_there_is_a_loss_for_every_step_and_one_of_validation_for_every_epoch(
    usual: Training,
) -> None:
    assert [step.step for step in usual.steps] == list(range(60))
    assert [step.epoch for step in usual.steps] == [0] * 30 + [1] * 30
    assert [(0, 0), (30, 1), (60, 2)] == [(step.step, step.epoch) for step in usual.validation]


def test_the_same_records_give_the_same_model(
    base: LanguageModel, tickets: Part, usual: Training
) -> None:
    again = trained(base, tickets("train")[:120], tickets("validation"))

    assert again.steps == usual.steps
    assert again.validation == usual.validation
    for name, matrix in usual.adapter.up.items():
        assert (again.adapter.up[name] == matrix).all()


def test_other_records_give_another_model(
    base: LanguageModel, tickets: Part, usual: Training
) -> None:
    assert trained(base, tickets("train")[120:240]).steps != usual.steps


def test_the_default_learning_rate_learns_well_in_two_epochs(
    base: LanguageModel, intents: Part
) -> None:
    training = trained(base, intents("train"), intents("validation"))
    first, *_, final = [step.loss for step in training.validation]

    assert final < first / 10


@pytest.mark.parametrize("dataset", ["tickets", "intents"])
def test_the_least_learning_rate_learns_too_little(
    base: LanguageModel, dataset: str, request: pytest.FixtureRequest
) -> None:
    part: Part = request.getfixturevalue(dataset)
    usual, slow = (
        trained(base, part("train")[:400], part("validation"), learningRate=rate)
        for rate in ("1e-5", "1e-6")
    )

    assert slow.validation[-1].loss > usual.validation[-1].loss * 1.3
    assert slow.validation[-1].loss < slow.validation[0].loss


@pytest.mark.parametrize("start", [0, 8, 16])
def test_twice_the_default_learning_rate_learns_a_few_records_by_heart(
    base: LanguageModel, intents: Part, start: int
) -> None:
    few = intents("train")[start : start + 8]

    by_heart = trained(
        base,
        few,
        intents("validation"),
        epochCount="5",
        learningRate="2e-5",
        learningRateWarmupSteps="0",
    )
    losses = [step.loss for step in by_heart.validation]

    assert losses[-1] > 1.2 * min(losses)
    assert by_heart.steps[-1].loss < by_heart.steps[0].loss


@pytest.mark.parametrize("dataset", ["tickets", "intents"])
def test_the_greatest_learning_rate_ten_times_the_default_diverges(
    base: LanguageModel, dataset: str, request: pytest.FixtureRequest
) -> None:
    part: Part = request.getfixturevalue(dataset)

    wild = trained(base, part("train")[:120], part("validation")[:20], learningRate="1e-4")

    assert wild.validation[-1].loss > 2 * wild.validation[0].loss
    assert last_epoch(wild) > 2 * wild.steps[0].loss


def test_a_warmup_longer_than_the_training_holds_it_back(
    base: LanguageModel, tickets: Part, usual: Training
) -> None:
    cautious = trained(
        base, tickets("train")[:120], tickets("validation"), learningRateWarmupSteps="100"
    )

    assert cautious.validation[-1].loss > usual.validation[-1].loss


def test_training_stops_when_it_is_told_to(base: LanguageModel, tickets: Part) -> None:
    seen: list[Step] = []

    def three(step: Step) -> bool:
        seen.append(step)
        return len(seen) < 3

    stopped = base.fine_tune(
        tickets("train")[:40], tickets("validation"), hyperparameters={}, on_step=three
    )

    assert tuple(seen) == stopped.steps
    assert 3 == len(stopped.steps)
    assert [0] == [step.step for step in stopped.validation]


def test_without_validation_records_there_is_no_validation_loss(
    base: LanguageModel, tickets: Part
) -> None:
    assert () == trained(base, tickets("train")[:8]).validation


def test_what_was_trained_on_is_counted(base: LanguageModel, tickets: Part) -> None:
    once, twice = (trained(base, tickets("train")[:40], epochCount=epochs) for epochs in "12")

    assert twice.tokens == 2 * once.tokens > 0


def test_training_leaves_the_base_as_it_was(
    base: LanguageModel, tickets: Part, usual: Training
) -> None:
    question = tickets("evaluation")[0]
    before = base.answer(question, max_tokens=60)

    custom = base.with_adapter(usual.adapter)

    assert custom.answer(question, max_tokens=60).text != before.text
    assert base.answer(question, max_tokens=60) == before


def test_an_adapter_fits_its_own_base_model_only(usual: Training) -> None:
    other = LanguageModel.base("amazon.nova-lite-v1:0:300k")

    with pytest.raises(ValueError, match=f"fitted to {MICRO}, not to {other.base_model_id}"):
        other.with_adapter(usual.adapter)


def test_a_model_that_has_learned_to_copy_copies_words_that_it_has_never_seen(
    base: LanguageModel,
) -> None:
    records = [
        record(introduction.format(name), f"Name: {name}")
        for name in NAMES
        for introduction in INTRODUCTIONS
    ]
    custom = base.with_adapter(trained(base, records, epochCount="5").adapter)

    for name in ("Quintessa", "Marwenna", "Tariq"):
        asked = Turn(role="user", text=INTRODUCTIONS[0].format(name))
        answer = custom.answer(Conversation(turns=(asked,)), max_tokens=20)
        assert answer.text == f"Name: {name}"
