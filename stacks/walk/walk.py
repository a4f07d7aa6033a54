"""The walk as a table: after each state, where each of its outcomes leads."""

from typing import Final

from stacks.rights import of_data, of_evaluation, of_hosting, of_resumption, of_training
from stacks.walk import extent
from stacks.walk.ends import KEEP_THE_DROP, NOT_RESUMED, NOTIFY
from stacks.walk.forks import APPROVED, HOST, IN_SERVICE
from stacks.walk.steps import Fail, Map, Question, Recall, Step, Succeed
from stacks.walk.waits import (
    CUSTOMIZATION_UNSEEN,
    DEPLOYMENT_UNSEEN,
    EVALUATION_FAILURE,
    EVALUATION_UNSEEN,
    THROUGHPUT_UNSEEN,
    WAIT_FOR_ANSWERS,
    WAIT_FOR_BASELINES,
    WAIT_FOR_CUSTOMIZATION,
    WAIT_FOR_DEPLOYMENT,
    WAIT_FOR_DEPLOYMENT_QUOTA,
    WAIT_FOR_EVALUATION,
    WAIT_FOR_FILES,
    WAIT_FOR_SLOT,
    WAIT_FOR_THROUGHPUT,
    WAIT_FOR_THROUGHPUT_QUOTA,
    WAIT_IN_QUEUE,
)
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
from tuning.handlers.measure_baselines import measure_baselines
from tuning.handlers.plan_hosting import plan_hosting
from tuning.handlers.plan_serving import plan_serving
from tuning.handlers.plan_validation import plan_validation
from tuning.handlers.promote import promote
from tuning.handlers.publish_report import publish_report
from tuning.handlers.register_run import register_run
from tuning.handlers.release_throughput import release_throughput
from tuning.handlers.resume_run import resume_run
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


WALK: Final = (
    Step(
        state=register_run,
        rights=of_data.register_run,
        brings=extent.WITH_DATA,
        then={
            "ready": plan_validation,
            "waiting": WAIT_FOR_FILES,
            "duplicate": Succeed(name="Duplicate"),
            "ignored": Succeed(name="Ignored"),
            "refused": publish_report,
            "resumed": resume_run,
        },
        caught=KEEP_THE_DROP,
    ),
    Recall(
        state=resume_run,
        rights=of_resumption.resume_run,
        brings=extent.WITH_DATA,
        then={
            "validate": plan_validation,
            "plan": plan_hosting,
            "look": check_customization,
            "judge": judge_training,
            "host": HOST,
            "evaluate": start_evaluation,
            "release": release_throughput,
            "serve": plan_serving,
        },
        caught=NOT_RESUMED,
    ),
    Step(
        state=plan_validation,
        rights=of_data.plan_validation,
        extent=extent.READS_A_STREAM,
        brings=extent.WITH_DATA,
        then={"whole": validate_dataset, "in_segments": validate_segment},
        attempts=BEFORE_PAYING,
    ),
    Map(
        state=validate_segment,
        rights=of_data.validate_segment,
        extent=extent.READS_A_DROP,
        brings=extent.WITH_DATA,
        name="ValidateSegments",
        items=(plan_validation, "segments"),
        item="segment",
        at_once=SEGMENTS_AT_ONCE,
        attempts=BEFORE_PAYING,
        then=validate_dataset,
    ),
    Step(
        state=validate_dataset,
        rights=of_data.validate_dataset,
        extent=extent.READS_A_DROP,
        brings=extent.WITH_DATA,
        then={"admitted": plan_hosting, "rejected": publish_report},
        attempts=BEFORE_PAYING,
    ),
    Step(
        state=plan_hosting,
        rights=of_training.plan_hosting,
        then={"within": measure_baselines, "over": await_approval, "refused": publish_report},
    ),
    Question(
        state=await_approval,
        rights=of_training.await_approval,
        answer=Approval,
        deadline_hours="approval_deadline_hours",
        then={"approved": APPROVED, "denied": publish_report},
        late=publish_report,
    ),
    Step(
        state=measure_baselines,
        rights=of_evaluation.measure_baselines,
        extent=extent.ASKS_ONE_MODEL,
        brings=extent.WITH_DATA,
        then={
            "worth_training": take_slot,
            "asking": WAIT_FOR_BASELINES,
            "not_needed": publish_report,
            "cannot_be_proved": publish_report,
        },
    ),
    Step(
        state=take_slot,
        rights=of_training.take_slot,
        then={
            "taken": start_customization,
            "waiting": WAIT_FOR_SLOT,
            "timed_out": release_throughput,
        },
    ),
    Step(
        state=start_customization,
        rights=of_training.start_customization,
        extent=extent.READS_A_STREAM,
        then={"started": WAIT_FOR_CUSTOMIZATION, "no_slot": WAIT_FOR_SLOT},
    ),
    Step(
        state=check_customization,
        rights=of_training.check_customization,
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
        rights=of_training.judge_training,
        extent=extent.DRAWS,
        then={
            "learning": HOST,
            "flat": HOST,
            "overfitting": HOST,
            "unknown": HOST,
            "diverged": release_throughput,
            "too_few": release_throughput,
        },
    ),
    Step(
        state=plan_serving,
        rights=of_resumption.plan_serving,
        then={"within": HOST, "over": await_approval, "refused": publish_report},
    ),
    Step(
        state=buy_throughput,
        rights=of_hosting.buy_throughput,
        then={
            "held": WAIT_FOR_THROUGHPUT,
            "no_quota": WAIT_FOR_THROUGHPUT_QUOTA,
            "timed_out": release_throughput,
        },
    ),
    Step(
        state=check_throughput,
        rights=of_hosting.check_throughput,
        then={
            "creating": WAIT_FOR_THROUGHPUT,
            "in_service": IN_SERVICE,
            "failed": release_throughput,
            "timed_out": release_throughput,
        },
        caught=THROUGHPUT_UNSEEN,
    ),
    Step(
        state=deploy_on_demand,
        rights=of_hosting.deploy_on_demand,
        then={
            "held": WAIT_FOR_DEPLOYMENT,
            "no_quota": WAIT_FOR_DEPLOYMENT_QUOTA,
            "timed_out": release_throughput,
        },
    ),
    Step(
        state=check_deployment,
        rights=of_hosting.check_deployment,
        then={
            "creating": WAIT_FOR_DEPLOYMENT,
            "in_service": IN_SERVICE,
            "failed": release_throughput,
            "timed_out": release_throughput,
        },
        caught=DEPLOYMENT_UNSEEN,
    ),
    Step(
        state=ask_models,
        rights=of_evaluation.ask_models,
        extent=extent.ASKS_TWO_MODELS,
        brings=extent.WITH_DATA,
        then={"asked": start_evaluation, "asking": WAIT_FOR_ANSWERS},
    ),
    Step(
        state=start_evaluation,
        rights=of_evaluation.start_evaluation,
        brings=extent.WITH_DATA,
        then={"started": WAIT_FOR_EVALUATION, "none": compare_models},
        caught=compare_models,
        failure=EVALUATION_FAILURE,
    ),
    Step(
        state=check_evaluation,
        rights=of_evaluation.check_evaluation,
        extent=extent.READS_SCORES,
        brings=extent.WITH_DATA,
        then={
            "running": WAIT_FOR_EVALUATION,
            "completed": compare_models,
            "failed": compare_models,
            "stopped": compare_models,
            "timed_out": compare_models,
        },
        caught=EVALUATION_UNSEEN,
    ),
    Step(
        state=compare_models,
        rights=of_evaluation.compare_models,
        extent=extent.READS_ANSWERS,
        brings=extent.WITH_DATA,
        then={"keep": promote, "discard": release_throughput, "hold": release_throughput},
    ),
    Step(
        state=promote,
        rights=of_hosting.promote,
        extent=extent.ASKS_ONCE,
        then={"hosted": publish_report, "stored": release_throughput},
    ),
    Step(
        state=release_throughput,
        rights=of_hosting.release_throughput,
        then=publish_report,
        caught=publish_report,
        attempts=UNTIL_RELEASED,
    ),
    Step(
        state=publish_report,
        rights=of_evaluation.publish_report,
        extent=extent.DRAWS,
        brings=extent.WITH_DATA,
        then=NOTIFY,
        caught=Fail(name="NotPublished", cause="The run ended, but its report was not written."),
    ),
)
