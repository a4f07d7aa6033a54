"""Calls of functions that no rehearsal meets, each with the document or the code that says so."""

from collections.abc import Iterator
from typing import Final

from stacks.walk.walk import WALK
from tests.account import guardrail_calls
from tests.account.service_calls import (
    ANOTHER_ENVIRONMENT,
    ARTIFACTS,
    DATA_KEY,
    DATASETS,
    EVALUATION_JOB,
    HERE,
    MODEL_KEY,
    OPERATIONS_KEY,
    OURS,
    TLS,
    TRAINING_JOB,
    TRAINS,
    ServiceCall,
    role_of,
    through,
    with_,
    without,
)
from tests.account.simulation import Call

REAPS: Final = "{Pipeline/Reaper/Reap/Role}"
ABSENT: Final = "AmazonS3/latest/API/API_GetObject (without s3:ListBucket what is absent is a 403)"


def function_calls() -> Iterator[ServiceCall]:
    yield from _keys()
    yield from _logs()
    yield from _objects()
    yield from _leases()
    yield from guardrail_calls.calls()


def _keys() -> Iterator[ServiceCall]:
    """What DynamoDB and SNS do with the environment's keys in a function's name."""
    for state in (step.state.name for step in WALK):
        for action in ("kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey"):
            yield ServiceCall(
                document="amazondynamodb/latest/developerguide/encryption.usagenotes",
                call=Call(
                    caller=role_of(state),
                    action=action,
                    resource=DATA_KEY,
                    context=through("dynamodb"),
                ),
                changes=(with_(**through("ec2")), without("kms:ViaService")),
            )
    for teller in (role_of("AwaitApproval"), role_of("CheckCustomization"), REAPS):
        for action in ("kms:Decrypt", "kms:GenerateDataKey"):
            yield ServiceCall(
                document="sns/latest/dg/sns-key-management (permissions of publishers)",
                call=Call(
                    caller=teller, action=action, resource=OPERATIONS_KEY, context=through("sns")
                ),
                changes=(
                    with_(**through("sqs")),
                    without("kms:ViaService"),
                    {"resource": MODEL_KEY},
                ),
            )


def _logs() -> Iterator[ServiceCall]:
    states = (f"Pipeline/Functions/{step.state.name}" for step in WALK)
    for function in (*states, "Pipeline/Reaper/Reap"):
        for action in ("logs:CreateLogStream", "logs:PutLogEvents"):
            yield ServiceCall(
                document="lambda/latest/dg/monitoring-cloudwatchlogs",
                call=Call(
                    caller=f"{{{function}/Role}}",
                    action=action,
                    resource=f"{{{function}/Log/Group}}",
                ),
                changes=(
                    {"resource": "{Pipeline/Workflow/Log/Group}"},
                    {"action": "logs:DeleteLogStream"},
                ),
            )


def _objects() -> Iterator[ServiceCall]:
    for state, bucket in (
        ("PlanValidation", DATASETS),
        ("ValidateSegment", DATASETS),
        ("ValidateDataset", DATASETS),
        ("ValidateDataset", ARTIFACTS),
        ("StartCustomization", ARTIFACTS),
        ("StartEvaluation", ARTIFACTS),
    ):
        yield ServiceCall(
            document=ABSENT,
            call=Call(caller=role_of(state), action="s3:ListBucket", resource=bucket, context=TLS),
            changes=({"resource": "arn:aws:s3:::another"}, {"action": "s3:DeleteBucket"}),
        )
    yield ServiceCall(
        document="tuning.costs.approvals.ask",
        call=Call(
            caller=role_of("AwaitApproval"),
            action="s3:PutObject",
            resource=f"{ARTIFACTS}/approvals/tickets/tickets-000000000000",
            context=TLS,
        ),
        changes=(
            {"resource": f"{ARTIFACTS}/snapshots/tickets/0a/train.jsonl"},
            {"action": "s3:GetObject"},
            {"caller": role_of("TakeSlot")},
        ),
    )


def _leases() -> Iterator[ServiceCall]:
    for state in ("BuyThroughput", "DeployOnDemand", "Promote"):
        yield ServiceCall(
            document="scheduler/latest/UserGuide/setting-up (to pass the execution role)",
            call=Call(
                caller=role_of(state),
                action="iam:PassRole",
                resource="{Pipeline/Reaper/Scheduler}",
                context={"iam:PassedToService": "scheduler.amazonaws.com"},
            ),
            changes=(
                with_(**{"iam:PassedToService": "lambda.amazonaws.com"}),
                {"resource": TRAINS},
            ),
        )
    for who in (role_of("ReleaseThroughput"), REAPS):
        for action, job in (
            ("bedrock:StopModelCustomizationJob", TRAINING_JOB),
            ("bedrock:StopEvaluationJob", EVALUATION_JOB),
        ):
            yield ServiceCall(
                document="tuning.hosting.release",
                call=Call(caller=who, action=action, resource=f"{HERE}:{job}", context=OURS),
                changes=({"context": ANOTHER_ENVIRONMENT}, without(*OURS)),
            )
