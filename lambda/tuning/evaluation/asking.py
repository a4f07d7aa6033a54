"""Ask: put the held-out records to both models once, and write every answer down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from tuning import artifacts
from tuning.errors import TuningError
from tuning.evaluation import clusters, rates, responses
from tuning.evaluation.answers import (
    Answered,
    HeldOut,
    Reply,
    held_out,
    in_any_order,
    scored,
    to_lines,
)
from tuning.evaluation.interview import hold
from tuning.evaluation.metrics import Score, scorers
from tuning.evaluation.pacing import MACHINE, Clock, Pace
from tuning.evaluation.participant import Participant, Sitting
from tuning.evaluation.responses import BASE, CUSTOM
from tuning.evaluation.snapshot import evaluation_set
from tuning.run.evaluation import Answers
from tuning.run.hosting import Serving
from tuning.run.recipe import Metric
from tuning.run.registration import Registration
from tuning.run.validation import Admission
from tuning.settings import deployed

ANSWERS: Final = "answers.jsonl"

SITTING: Final = 600.0
"""Seconds of one attempt in which requests go out. The last one may take as long as the client
waits for an answer, and what was answered is read back and written: a Lambda ends at 900."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A held-out record with its number, and the cluster of records that it is one with."""

    number: int
    record: HeldOut
    cluster: str


class NeverAsked(TuningError):
    """Until the deadline, no record could be put to both models; the message says why."""


def ask(
    registration: Registration,
    admission: Admission,
    serving: Serving,
    earlier: Answers | None = None,
    *,
    clock: Clock = MACHINE,
) -> Answers:
    """Ask base and custom model what they were not asked yet, and write every answer down.

    Every reply is kept as soon as it has come, so that an attempt that follows a crash, a time-out
    or an outage goes on where the last one stopped, and no model is asked twice.

    Args:
        registration: the run.
        admission: says where the held-out set is.
        serving: what the custom model answers on.
        earlier: what the attempt before this one returned, if there was one.
        clock: by which the models are paced.

    Raises:
        ServiceRefused: a model may not be asked, or every prompt is invalid.
        NeverAsked: the deadline has passed, and no record was put to both models.
        ValueError: the admitted dataset has no held-out set; a fault of the walk.
    """
    began = earlier.began_at if earlier else datetime.now(UTC).isoformat(timespec="seconds")
    numbered = held_out(evaluation_set(admission))
    ends = clock.now() + SITTING  # quotas that are slow to be read are part of the sitting
    base, custom = _participants(registration, serving, clock)
    late = datetime.now(UTC) - datetime.fromisoformat(began) >= _deadline()
    if not late:
        sitting = Sitting(
            run=registration.run_id,
            max_tokens=registration.ready_recipe.evaluation.max_output_tokens,
            ends=ends,
        )
        hold(sitting, in_any_order(numbered), base, custom)
    else:
        for participant in (base, custom):
            participant.replied |= participant.failed
    metrics = scorers(registration.ready_recipe.evaluation)
    groups = clusters.grouped([record for _, record in numbered])
    answered = [
        _answered(
            Asked(number=number, record=record, cluster=cluster),
            base.replied.get(number),
            custom.replied.get(number),
            metrics,
        )
        for (number, record), cluster in zip(numbered, groups, strict=True)
    ]
    missing = len(numbered) - len(scored(answered))
    if late or not missing:
        _require_answers(base, custom)
    why = _why(base, custom) or (earlier.message if late and earlier else None)
    if late and missing == len(numbered):
        raise NeverAsked(f"no held-out record was put to both models in {_deadline()}: {why}")
    return _answers(
        registration,
        serving,
        answered,
        outcome="asking" if missing and not late else "asked",
        began_at=began,
        lost=base.lost + custom.lost + (earlier.lost_requests if earlier else 0),
        message=_message(missing, why, late=late) if missing else None,
    )


def _participants(
    registration: Registration, serving: Serving, clock: Clock
) -> tuple[Participant, Participant]:
    run, model = registration.run_id, registration.ready_recipe.model
    by_token = serving.kind == "deployment"
    rate = rates.of_deployments(model) if by_token else rates.NO_LIMIT
    return (
        Participant.of(run, BASE, model.inference_id, Pace(rates.of_base(model), clock)),
        Participant.of(run, CUSTOM, serving.arn, Pace(rate, clock)),
    )


def _require_answers(*participants: Participant) -> None:
    """Refuse to compare with a model of which the service refused every prompt."""
    for each in participants:
        if each.refuses_all:
            raise each.refusal(next(reply.error or "" for reply in each.replied.values()))


def _deadline() -> timedelta:
    return timedelta(hours=deployed().asking_deadline_hours)


def _why(*participants: Participant) -> str | None:
    """Say which model cannot be asked at present, in the service's words."""
    out = [
        f"the {each.name} model does not answer: {each.out}" for each in participants if each.out
    ]
    return "; ".join(out) or None


def _message(missing: int, why: str | None, *, late: bool) -> str:
    if not late:
        return f"{missing} held-out records are still to be answered" + (f"; {why}" if why else "")
    return f"{missing} held-out records were not put to both models within {_deadline()}" + (
        f"; {why}" if why else ""
    )


def _answered(
    asked: Asked,
    base: Reply | None,
    custom: Reply | None,
    metrics: Mapping[Metric, Score],
) -> Answered:
    def scores(reply: Reply) -> dict[str, float]:
        if reply.error:
            return dict.fromkeys(metrics, 0.0)
        reference = asked.record.reference
        return {metric: of(reply.text, reference) for metric, of in metrics.items()}

    both, record = base and custom, asked.record
    return Answered(
        record=asked.number,
        system=record.system_text,
        prompt=record.prompt,
        reference=record.reference,
        cluster=asked.cluster,
        base=base,
        custom=custom,
        base_scores=scores(base) if both and base else {},
        custom_scores=scores(custom) if both and custom else {},
    )


def _answers(
    registration: Registration,
    serving: Serving,
    answered: Sequence[Answered],
    *,
    outcome: Literal["asked", "asking"],
    began_at: str,
    lost: int,
    message: str | None,
) -> Answers:
    """Count what was answered; once all is asked, write it where it is compared and judged."""
    run, done, both = registration.run_id, outcome == "asked", scored(answered)
    key = artifacts.key_of(run, ANSWERS)
    if done:
        artifacts.write(key, to_lines(answered), content_type="application/jsonl")
    base = [record.base for record in answered if record.base]
    custom = [record.custom for record in answered if record.custom]
    return Answers(
        outcome=outcome,
        serving=serving.arn,
        answers_key=key,
        base_responses_key=responses.write(run, BASE, both) if done else None,
        custom_responses_key=responses.write(run, CUSTOM, both) if done else None,
        began_at=began_at,
        held_out=len(answered),
        records=len(both),
        base_failed=sum(1 for reply in base if reply.error),
        custom_failed=sum(1 for reply in custom if reply.error),
        input_tokens=sum(reply.input_tokens for reply in (*base, *custom)),
        output_tokens=sum(reply.output_tokens for reply in (*base, *custom)),
        custom_input_tokens=sum(reply.input_tokens for reply in custom),
        custom_output_tokens=sum(reply.output_tokens for reply in custom),
        lost_requests=lost,
        answered_at=max((reply.answered_at for reply in (*base, *custom)), default=""),
        message=message,
    )
