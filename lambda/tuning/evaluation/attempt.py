"""An attempt: question sets put to models for as long as one function lasts, one after another.

Every reply is kept as soon as it has come, so that an attempt that follows a crash, a time-out or
an outage goes on where the last one stopped, and no model is asked twice: not by another state
either.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from tuning.errors import TuningError
from tuning.evaluation.answers import HeldOut, Reply, in_any_order
from tuning.evaluation.interview import hold
from tuning.evaluation.participant import Participant
from tuning.evaluation.replies import FOLDER as REPLIES
from tuning.evaluation.respondents import Respondent
from tuning.evaluation.sitting import Sitting
from tuning.run.evaluation import Model
from tuning.settings import deployed


class NeverAsked(TuningError):
    """Until the deadline, no record could be put to all models; the message says why."""


class Earlier(Protocol):
    """What the attempt before this one came to, as its state returned it."""

    @property
    def began_at(self) -> str:
        """When the first attempt began."""

    @property
    def lost_requests(self) -> int:
        """Requests that brought no reply so far."""

    @property
    def message(self) -> str | None:
        """Why there is more to ask."""


@dataclass(frozen=True, kw_only=True)
class Questions:
    """Records that are put to some models.

    Attributes:
        records: each with its number in the set.
        respondents: who is asked, in this order.
        title: what people call the records.
        folder: where replies to them are kept, among what the run leaves.
    """

    records: Sequence[tuple[int, HeldOut]]
    respondents: tuple[Respondent, ...]
    title: str = "held-out records"
    folder: str = REPLIES


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """What has been answered by the end of an attempt, by earlier ones included.

    Attributes:
        replies: to each question set, by model and record.
        began_at: when the first attempt began, ISO 8601 in UTC by the function's clock.
        done: whether nothing more is to be asked: all is answered, or the deadline has passed.
        lost: requests that brought no reply to a record, of all attempts.
        message: why there is more to ask, or why something was never asked.
    """

    replies: tuple[Mapping[Model, Mapping[int, Reply]], ...]
    began_at: str
    done: bool
    lost: int
    message: str | None


def make(sitting: Sitting, sets: Sequence[Questions], earlier: Earlier | None) -> Attempt:
    """Put to every model what it was not asked yet; after the deadline nothing is asked any more.

    Args:
        sitting: how long this attempt lasts.
        sets: what is asked of whom, in this order; the first is what the run is about.
        earlier: what the attempt before this one came to, if there was one.

    Raises:
        ServiceRefused: a model may not be asked, or every prompt is invalid.
        NeverAsked: the deadline has passed, and no record of the first set was put to all models.
    """
    began = earlier.began_at if earlier else datetime.now(UTC).isoformat(timespec="seconds")
    late = datetime.now(UTC) - datetime.fromisoformat(began) >= _deadline()
    seated = [
        [Participant.of(sitting.run, each, questions.folder) for each in questions.respondents]
        for questions in sets
    ]
    everyone = [participant for participants in seated for participant in participants]
    for questions, participants in zip(sets, seated, strict=True):
        if not late:
            hold(sitting, in_any_order(questions.records), *participants)
    if late:
        for participant in everyone:
            participant.replied |= participant.failed
    missing = [_missing(*both) for both in zip(sets, seated, strict=True)]
    done = late or not any(missing)
    if done:
        _require_answers(seated[0])
    why = _why(everyone) or (earlier.message if late and earlier else None)
    if late and missing[0] == len(sets[0].records):
        raise NeverAsked(
            f"no {sets[0].title.removesuffix('s')} was put to {_all_of(sets[0])} in "
            f"{_deadline()}: {why}"
        )
    return Attempt(
        replies=tuple(
            {each.respondent.name: each.replied for each in participants} for participants in seated
        ),
        began_at=began,
        done=done,
        lost=sum(each.lost for each in everyone) + (earlier.lost_requests if earlier else 0),
        message=_message(sets, missing, why, late=late) if any(missing) else None,
    )


def _missing(questions: Questions, participants: Sequence[Participant]) -> int:
    """Count the records that were not put to all models."""
    return sum(
        any(number not in each.replied for each in participants) for number, _ in questions.records
    )


def _require_answers(participants: Sequence[Participant]) -> None:
    """Refuse to compare with a model of which the service refused every prompt of the first set."""
    for each in participants:
        if each.refuses_all:
            raise each.refusal(next(reply.error or "" for reply in each.replied.values()))


def _deadline() -> timedelta:
    return timedelta(hours=deployed().asking_deadline_hours)


def _why(participants: Sequence[Participant]) -> str | None:
    """Say which model cannot be asked at present, in the service's words."""
    out = [
        f"the {each.respondent.name} model does not answer: {each.out}"
        for each in participants
        if each.out
    ]
    return "; ".join(out) or None


def _message(
    sets: Sequence[Questions], missing: Sequence[int], why: str | None, *, late: bool
) -> str:
    said = " and ".join(
        _left(count, questions, late=late)
        for questions, count in zip(sets, missing, strict=True)
        if count
    )
    return said + (f" within {_deadline()}" if late else "") + (f"; {why}" if why else "")


def _left(count: int, questions: Questions, *, late: bool) -> str:
    title, are, were = (
        (questions.title.removesuffix("s"), "is", "was")
        if count == 1
        else (questions.title, "are", "were")
    )
    rest = f"{were} not put to {_all_of(questions)}" if late else f"{are} still to be answered"
    return f"{count:,} {title} {rest}"


def _all_of(questions: Questions) -> str:
    match questions.respondents:
        case (only,):
            return f"the {only.name} model"
        case (_, _):
            return "both models"
        case _:
            return "all models"
