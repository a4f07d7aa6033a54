"""Inference: put one held-out record to one model by Converse, once; whole, or as it is said."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from botocore.exceptions import ClientError

from tuning import clients, guarding
from tuning.errors import ServiceRefused, Transient, TuningError, code_of, translated
from tuning.evaluation.answers import HeldOut, Reply
from tuning.guarding import Intervention
from tuning.settings import Guardrail

THROTTLES: Final = frozenset(
    {
        "ModelNotReadyException",
        "ServiceQuotaExceededException",
        "ThrottlingException",
        "TooManyRequestsException",
    }
)
"""The service did not look at the prompt: a quota of the moment, or a model that still loads."""

BLOCKED: Final = frozenset({"content_filtered", guarding.INTERVENED, "malformed_model_output"})
"""Stop reasons with which the text is not, or not wholly, the model's own."""

EMPTY: Final = "the answer is empty"


@dataclass(frozen=True, kw_only=True)
class Sampling:
    """How the words of an answer are drawn.

    Attributes:
        temperature: 0 draws the likeliest word each time.
        top_p: the share of the likeliest words that one is drawn from; None: the model's own.
        stop: texts before which the answer ends.
    """

    temperature: float = 0
    top_p: float | None = None
    stop: tuple[str, ...] = ()


LIKELIEST: Final = Sampling()
"""As models are compared: the same question gets the same answer."""


class Throttled(Transient):
    """The model was not asked, because too much is asked at the moment; nothing was billed."""


class PromptRefused(ServiceRefused):
    """The service does not take this one prompt; the message is the service's own."""


class Absent(ServiceRefused):
    """What is asked is not there any more; the message is the service's own."""


def ask(
    model: str,
    record: HeldOut,
    *,
    max_tokens: int,
    sampling: Sampling = LIKELIEST,
    guardrail: Guardrail | None = None,
) -> Reply:
    """Put a record to a model, in one request; an empty or blocked answer is a reply with an error.

    Args:
        model: what Converse takes: a foundation model, an inference profile, or the ARN of
            provisioned throughput or of a deployment.
        record: the held-out conversation, asked without its reference.
        max_tokens: the longest answer asked for.
        sampling: how it is drawn.
        guardrail: what looks at the question and at the answer; None: nothing does.

    Raises:
        Throttled: to be asked again, later; it is no failure of the model's.
        PromptRefused: this prompt is invalid; others may pass.
        Absent: what serves the model was deleted, or its base model has ended.
        Transient: the service or the model broke, or was too slow.
        ServiceRefused: nothing may be asked of this model.
    """
    try:
        with translated():
            answer = clients.bedrock_runtime().converse(
                **_request(model, record, max_tokens, sampling, guardrail)
            )
    except TuningError as error:
        raise _finer(error) from error
    text = "".join(block.get("text", "") for block in answer["output"]["message"]["content"])
    return _reply(text, answer["stopReason"], answer, answer)


def stream(
    model: str,
    record: HeldOut,
    *,
    max_tokens: int,
    heard: Callable[[str], object],
    guardrail: Guardrail | None = None,
) -> Reply:
    """Put a record to a model as ``ask`` does, by ConverseStream.

    Args:
        model, record, max_tokens, guardrail: as of ``ask``.
        heard: is given each piece of the answer as it comes.

    Raises:
        TuningError: as of ``ask``; also after pieces were heard.
    """
    pieces: list[str] = []
    stop_reason, figures = "", dict[str, Any]()
    try:
        with translated():
            answer = clients.bedrock_runtime().converse_stream(
                **_request(model, record, max_tokens, LIKELIEST, guardrail)
            )
            for event in answer["stream"]:
                if "contentBlockDelta" in event:
                    piece = event["contentBlockDelta"]["delta"].get("text", "")
                    pieces.append(piece)
                    heard(piece)
                elif "messageStop" in event:
                    stop_reason = event["messageStop"]["stopReason"]
                elif "metadata" in event:
                    figures = {**event["metadata"]}
    except TuningError as error:
        raise _finer(error) from error
    if not (stop_reason and figures):
        raise Transient("the answer broke off: the service ended it without a reason")
    return _reply("".join(pieces), stop_reason, figures, answer)


def _request(
    model: str,
    record: HeldOut,
    max_tokens: int,
    sampling: Sampling,
    guardrail: Guardrail | None,
) -> Any:
    request: dict[str, Any] = {
        "modelId": model,
        "messages": [
            {"role": turn.role, "content": [{"text": block.text} for block in turn.said]}
            for turn in record.asked
        ],
        "inferenceConfig": {"maxTokens": max_tokens, "temperature": sampling.temperature},
    }
    if sampling.top_p is not None:
        request["inferenceConfig"]["topP"] = sampling.top_p
    if sampling.stop:
        request["inferenceConfig"]["stopSequences"] = list(sampling.stop)
    if record.system:
        request["system"] = [{"text": block.text} for block in record.system]
    if guardrail:
        request["guardrailConfig"] = guarding.config(guardrail)
    return request


def _reply(text: str, stop_reason: str, figures: Any, answer: Any) -> Reply:
    """Return a reply; ``figures`` has the service's count of tokens and milliseconds."""
    found = guarding.interventions(figures.get("trace", {}))
    return Reply(
        text=text,
        stop_reason=stop_reason,
        answered_at=clients.service_time(answer).isoformat(),
        error=_error(text, stop_reason, found),
        interventions=found,
        input_tokens=figures["usage"]["inputTokens"],
        output_tokens=figures["usage"]["outputTokens"],
        latency_ms=figures["metrics"]["latencyMs"],
    )


def _error(text: str, stop_reason: str, found: Sequence[Intervention]) -> str | None:
    if stop_reason in BLOCKED and not found:
        return f"the answer was blocked: {stop_reason}"
    return None if text.strip() else EMPTY


def _finer(error: TuningError) -> TuningError:
    cause = error.__cause__
    code = code_of(cause) if isinstance(cause, ClientError) else ""
    if code in THROTTLES:
        return Throttled(str(error))
    if code == "ResourceNotFoundException":
        return Absent(str(error))
    return PromptRefused(str(error)) if code == "ValidationException" else error
