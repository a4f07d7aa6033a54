"""The pauses of the walk, and where looks lead that could not be made."""

from typing import Final

from stacks.walk.steps import Unseen, Wait
from tuning.handlers.ask_models import ask_models
from tuning.handlers.buy_throughput import buy_throughput
from tuning.handlers.check_customization import check_customization
from tuning.handlers.check_deployment import check_deployment
from tuning.handlers.check_evaluation import check_evaluation
from tuning.handlers.check_throughput import check_throughput
from tuning.handlers.compare_models import compare_models
from tuning.handlers.deploy_on_demand import deploy_on_demand
from tuning.handlers.measure_baselines import measure_baselines
from tuning.handlers.register_run import register_run
from tuning.handlers.start_customization import start_customization
from tuning.handlers.start_evaluation import start_evaluation
from tuning.handlers.take_slot import take_slot

EVALUATION_FAILURE: Final = "evaluation_failure"
"""Evaluation jobs bring a second opinion: what breaks about them is told, and ends no run."""

WAIT_FOR_FILES: Final = Wait(
    name="WaitForFiles", seconds="companions_poll_seconds", then=register_run
)
WAIT_FOR_BASELINES: Final = Wait(
    name="WaitForBaselines", seconds="asking_poll_seconds", then=measure_baselines
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
