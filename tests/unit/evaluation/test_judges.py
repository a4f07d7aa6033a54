import re

import pytest
from botocore.session import get_session

from tuning.evaluation.judges import UnknownJudge, judge, judge_of, judges
from tuning.training.catalogue import BaseModel, catalogue


def test_every_judge_has_an_identifier_that_evaluation_jobs_take() -> None:
    shape = get_session().get_service_model("bedrock").shape_for("EvaluatorModelIdentifier")
    pattern = re.compile(shape.metadata["pattern"])

    for row in judges():
        assert pattern.fullmatch(row.id), row.id
        assert row.family in row.id


@pytest.mark.parametrize("model", catalogue().models, ids=lambda model: model.id)
def test_no_model_is_judged_by_its_own_family_unless_the_recipe_says_so(model: BaseModel) -> None:
    chosen = judge_of(model, None)

    assert not chosen.is_kin(model)


def test_a_recipe_may_name_any_judge() -> None:
    nova = next(model for model in catalogue().models if "nova-micro" in model.id)

    chosen = judge_of(nova, "amazon.nova-pro-v1:0")

    assert chosen.name == "Nova Pro"
    assert chosen.is_kin(nova)


def test_an_unknown_judge_is_told_which_there_are() -> None:
    with pytest.raises(UnknownJudge, match="mistral"):
        judge("amazon.titan")
