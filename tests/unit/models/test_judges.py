import re

import pytest
from botocore.session import get_session

from tuning.models.catalogue import base_model
from tuning.models.judges import UnknownJudge, candidates, judge, judges

MICRO = base_model("amazon.nova-micro-v1:0:128k")


def test_kin_of_the_base_model_is_tried_last() -> None:
    tried = candidates(MICRO, None)

    assert set(tried) == set(judges())
    assert [row.is_kin(MICRO) for row in tried] == sorted(row.is_kin(MICRO) for row in tried)
    assert tried[0] == judges()[0]


def test_the_judge_that_a_recipe_asks_for_is_tried_first_and_once() -> None:
    tried = candidates(MICRO, "amazon.nova-pro-v1:0")

    assert "Nova Pro" == tried[0].name
    assert len(tried) == len(set(tried)) == len(judges())


def test_a_judge_that_no_job_takes_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(UnknownJudge, match="choose one of: us"):
        judge("gpt-2")


def test_every_judge_has_an_identifier_that_evaluation_jobs_take() -> None:
    shape = get_session().get_service_model("bedrock").shape_for("EvaluatorModelIdentifier")
    pattern = re.compile(shape.metadata["pattern"])

    for row in judges():
        assert pattern.fullmatch(row.id), row.id
        assert row.family in row.id
