"""The datasets that come with the project teach: the gate keeps what learned from them."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest
from msgspec import structs

from rehearsal.bedrock.model import Conversation, LanguageModel
from tests.unit.tasks.test_datasets import NAMES, recipe_of, records
from tuning.evaluation import verdict
from tuning.evaluation.answers import Answered, HeldOut, Message, TextBlock
from tuning.evaluation.metrics import METRICS
from tuning.evaluation.verdict import Ruling
from tuning.evaluation.weighing import against_baselines, weighed


def shuffled(conversations: Sequence[Conversation]) -> list[Conversation]:
    answers = [one.turns[-1] for one in conversations]
    random.Random(11).shuffle(answers)
    return [
        replace(one, turns=(*one.turns[:-1], answer))
        for one, answer in zip(conversations, answers, strict=True)
    ]


def held_out(conversation: Conversation) -> HeldOut:
    """A record as it stands in the snapshot."""
    return HeldOut(
        tuple(Message(turn.role, (TextBlock(turn.text),)) for turn in conversation.turns)
    )


@dataclass(frozen=True, kw_only=True)
class Trial:
    """The gate's verdict on a model trained on the dataset, and on one trained on nonsense."""

    name: str

    def verdict(
        self, training: Sequence[Conversation], evaluation: Sequence[Conversation] = ()
    ) -> Ruling:
        judged = evaluation or records(self.name, "evaluation")
        recipe = recipe_of(self.name)
        metric = recipe.evaluation.deciding[0]
        base = LanguageModel.base(recipe.base_model)
        fitted = base.fine_tune(
            training,
            [],
            hyperparameters={key: str(value) for key, value in recipe.hyperparameters.items()},
        )
        custom, most = base.with_adapter(fitted.adapter), recipe.evaluation.max_output_tokens

        def scores(model: LanguageModel, asked: Conversation) -> dict[str, float]:
            answer = model.answer(asked, max_tokens=most).text
            return {metric: METRICS[metric].score(answer, asked.reference)}

        answered = [
            Answered(
                record=number,
                system=asked.system,
                prompt=asked.question[0].text,
                reference=asked.reference,
                base=None,
                custom=None,
                base_scores=scores(base, asked),
                custom_scores=scores(custom, asked),
            )
            for number, asked in enumerate(judged, 1)
        ]
        alone = structs.replace(recipe.evaluation, metrics=(metric,), decided_by=(), guards={})
        against = against_baselines(
            answered,
            [held_out(asked) for asked in judged],
            lambda: map(held_out, training),
            structs.replace(recipe, evaluation=alone),
        )
        evidence = replace(weighed(answered, alone), rivals=against)
        return verdict.decide(evidence, min_gain=alone.min_gain)


@pytest.mark.parametrize("name", NAMES)
def test_a_model_trained_on_it_is_worth_keeping(name: str) -> None:
    said = Trial(name=name).verdict(records(name, "train"))

    assert "keep" == said.outcome, said.reason


@pytest.mark.parametrize("name", NAMES)
def test_a_model_trained_on_its_answers_in_disorder_is_discarded(name: str) -> None:
    said = Trial(name=name).verdict(shuffled(records(name, "train")))

    assert "discard" == said.outcome, said.reason


def one_sided(conversations: Sequence[Conversation], *, seed: int) -> list[Conversation]:
    """The questions with labels that have nothing to do with them, seven in eight the same."""
    drawn = random.Random(seed)
    return [
        Conversation(
            turns=(
                one.turns[0],
                replace(one.turns[-1], text=drawn.choices(("calm", "angry"), (7, 1))[0]),
            )
        )
        for one in conversations
    ]


def test_a_model_that_learned_the_one_label_of_one_sided_labels_is_not_kept() -> None:
    """Its base was never told the task and is never right."""
    training = one_sided(records("banking-intents", "train")[:400], seed=1)
    evaluation = one_sided(records("banking-intents", "evaluation"), seed=2)

    said = Trial(name="banking-intents").verdict(training, evaluation)

    assert "discard" == said.outcome, said.reason
    assert "the most frequent answer" in said.reason
