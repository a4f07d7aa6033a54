"""When a task of the walk is tried again."""

from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_stepfunctions as sfn
from aws_cdk import aws_stepfunctions_tasks as tasks

from stacks.steps import Question, Step
from tuning.errors import QuotaExceeded, Transient

LAMBDA_FAULTS: Final = [
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.ClientExecutionTimeoutException",
    "Lambda.TooManyRequestsException",
    "Lambda.Unknown",
    sfn.Errors.TIMEOUT,
]
"""Faults of the Lambda service itself; CDK's own retry leaves out the throttle and the jitter."""


def add(task: tasks.LambdaInvoke, step: Step) -> None:
    """Try a task again as its step says; a question that nobody answered is not asked again."""
    lasting = {sfn.Errors.TIMEOUT} if isinstance(step, Question) else set()
    task.add_retry(
        errors=[*(one for one in LAMBDA_FAULTS if one not in lasting), Transient.__name__],
        interval=Duration.seconds(2),
        backoff_rate=2,
        max_delay=Duration.minutes(5),
        max_attempts=step.attempts,
        jitter_strategy=sfn.JitterType.FULL,
    )
    if step.waits_for_quota:
        task.add_retry(
            errors=[QuotaExceeded.__name__],
            interval=Duration.minutes(5),
            backoff_rate=1.5,
            max_delay=Duration.minutes(30),
            max_attempts=48,
            jitter_strategy=sfn.JitterType.FULL,
        )
