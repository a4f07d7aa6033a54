"""The walk as a table: after each state, where each of its outcomes leads."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from tuning.handlers.buy_throughput import buy_throughput
from tuning.handlers.check_customization import check_customization
from tuning.handlers.check_evaluation import check_evaluation
from tuning.handlers.check_throughput import check_throughput
from tuning.handlers.compare_models import compare_models
from tuning.handlers.judge_training import judge_training
from tuning.handlers.plan_validation import plan_validation
from tuning.handlers.promote import promote
from tuning.handlers.publish_report import publish_report
from tuning.handlers.register_run import register_run
from tuning.handlers.release_throughput import release_throughput
from tuning.handlers.start_customization import start_customization
from tuning.handlers.start_evaluation import start_evaluation
from tuning.handlers.validate_dataset import validate_dataset
from tuning.handlers.validate_segment import validate_segment
from tuning.state import State


@dataclass(frozen=True, kw_only=True)
class Wait:
    """A pause before asking again; ``seconds`` names the environment's field that holds it."""

    name: str
    seconds: str
    then: State[Any]


@dataclass(frozen=True, kw_only=True)
class Notify:
    """The announcement of how the run ended; ``by`` leads to the end of that name."""

    name: str
    by: Mapping[str, "Succeed | Fail"]
    caught: "Fail"


@dataclass(frozen=True, kw_only=True)
class Succeed:
    """An end of the walk at which nothing is broken, whatever the verdict."""

    name: str


@dataclass(frozen=True, kw_only=True)
class Fail:
    """An end at which something is broken; alarms listen to it.

    ``cause`` is a sentence, or a path into the execution's state.
    """

    name: str
    cause: str


Target = State[Any] | Wait | Notify | Succeed | Fail


@dataclass(frozen=True, kw_only=True)
class Step:
    """One state and what follows it.

    Attributes:
        then: where each outcome of the state leads, or the one target where it has none.
        caught: where an error leads once its retries are used up.
        waits_for_quota: a used-up quota is waited for, because others' jobs end by themselves.
        attempts: how often it is tried again when Lambda or a service was busy.
    """

    state: State[Any]
    then: Mapping[str, Target] | Target
    caught: Target = release_throughput
    waits_for_quota: bool = False
    attempts: int = 6


@dataclass(frozen=True, kw_only=True)
class Map(Step):
    """A step whose state runs once for each item of a list, each time in an execution of its own.

    The walk goes on when all have ended well. What they say stays with them: each leaves what it
    made where the next state looks for it, so that the document does not grow with the list.

    Attributes:
        name: of all of them together.
        items: the list: an earlier state and the field of its result.
        item: the parameter under which each gets its item.
        at_once: how many run at a time.
    """

    name: str
    items: tuple[State[Any], str]
    item: str
    at_once: int


UNTIL_RELEASED: Final = 60
"""Five hours of trying: whoever gives up on a release leaves something billing."""

SEGMENTS_AT_ONCE: Final = 10
"""Functions that read one drop side by side: a hundredth of what an account may run by default."""

WAIT_FOR_FILES: Final = Wait(
    name="WaitForFiles", seconds="companions_poll_seconds", then=register_run
)
WAIT_FOR_CUSTOMIZATION: Final = Wait(
    name="WaitForCustomization", seconds="customization_poll_seconds", then=check_customization
)
WAIT_FOR_THROUGHPUT: Final = Wait(
    name="WaitForThroughput", seconds="throughput_poll_seconds", then=check_throughput
)
WAIT_FOR_EVALUATION: Final = Wait(
    name="WaitForEvaluation", seconds="evaluation_poll_seconds", then=check_evaluation
)

NOTIFY: Final = Notify(
    name="Notify",
    by={
        "kept": Succeed(name="Kept"),
        "discarded": Succeed(name="Discarded"),
        "rejected": Succeed(name="Rejected"),
        "cancelled": Succeed(name="Cancelled"),
        "failed": Fail(name="RunFailed", cause="$.publication.subject"),
    },
    caught=Fail(name="NotNotified", cause="The run ended, but its notification was not sent."),
)

WALK: Final = (
    Step(
        state=register_run,
        then={
            "ready": plan_validation,
            "waiting": WAIT_FOR_FILES,
            "duplicate": Succeed(name="Duplicate"),
            "refused": publish_report,
        },
        caught=Fail(name="NotRegistered", cause="The drop could not be registered as a run."),
    ),
    Step(
        state=plan_validation,
        then={"whole": validate_dataset, "in_segments": validate_segment},
    ),
    Map(
        state=validate_segment,
        name="ValidateSegments",
        items=(plan_validation, "segments"),
        item="segment",
        at_once=SEGMENTS_AT_ONCE,
        then=validate_dataset,
    ),
    Step(
        state=validate_dataset,
        then={"admitted": start_customization, "rejected": publish_report},
    ),
    Step(state=start_customization, then=WAIT_FOR_CUSTOMIZATION, waits_for_quota=True),
    Step(
        state=check_customization,
        then={
            "running": WAIT_FOR_CUSTOMIZATION,
            "completed": judge_training,
            "failed": release_throughput,
            "stopped": release_throughput,
            "timed_out": release_throughput,
        },
    ),
    Step(
        state=judge_training,
        then={
            "learned": buy_throughput,
            "unknown": buy_throughput,
            "not_learned": release_throughput,
        },
    ),
    Step(state=buy_throughput, then=WAIT_FOR_THROUGHPUT),
    Step(
        state=check_throughput,
        then={
            "creating": WAIT_FOR_THROUGHPUT,
            "in_service": start_evaluation,
            "failed": release_throughput,
            "timed_out": release_throughput,
        },
    ),
    Step(state=start_evaluation, then=WAIT_FOR_EVALUATION, waits_for_quota=True),
    Step(
        state=check_evaluation,
        then={
            "running": WAIT_FOR_EVALUATION,
            "completed": compare_models,
            "failed": release_throughput,
            "stopped": release_throughput,
            "timed_out": release_throughput,
        },
    ),
    Step(state=compare_models, then={"keep": promote, "discard": release_throughput}),
    Step(state=promote, then=publish_report),
    Step(
        state=release_throughput,
        then=publish_report,
        caught=publish_report,
        attempts=UNTIL_RELEASED,
    ),
    Step(
        state=publish_report,
        then=NOTIFY,
        caught=Fail(name="NotPublished", cause="The run ended, but its report was not written."),
    ),
)
