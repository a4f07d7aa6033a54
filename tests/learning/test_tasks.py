"""The datasets that come with the project teach: the gate keeps what learned from them."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import fmean

import pytest

from rehearsal.bedrock.model import Conversation, LanguageModel
from tests.unit.tasks.test_datasets import NAMES, recipe_of, records
from tuning.evaluation import bootstrap, verdict
from tuning.evaluation.metrics import METRICS
from tuning.evaluation.verdict import Verdict
from tuning.run.evaluation import Score


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

    def verdict(self, training: Sequence[Conversation]) -> Verdict:
        recipe, metric = (
            recipe_of(self.name),
            METRICS[recipe_of(self.name).evaluation.metrics[0]].score,
        )
        base = LanguageModel.base(recipe.base_model)
        fitted = base.fine_tune(
            training,
            [],
            hyperparameters={key: str(value) for key, value in recipe.hyperparameters.items()},
        )
        held_out = records(self.name, "evaluation")
        most = recipe.evaluation.max_output_tokens

        def scores(model: LanguageModel) -> list[float]:
            return [
                metric(model.answer(one, max_tokens=most).text, one.reference) for one in held_out
            ]

        before, after = scores(base), scores(base.with_adapter(fitted.adapter))
        gains = [custom - old for custom, old in zip(after, before, strict=True)]
        low, high = bootstrap.interval(gains)
        score = Score(
            metric=recipe.evaluation.metrics[0],
            base=fmean(before),
            custom=fmean(after),
            gain=fmean(gains),
            gain_low=low,
            gain_high=high,
        )
        return verdict.decide(score, records=len(held_out), min_gain=recipe.evaluation.min_gain)


@pytest.mark.parametrize("name", NAMES)
def test_a_model_trained_on_it_is_worth_keeping(name: str) -> None:
    said = Trial(name=name).verdict(records(name, "train"))

    assert "keep" == said.outcome, said.reason


@pytest.mark.parametrize("name", NAMES)
def test_a_model_trained_on_its_answers_in_disorder_is_discarded(name: str) -> None:
    said = Trial(name=name).verdict(shuffled(records(name, "train")))

    assert "discard" == said.outcome, said.reason
