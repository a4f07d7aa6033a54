"""Compare: put the held-out records to both models, score the answers, and decide."""

from collections.abc import Sequence
from statistics import fmean

from tuning import artifacts
from tuning.dataset.admission import Admission
from tuning.evaluation import bootstrap, inference, verdict
from tuning.evaluation.answers import Answered, HeldOut, Reply, held_out, scored, to_lines
from tuning.evaluation.comparison import Comparison, Score
from tuning.evaluation.metrics import METRICS
from tuning.hosting.throughput import Throughput
from tuning.ledger.registration import Registration
from tuning.recipe import Metric

ANSWERS = "answers.jsonl"


def compare(registration: Registration, admission: Admission, throughput: Throughput) -> Comparison:
    """Ask base and custom model the held-out records, write every answer down, and decide.

    Raises:
        TuningError: too many prompts failed, see ``inference.ask``.
        ValueError: the admitted dataset has no held-out set; a fault of the walk.
    """
    plan = registration.plan.evaluation
    numbered = held_out(_evaluation_set(admission))
    replies = inference.ask(
        (registration.plan.model.inference_id, throughput.arn),
        [record for _, record in numbered],
        max_tokens=plan.max_output_tokens,
    )
    answered = [
        _answered(number, record, base, custom, plan.metrics)
        for (number, record), (base, custom) in zip(numbered, replies, strict=True)
    ]
    key = artifacts.write(
        artifacts.key_of(registration.run_id, ANSWERS),
        to_lines(answered),
        content_type="application/jsonl",
    )
    both = scored(answered)
    enough = len(both) >= verdict.FEWEST_RECORDS
    scores = tuple(_score(metric, both) for metric in plan.metrics) if enough else ()
    decision = verdict.decide(
        scores[0] if scores else None, records=len(both), min_gain=plan.min_gain
    )
    said = [reply for record in answered for reply in (record.base, record.custom)]
    return Comparison(
        outcome=decision.outcome,
        reason=decision.reason,
        scores=scores,
        records=len(both),
        answers_key=key,
        input_tokens=sum(reply.input_tokens for reply in said),
        output_tokens=sum(reply.output_tokens for reply in said),
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


def _score(metric: str, answered: Sequence[Answered]) -> Score:
    gains = [record.gain(metric) for record in answered]
    low, high = bootstrap.interval(gains)
    return Score(
        metric=metric,
        base=fmean(record.base_scores[metric] for record in answered),
        custom=fmean(record.custom_scores[metric] for record in answered),
        gain=fmean(gains),
        gain_low=low,
        gain_high=high,
    )
