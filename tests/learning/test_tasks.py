"""The datasets that come with the project teach: the gate keeps what learned from them."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest
from msgspec import structs

from rehearsal.bedrock.model import Conversation, LanguageModel
from tests.unit.tasks.test_datasets import NAMES, recipe_of, records
from tuning.evaluation import verdict
from tuning.evaluation.answers import Answered
from tuning.evaluation.compare import weighed
from tuning.evaluation.metrics import METRICS
from tuning.evaluation.verdict import Ruling


def shuffled(conversations: Sequence[Conversation]) -> list[Conversation]:
    answers = [one.turns[-1] for one in conversations]
    random.Random(11).shuffle(answers)
    return [
        replace(one, turns=(*one.turns[:-1], answer))
        for one, answer in zip(conversations, answers, strict=True)
    ]


@dataclass(frozen=True, kw_only=True)
class Trial:
    """The gate's verdict on a model trained on the dataset, and on one trained on nonsense."""

    name: str

    def verdict(self, training: Sequence[Conversation]) -> Ruling:
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
            for number, asked in enumerate(records(self.name, "evaluation"), 1)
        ]
        alone = structs.replace(recipe.evaluation, metrics=(metric,), decided_by=(), guards={})
        return verdict.decide(weighed(answered, alone), min_gain=recipe.evaluation.min_gain)


@pytest.mark.parametrize("name", NAMES)
def test_a_model_trained_on_it_is_worth_keeping(name: str) -> None:
    said = Trial(name=name).verdict(records(name, "train"))

    assert "keep" == said.outcome, said.reason


@pytest.mark.parametrize("name", NAMES)
def test_a_model_trained_on_its_answers_in_disorder_is_discarded(name: str) -> None:
    said = Trial(name=name).verdict(shuffled(records(name, "train")))

    assert "discard" == said.outcome, said.reason
