"""Ask: put the held-out records to both models once, and write every answer down."""

from collections.abc import Sequence
from dataclasses import dataclass

from tuning import artifacts
from tuning.dataset.admission import Admission
from tuning.evaluation import inference, responses
from tuning.evaluation.answers import Answered, HeldOut, Reply, held_out, scored, to_lines
from tuning.evaluation.metrics import METRICS
from tuning.evaluation.responses import BASE, CUSTOM
from tuning.hosting.deployment import Deployment
from tuning.hosting.throughput import Throughput
from tuning.ledger.registration import Registration
from tuning.recipe import Metric

ANSWERS = "answers.jsonl"


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What both models answered to the held-out set, in the artifacts bucket.

    Attributes:
        serving: the ARN that the custom model answered on: of throughput or of a deployment.
        answers_key: every prompt with both answers and their scores (answers.jsonl).
        base_responses_key, custom_responses_key: each model's responses as a judge job reads them;
            None where evaluation jobs ask the models themselves.
        records: held-out records that both models answered.
        input_tokens, output_tokens: what was asked and answered, both models.
        custom_input_tokens, custom_output_tokens: the custom model's part of it.
        answered_at: when the last answer came, ISO 8601 in UTC by the service's clock.
    """

    serving: str
    answers_key: str
    base_responses_key: str | None = None
    custom_responses_key: str | None = None
    records: int
    input_tokens: int
    output_tokens: int
    custom_input_tokens: int = 0
    custom_output_tokens: int = 0
    answered_at: str = ""


def ask(
    registration: Registration, admission: Admission, serving: Throughput | Deployment
) -> Answers:
    """Ask base and custom model the held-out records and write every answer down.

    An evaluation job cannot name a deployment (the pattern of its ``modelIdentifier`` refuses one),
    so for a deployment the responses are written for a judge, too.

    Raises:
        TuningError: too many prompts failed, see ``inference.ask``.
        ValueError: the admitted dataset has no held-out set; a fault of the walk.
    """
    run, plan = registration.run_id, registration.plan.evaluation
    numbered = held_out(_evaluation_set(admission))
    replies = inference.ask(
        (registration.plan.model.inference_id, serving.arn),
        [record for _, record in numbered],
        max_tokens=plan.max_output_tokens,
    )
    answered = [
        _answered(number, record, base, custom, plan.metrics)
        for (number, record), (base, custom) in zip(numbered, replies, strict=True)
    ]
    key = artifacts.write(
        artifacts.key_of(run, ANSWERS), to_lines(answered), content_type="application/jsonl"
    )
    judged = isinstance(serving, Deployment)
    both = scored(answered)
    said = [reply for record in answered for reply in (record.base, record.custom)]
    return Answers(
        serving=serving.arn,
        answers_key=key,
        base_responses_key=responses.write(run, BASE, both) if judged else None,
        custom_responses_key=responses.write(run, CUSTOM, both) if judged else None,
        records=len(both),
        input_tokens=sum(reply.input_tokens for reply in said),
        output_tokens=sum(reply.output_tokens for reply in said),
        custom_input_tokens=sum(record.custom.input_tokens for record in answered),
        custom_output_tokens=sum(record.custom.output_tokens for record in answered),
        answered_at=max((reply.answered_at for reply in said), default=""),
    )


def _evaluation_set(admission: Admission) -> bytes:
    lines = artifacts.read(admission.evaluation.key) if admission.evaluation else None
    if lines is None:
        raise ValueError("the snapshot has no held-out evaluation set")
    return lines


def _answered(
    number: int, record: HeldOut, base: Reply, custom: Reply, metrics: Sequence[Metric]
) -> Answered:
    def scores(reply: Reply) -> dict[str, float]:
        return {metric: METRICS[metric](reply.text, record.reference) for metric in metrics}

    both = base.error is None and custom.error is None
    return Answered(
        record=number,
        system="".join(block.text for block in record.system),
        prompt=record.prompt,
        reference=record.reference,
        base=base,
        custom=custom,
        base_scores=scores(base) if both else {},
        custom_scores=scores(custom) if both else {},
    )
