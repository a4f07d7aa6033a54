"""When a task of the walk is tried again."""

from collections.abc import Sequence
from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_stepfunctions as sfn
from aws_cdk import aws_stepfunctions_tasks as tasks

from stacks.walk.steps import THROUGH_AN_OUTAGE, Question, Step
from tuning.errors import Transient

LAMBDA_FAULTS: Final = [
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.ClientExecutionTimeoutException",
    "Lambda.Unknown",
    # What the newer runtimes say of a function that broke off (Step Functions Developer Guide,
    # "Handling errors in Step Functions workflows").
    "Sandbox.Timedout",
    "Runtime.ExitError",
    "Runtime.OutOfMemory",
    sfn.Errors.TIMEOUT,
]
"""Faults of the Lambda service, or of a function that did not come to answer."""

THROTTLED: Final = "Lambda.TooManyRequestsException"
"""All that the account may run at once runs: nobody's fault, and over when others are done."""


def add(task: tasks.LambdaInvoke, step: Step) -> None:
    """Try a task again as its step says; a question that nobody answered is not asked again."""
    lasting = {sfn.Errors.TIMEOUT} if isinstance(step, Question) else set()
    faults = [fault for fault in LAMBDA_FAULTS if fault not in lasting]
    again(task, [*faults, Transient.__name__], step.attempts)
    again(task, [THROTTLED], max(step.attempts, THROUGH_AN_OUTAGE))


def again(task: sfn.TaskStateBase, errors: Sequence[str], attempts: int) -> None:
    """Try a task again after these errors, ever more slowly and never at the same time as others.

    CDK's own retry leaves out the throttle and the jitter.
    """
    task.add_retry(
        errors=list(errors),
        interval=Duration.seconds(2),
        backoff_rate=2,
        max_delay=Duration.minutes(5),
        max_attempts=attempts,
        jitter_strategy=sfn.JitterType.FULL,
    )
