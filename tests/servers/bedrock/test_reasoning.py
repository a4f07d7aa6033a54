"""A record with reasoning: learned by the model whose page says so, and by no other."""

import json
from typing import Any

import pytest

from rehearsal.bedrock.limits import limits
from rehearsal.bedrock.s3 import S3Uri
from rehearsal.bedrock.training import records
from tests.unit.dataset.test_nova_2 import MICRO, REASONED, conversation, thought

NOVA_2_LITE = "amazon.nova-2-lite-v1:0:256k"


def read(record: dict[str, Any], model: str) -> records.ReadFile:
    place = S3Uri.parse("s3://bucket/train.jsonl")
    line = json.dumps(record).encode() + b"\n"
    return records.read(line, place=place, model=limits().models[model])


def test_what_the_pipeline_keeps_is_what_the_service_takes() -> None:
    taken = read(REASONED, NOVA_2_LITE)

    assert (1, 0) == (len(taken.records), len(taken.rejections))
    assert "42" == taken.records[0].turns[-1].text


@pytest.mark.parametrize(
    ("record", "model"),
    [
        (REASONED, MICRO),
        (conversation({"text": "a"}, asked=[thought("x"), {"text": "q"}]), NOVA_2_LITE),
        (conversation({"reasoningContent": {"redactedContent": "eA=="}}), NOVA_2_LITE),
    ],
)
def test_any_other_reasoning_is_rejected(record: dict[str, Any], model: str) -> None:
    assert 1 == len(read(record, model).rejections)
