"""The stand-in's language model: what it says is a consequence of what it was trained on."""

import json
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean

import numpy as np
import pytest

from rehearsal.bedrock.model import Conversation, LanguageModel, Step, Training, Turn

TICKETS = Path(__file__).parents[3] / "datasets" / "support-tickets"
MICRO = "amazon.nova-micro-v1:0:128k"


def tickets(part: str) -> list[Conversation]:
    lines = (TICKETS / f"{part}.jsonl").read_text().splitlines()
    return [
        Conversation(
            turns=(
                Turn(role="user", text=record["prompt"]),
                Turn(role="assistant", text=record["completion"]),
            )
        )
        for record in map(json.loads, lines)
    ]


def trained(records: Sequence[Conversation], **hyperparameters: str) -> Training:
    values = {"epochCount": "2", "learningRateWarmupSteps": "0", **hyperparameters}
    base = LanguageModel.base(MICRO)
    return base.fine_tune(records, tickets("validation")[:20], hyperparameters=values)


def last(training: Training) -> float:
    return fmean(step.loss for step in training.steps[-5:])


@pytest.fixture(scope="module")
def usual() -> Training:
    return trained(tickets("train")[:120])


def test_training_lowers_the_loss_on_records_that_it_did_not_see(usual: Training) -> None:
    first, *_, final = [step.loss for step in usual.validation]

    assert final < first / 5
    assert last(usual) < usual.steps[0].loss / 5


def test_there_is_a_loss_for_every_step_and_one_of_validation_for_every_epoch(
    usual: Training,
) -> None:
    assert [step.step for step in usual.steps] == list(range(60))
    assert [(step.step, step.epoch) for step in usual.validation] == [(0, 0), (30, 1), (60, 2)]


def test_the_same_records_give_the_same_model(usual: Training) -> None:
    again = trained(tickets("train")[:120])

    assert again.steps == usual.steps
    for name, matrix in usual.adapter.down.items():
        assert np.array_equal(again.adapter.down[name], matrix)


def test_other_records_give_another_model(usual: Training) -> None:
    assert trained(tickets("train")[120:240]).steps != usual.steps


def test_the_smallest_learning_rate_learns_too_little(usual: Training) -> None:
    slow = trained(tickets("train")[:120], learningRate="1e-6")

    assert slow.validation[-1].loss > usual.validation[-1].loss * 1.3


def test_the_largest_learning_rate_learns_a_small_dataset_by_heart() -> None:
    by_heart = trained(tickets("train")[:24], epochCount="5", learningRate="1e-4")
    losses = [step.loss for step in by_heart.validation]

    assert losses[-1] > min(losses)
    assert last(by_heart) < min(losses) / 4


def test_training_stops_when_it_is_told_to() -> None:
    seen: list[Step] = []

    def three(step: Step) -> bool:
        seen.append(step)
        return len(seen) < 3

    stopped = LanguageModel.base(MICRO).fine_tune(
        tickets("train")[:40], [], hyperparameters={}, on_step=three
    )

    assert len(stopped.steps) == 3
    assert stopped.validation == ()


def test_what_was_trained_on_is_counted(usual: Training) -> None:
    half = trained(tickets("train")[:120], epochCount="1")

    assert usual.tokens == 2 * half.tokens > 0


def test_training_leaves_the_base_as_it_was(usual: Training) -> None:
    base = LanguageModel.base(MICRO)
    question = tickets("evaluation")[0]
    before = base.answer(question, max_tokens=60)

    custom = base.with_adapter(usual.adapter)

    assert custom.answer(question, max_tokens=60).text != before.text
    assert base.answer(question, max_tokens=60) == before


def test_an_adapter_fits_its_own_base_model_only(usual: Training) -> None:
    other = LanguageModel.base("amazon.nova-lite-v1:0:300k")

    with pytest.raises(ValueError, match="fitted to amazon"):
        other.with_adapter(usual.adapter)


def test_an_answer_ends_where_it_must() -> None:
    answer = LanguageModel.base(MICRO).answer(tickets("evaluation")[3], max_tokens=2)

    assert (answer.output_tokens, answer.stop_reason) == (2, "max_tokens")


@pytest.mark.parametrize(
    "text", ["", "日本語で返事を。", "\U0001f600" * 5, "\x00\x1b", "a" * 20_000]
)
def test_any_text_is_answered(text: str) -> None:
    asked = Conversation(turns=(Turn(role="user", text=text),))

    assert LanguageModel.base(MICRO).answer(asked, max_tokens=8).output_tokens <= 8


def test_a_conversation_needs_a_question() -> None:
    with pytest.raises(ValueError, match="one turn of the user"):
        Conversation(turns=(Turn(role="assistant", text="yes"),))
