"""A custom model on demand, called in each way over HTTP by real clients."""

import json
from typing import Any

from rehearsal.bedrock import BedrockStandIn

QUESTION = {"role": "user", "content": [{"text": "question 3"}]}
BODY = json.dumps({"schemaVersion": "messages-v1", "messages": [QUESTION]})


def test_a_deployment_gives_one_answer_however_it_is_called(
    runtime: Any, stand_in: BedrockStandIn, deployment: str
) -> None:
    stream = runtime.converse_stream(modelId=deployment, messages=[QUESTION])["stream"]
    deltas = [each["contentBlockDelta"]["delta"] for each in stream if "contentBlockDelta" in each]
    native = runtime.invoke_model(modelId=deployment, body=BODY)
    chunks = runtime.invoke_model_with_response_stream(modelId=deployment, body=BODY)["body"]
    parts = [json.loads(each["chunk"]["bytes"]) for each in chunks]

    assert ["answer", " 3"] == [delta["text"] for delta in deltas]
    assert [{"text": "answer 3"}] == json.loads(native["body"].read())["output"]["message"][
        "content"
    ]
    assert ["answer", " 3"] == [
        part["contentBlockDelta"]["delta"]["text"] for part in parts if "contentBlockDelta" in part
    ]
    metered = {charge.what: charge.quantity for charge in stand_in.bill()}
    assert (0.006, 0.006) == (
        round(metered["input_1k_tokens"], 6),
        round(metered["output_1k_tokens"], 6),
    )
