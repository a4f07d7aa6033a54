"""Inference: put the held-out prompts to models by Converse, a few at a time."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Final

from tuning import clients
from tuning.errors import TuningError, translated
from tuning.evaluation.answers import HeldOut, Reply

if TYPE_CHECKING:
    from mypy_boto3_bedrock_runtime.type_defs import ConverseRequestTypeDef

AT_ONCE: Final = 8
"""Records in flight; where that meets a quota (Nova Pro: 200 a minute), botocore backs off."""

MOST_FAILED: Final = 0.05
"""The share of prompts that may fail before the figures would no longer speak for the whole set."""

TIME_TO_ASK: Final = 600.0
"""Seconds after which no further record is asked, so that slow models are compared on what they
answered instead of on nothing: a Lambda ends at 900.
"""

UNASKED: Final = "NotAsked"
"""The error of a reply for which no time was left."""


def ask(
    models: Sequence[str],
    records: Sequence[HeldOut],
    *,
    max_tokens: int,
    time_to_ask: float = TIME_TO_ASK,
) -> list[tuple[Reply, ...]]:
    """Put every record to every model; return each record's replies in the models' order.

    A failed prompt becomes a reply with an error; botocore has retried it by then. Records are
    asked whole: one that is reached has been put to every model.

    Args:
        models: what Converse takes: a foundation model, or the ARN of provisioned throughput.
        records: the held-out conversations.
        max_tokens: the longest answer asked for.
        time_to_ask: seconds after which no further record is asked.

    Raises:
        TuningError: more than ``MOST_FAILED`` of the prompts failed; its class is that of the first
            failure, so that an outage is tried again and a refusal is not.
    """
    asking = partial(_answers, models, max_tokens, time.monotonic() + time_to_ask)
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        answers = list(pool.map(asking, records))
    failures = [each for one in answers for each in one if isinstance(each, TuningError)]
    prompts = len(records) * len(models)
    if len(failures) > MOST_FAILED * prompts:
        first = failures[0]
        raise type(first)(f"{len(failures)} of {prompts} prompts failed; the first with: {first}")
    return [tuple(_reply(each) for each in one) for one in answers]


def _answers(
    models: Sequence[str], max_tokens: int, ends: float, record: HeldOut
) -> tuple[Reply | TuningError, ...]:
    if time.monotonic() > ends:
        return tuple(Reply(error=UNASKED) for _ in models)
    return tuple(_answer(model, record, max_tokens) for model in models)


def _answer(model: str, record: HeldOut, max_tokens: int) -> Reply | TuningError:
    request: ConverseRequestTypeDef = {
        "modelId": model,
        "messages": [
            {"role": turn.role, "content": [{"text": block.text} for block in turn.said]}
            for turn in record.asked
        ],
        "inferenceConfig": {"maxTokens": max_tokens, "temperature": 0},
    }
    if record.system:
        request["system"] = [{"text": block.text} for block in record.system]
    try:
        with translated():
            answer = clients.bedrock_runtime().converse(**request)
    except TuningError as error:
        return error
    blocks = answer["output"]["message"]["content"]
    return Reply(
        text="".join(block.get("text", "") for block in blocks),
        stop_reason=answer["stopReason"],
        answered_at=clients.service_time(answer).isoformat(),
        input_tokens=answer["usage"]["inputTokens"],
        output_tokens=answer["usage"]["outputTokens"],
    )


def _reply(answer: Reply | TuningError) -> Reply:
    return Reply(error=type(answer).__name__) if isinstance(answer, TuningError) else answer
