"""The walk as a table: after each state, where each of its outcomes leads."""

from typing import Final

from stacks.walk.steps import Fail, Fork, Keep, Map, Notify, Question, Step, Succeed, Unseen, Wait
from tuning.handlers.ask_models import ask_models
from tuning.handlers.await_approval import await_approval
from tuning.handlers.buy_throughput import buy_throughput
from tuning.handlers.check_customization import check_customization
from tuning.handlers.check_deployment import check_deployment
from tuning.handlers.check_evaluation import check_evaluation
from tuning.handlers.check_throughput import check_throughput
from tuning.handlers.compare_models import compare_models
from tuning.handlers.deploy_on_demand import deploy_on_demand
from tuning.handlers.judge_training import judge_training
from tuning.handlers.plan_hosting import plan_hosting
from tuning.handlers.plan_validation import plan_validation
from tuning.handlers.promote import promote
from tuning.handlers.publish_report import publish_report
from tuning.handlers.register_run import register_run
from tuning.handlers.release_throughput import release_throughput
from tuning.handlers.start_customization import start_customization
from tuning.handlers.start_evaluation import start_evaluation
from tuning.handlers.take_slot import take_slot
from tuning.handlers.validate_dataset import validate_dataset
from tuning.handlers.validate_segment import validate_segment
from tuning.run.approval import Approval

UNTIL_RELEASED: Final = 60
"""Five hours of trying: whoever gives up on a release leaves something billing."""

BEFORE_PAYING: Final = 6
"""A minute or two: nothing is paid yet, and data that makes a function break off does so again."""

SEGMENTS_AT_ONCE: Final = 5
"""Functions that read one drop side by side: half of what a new account may run at once (10; Lambda
Developer Guide, "Lambda quotas"), so that other runs' looks find a function too."""

EVALUATION_FAILURE: Final = "evaluation_failure"
"""Evaluation jobs bring a second opinion: what breaks about them is told, and ends no run."""

WAIT_FOR_FILES: Final = Wait(
    name="WaitForFiles", seconds="companions_poll_seconds", then=register_run
)
WAIT_FOR_SLOT: Final = Wait(
    name="WaitForSlot", state=take_slot, seconds="wait_seconds", then=take_slot
)
WAIT_FOR_CUSTOMIZATION: Final = Wait(
    name="WaitForCustomization", seconds="customization_poll_seconds", then=check_customization
)
WAIT_FOR_THROUGHPUT_QUOTA: Final = Wait(
    name="WaitForThroughputQuota", seconds="hosting_quota_poll_seconds", then=buy_throughput
)
WAIT_FOR_DEPLOYMENT_QUOTA: Final = Wait(
    name="WaitForDeploymentQuota", seconds="hosting_quota_poll_seconds", then=deploy_on_demand
)
WAIT_IN_QUEUE: Final = Wait(
    name="WaitInQueue", seconds="queued_poll_seconds", then=check_customization
)
WAIT_FOR_THROUGHPUT: Final = Wait(
    name="WaitForThroughput", seconds="throughput_poll_seconds", then=check_throughput
)
WAIT_FOR_DEPLOYMENT: Final = Wait(
    name="WaitForDeployment", seconds="deployment_poll_seconds", then=check_deployment
)
WAIT_FOR_ANSWERS: Final = Wait(
    name="WaitForAnswers", seconds="asking_poll_seconds", then=ask_models
)
WAIT_FOR_EVALUATION: Final = Wait(
    name="WaitForEvaluation", seconds="evaluation_poll_seconds", then=check_evaluation
)

CUSTOMIZATION_UNSEEN: Final = Unseen(
    name="CustomizationUnseen", state=start_customization, then=WAIT_FOR_CUSTOMIZATION
)
THROUGHPUT_UNSEEN: Final = Unseen(
    name="ThroughputUnseen", state=buy_throughput, then=WAIT_FOR_THROUGHPUT
)
DEPLOYMENT_UNSEEN: Final = Unseen(
    name="DeploymentUnseen", state=deploy_on_demand, then=WAIT_FOR_DEPLOYMENT
)
EVALUATION_UNSEEN: Final = Unseen(
    name="EvaluationUnseen",
    state=start_evaluation,
    then=WAIT_FOR_EVALUATION,
    late=compare_models,
    failure=EVALUATION_FAILURE,
)

HOST: Final = Fork(
    name="Host",
    state=plan_hosting,
    field="mode",
    by={"provisioned": buy_throughput, "on_demand": deploy_on_demand},
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

KEEP_THE_DROP: Final = Keep(
    name="KeepTheDrop",
    then=Fail(
        name="NotRegistered",
        cause="The drop could not be registered as a run. It is kept: python -m tuning redrive "
        "sends it again.",
    ),
    caught=Fail(
        name="NotKept",
        cause="The drop could not be registered as a run, nor kept: upload its training file "
        "again.",
    ),
)

WALK: Final = (
    Step(
        state=register_run,
        then={
            "ready": plan_validation,
            "waiting": WAIT_FOR_FILES,
            "duplicate": Succeed(name="Duplicate"),
            "ignored": Succeed(name="Ignored"),
            "refused": publish_report,
        },
        caught=KEEP_THE_DROP,
    ),
    Step(
        state=plan_validation,
        then={"whole": validate_dataset, "in_segments": validate_segment},
        attempts=BEFORE_PAYING,
    ),
    Map(
        state=validate_segment,
        name="ValidateSegments",
        items=(plan_validation, "segments"),
        item="segment",
        at_once=SEGMENTS_AT_ONCE,
        attempts=BEFORE_PAYING,
        then=validate_dataset,
    ),
    Step(
        state=validate_dataset,
        then={"admitted": plan_hosting, "rejected": publish_report},
        attempts=BEFORE_PAYING,
    ),
    Step(
        state=plan_hosting,
        then={"within": take_slot, "over": await_approval, "refused": publish_report},
    ),
    Question(
        state=await_approval,
        answer=Approval,
        deadline_hours="approval_deadline_hours",
        then={"approved": take_slot, "denied": publish_report},
        late=publish_report,
    ),
    Step(
        state=take_slot,
        then={
            "taken": start_customization,
            "waiting": WAIT_FOR_SLOT,
            "timed_out": release_throughput,
        },
    ),
    Step(
        state=start_customization,
        then={"started": WAIT_FOR_CUSTOMIZATION, "no_slot": WAIT_FOR_SLOT},
    ),
    Step(
        state=check_customization,
        then={
            "running": WAIT_FOR_CUSTOMIZATION,
            "queued": WAIT_IN_QUEUE,
            "completed": judge_training,
            "stalled": start_customization,
            "failed": release_throughput,
            "stopped": release_throughput,
            "timed_out": release_throughput,
        },
        caught=CUSTOMIZATION_UNSEEN,
    ),
    Step(
        state=judge_training,
        then={
            "learned": HOST,
            "unknown": HOST,
            "not_learned": release_throughput,
            "too_few": release_throughput,
        },
    ),
    Step(
        state=buy_throughput,
        then={
            "held": WAIT_FOR_THROUGHPUT,
            "no_quota": WAIT_FOR_THROUGHPUT_QUOTA,
            "timed_out": release_throughput,
        },
    ),
    Step(
        state=check_throughput,
        then={
            "creating": WAIT_FOR_THROUGHPUT,
            "in_service": ask_models,
            "failed": release_throughput,
            "timed_out": release_throughput,
        },
        caught=THROUGHPUT_UNSEEN,
    ),
    Step(
        state=deploy_on_demand,
        then={
            "held": WAIT_FOR_DEPLOYMENT,
            "no_quota": WAIT_FOR_DEPLOYMENT_QUOTA,
            "timed_out": release_throughput,
        },
    ),
    Step(
        state=check_deployment,
        then={
            "creating": WAIT_FOR_DEPLOYMENT,
            "in_service": ask_models,
            "failed": release_throughput,
            "timed_out": release_throughput,
        },
        caught=DEPLOYMENT_UNSEEN,
    ),
    Step(state=ask_models, then={"asked": start_evaluation, "asking": WAIT_FOR_ANSWERS}),
    Step(
        state=start_evaluation,
        then={"started": WAIT_FOR_EVALUATION, "none": compare_models},
        caught=compare_models,
        failure=EVALUATION_FAILURE,
    ),
    Step(
        state=check_evaluation,
        then={
            "running": WAIT_FOR_EVALUATION,
            "completed": compare_models,
            "failed": compare_models,
            "stopped": compare_models,
            "timed_out": compare_models,
        },
        caught=EVALUATION_UNSEEN,
    ),
    Step(state=compare_models, then={"keep": promote, "discard": release_throughput}),
    Step(state=promote, then={"hosted": publish_report, "stored": release_throughput}),
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
