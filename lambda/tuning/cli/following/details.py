"""What a state of the walk returned, in a few words for its row in the view."""

import json
from collections.abc import Mapping
from functools import singledispatch
from typing import Any, Final

import msgspec

from tuning.report.words import count
from tuning.run.approval import Approval
from tuning.run.evaluation import Answers, Comparison, EvaluationJobs, EvaluationStatus, Prospect
from tuning.run.hosting import Promotion, Release, Serving, ServingStatus
from tuning.run.keys import KEYS
from tuning.run.plan import HostingPlan
from tuning.run.publication import Publication
from tuning.run.registration import Registration
from tuning.run.resumption import Resumption
from tuning.run.training import Customization, Judgement, Slot, TrainingStatus
from tuning.run.validation import Admission, ValidationPlan

TYPES: Final[Mapping[str, type]] = {key: kind for kind, key in KEYS.items()}


def detail(key: str, result: Mapping[str, Any]) -> str:
    """Return the few words of a result that a person who watches wants to read.

    Args:
        key: the one under which it travels.
        result: what the state returned; of what another release of the pipeline says, its outcome.
    """
    try:
        return words(msgspec.convert(result, TYPES[key], strict=False))
    except (KeyError, msgspec.ValidationError):
        return str(result.get("outcome", ""))


@singledispatch
def words(result: object) -> str:
    """Return a result in a few words; nothing of what nobody watches."""
    return ""


@words.register
def _(result: Registration) -> str:
    return f"waiting for {', '.join(result.missing)}" if result.missing else result.run_id


@words.register
def _(result: Resumption) -> str:
    return f"goes on to {result.outcome}, as {result.wish.who} asks"


@words.register
def _(result: ValidationPlan) -> str:
    segments = len(result.segments)
    return f"in {count(segments, 'segment')}, side by side" if segments else "whole"


@words.register
def _(result: Admission | Judgement) -> str:
    return result.summary


@words.register
def _(result: HostingPlan) -> str:
    return " ".join(result.reasons) or result.why


@words.register
def _(result: Approval) -> str:
    return f"{result.outcome} by {result.who}: {result.why}"


@words.register
def _(result: Prospect) -> str:
    return result.reason or result.message or ""


@words.register
def _(result: Slot) -> str:
    return result.message or "a training slot is free"


@words.register
def _(result: Customization) -> str:
    return result.message or result.job_name


@words.register
def _(result: TrainingStatus) -> str:
    named = (("training", result.training_loss), ("validation", result.validation_loss))
    losses = [f"last {name} loss {loss:.3f}" for name, loss in named if loss is not None]
    return ", ".join(part for part in (result.status, result.phase, *losses) if part)


@words.register
def _(result: Serving) -> str:
    if result.message:
        return result.message
    if result.kind == "deployment":
        return f"billed by the token, leased until {result.lease_ends}"
    price = result.unit_hour_usd
    each = "price unknown" if price is None else f"${price:,.2f} an hour each"
    return f"{count(result.units, 'model unit')}, {each}"


@words.register
def _(result: ServingStatus) -> str:
    return result.status


@words.register
def _(result: Answers) -> str:
    return result.message or f"both models answered {count(result.records, 'held-out record')}"


@words.register
def _(result: EvaluationJobs) -> str:
    return " ".join((result.judging, *result.warnings))


@words.register
def _(result: EvaluationStatus) -> str:
    statuses = ", ".join(sorted(set(result.statuses.values())))
    if not result.warnings:
        return statuses
    first, *others = result.warnings  # as a rule the same of each model
    return f"{statuses}; {first}" + (f" (and {len(others)} more in the report)" if others else "")


@words.register
def _(result: Comparison | Promotion) -> str:
    return result.reason


@words.register
def _(result: Release) -> str:
    return f"{len(result.stopped)} stopped, {len(result.deleted)} deleted"


@words.register
def _(result: Publication) -> str:
    return result.subject


def why(error: str | None, cause: str) -> str:
    """Return an error of Step Functions in words; a function's cause is JSON around them."""
    try:
        message = json.loads(cause)["errorMessage"]
    except (ValueError, TypeError, KeyError):
        message = cause
    return ": ".join(part for part in (error, message) if part)
