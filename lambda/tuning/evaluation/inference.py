"""Inference: put one held-out record to one model by Converse, once."""

from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from tuning import clients
from tuning.errors import ServiceRefused, Transient, TuningError, code_of, translated
from tuning.evaluation.answers import HeldOut, Reply

if TYPE_CHECKING:
    from mypy_boto3_bedrock_runtime.type_defs import ConverseRequestTypeDef

THROTTLES: Final = frozenset(
    {
        "ModelNotReadyException",
        "ServiceQuotaExceededException",
        "ThrottlingException",
        "TooManyRequestsException",
    }
)
"""The service did not look at the prompt: a quota of the moment, or a model that still loads."""

BLOCKED: Final = frozenset({"content_filtered", "guardrail_intervened", "malformed_model_output"})
"""Stop reasons with which the text is not, or not wholly, the model's own."""

EMPTY: Final = "the answer is empty"


class Throttled(Transient):
    """The model was not asked, because too much is asked at the moment; nothing was billed."""


class PromptRefused(ServiceRefused):
    """The service does not take this one prompt; the message is the service's own."""


def ask(model: str, record: HeldOut, *, max_tokens: int) -> Reply:
    """Put a record to a model, in one request; an empty or blocked answer is a reply with an error.

    Args:
        model: what Converse takes: a foundation model, an inference profile, or the ARN of
            provisioned throughput or of a deployment.
        record: the held-out conversation, asked without its reference.
        max_tokens: the longest answer asked for.

    Raises:
        Throttled: to be asked again, later; it is no failure of the model's.
        PromptRefused: this prompt is invalid; others may pass.
        Transient: the service or the model broke, or was too slow.
        ServiceRefused: nothing can be asked of this model, by rights or because it is not there.
    """
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
        raise _finer(error) from error
    text = "".join(block.get("text", "") for block in answer["output"]["message"]["content"])
    return Reply(
        text=text,
        stop_reason=answer["stopReason"],
        answered_at=clients.service_time(answer).isoformat(),
        error=_error(text, answer["stopReason"]),
        input_tokens=answer["usage"]["inputTokens"],
        output_tokens=answer["usage"]["outputTokens"],
        latency_ms=answer["metrics"]["latencyMs"],
    )


def _error(text: str, stop_reason: str) -> str | None:
    if stop_reason in BLOCKED:
        return f"the answer was blocked: {stop_reason}"
    return None if text.strip() else EMPTY


def _finer(error: TuningError) -> TuningError:
    cause = error.__cause__
    code = code_of(cause) if isinstance(cause, ClientError) else ""
    if code in THROTTLES:
        return Throttled(str(error))
    return PromptRefused(str(error)) if code == "ValidationException" else error
