"""What people do, by command, under the policies that are there for them."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from stacks.rights import ledger
from stacks.walk.walk import WALK
from tests.account import api_calls, people_asking
from tests.account.deployed import ACCOUNT, REGION
from tests.account.service_calls import (
    ANOTHER_ENVIRONMENT,
    ARTIFACTS,
    BUSES,
    DATA_KEY,
    DATASETS,
    HERE,
    MACHINE,
    MODEL_KEY,
    NAME,
    OPERATIONS_KEY,
    OTHER_NAMES,
    OURS,
    QUEUE,
    TABLE,
    TLS,
    TOPIC,
    ServiceCall,
    role_of,
    through,
    with_,
    without,
)
from tests.account.simulation import ELSEWHERE, Call
from tuning.ledger import items
from tuning.run.event import Kind

UPLOADER: Final = "{Pipeline/People/Uploader/Policy}"
TASK_UPLOADER: Final = "{Pipeline/People/TaskUploader/Policy}"
READER: Final = "{Pipeline/People/ReportReader/Policy}"
TASK_READER: Final = "{Pipeline/People/TaskReportReader/Policy}"
DROPPING: Final = (UPLOADER, TASK_UPLOADER)
READING: Final = (READER, TASK_READER)
APPROVER: Final = "{Pipeline/People/Approver/Policy}"
OPERATOR: Final = "{Pipeline/People/Operator/Policy}"
ASKER: Final = "{Pipeline/People/Asker/Policy}"
PROMOTER: Final = "{Pipeline/People/Promoter/Policy}"
EXAMINER: Final = "{Pipeline/People/Examiner/Policy}"
TEARDOWN: Final = "{Pipeline/People/Teardown/Policy}"

TAG: Final = {"aws:PrincipalTag/bedrock-finetune-{environment}": "uploader"}
"""Without which the bucket lets nobody drop."""

OF_TICKETS: Final = {"aws:PrincipalTag/bedrock-finetune-task": "tickets"}
ONE_TASK: Final = {**TAG, **OF_TICKETS}
OPEN_RUNS: Final = f"{TABLE}/index/{items.OPEN_INDEX}"
STACK_NAME: Final = "bedrock-finetune-{environment}-pipeline"
STACK: Final = f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/{STACK_NAME}/0a1b"
OTHER_STACK: Final = f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/somebody-elses/0a1b"
DROP: Final = f"{DATASETS}/incoming/tickets/train.jsonl"


NO_PERSONS: Final = (*ledger.COUNTED, *ledger.REFUSED, "approval", items.EXECUTION)
"""What nobody writes at a terminal who steers: sums, digests, answers and who owns a run."""


def people_calls() -> Iterator[ServiceCall]:
    for policy in (*DROPPING, *READING, APPROVER, ASKER, OPERATOR, PROMOTER, EXAMINER, TEARDOWN):
        yield allowed(
            "every command: its environment",
            Call(caller=policy, action="cloudformation:DescribeStacks", resource=STACK),
            {"resource": OTHER_STACK},
            {"action": "cloudformation:UpdateStack"},
        )
    yield from _uploaders()
    yield from _readers()
    yield from _approvers()
    yield from people_asking.calls(ASKER, EXAMINER)
    yield from api_calls.calls(EXAMINER)
    yield from _operators()
    yield from _promoters()
    yield from _examiners()
    yield from _followers()
    yield from _teardown()


def allowed(command: str, call: Call, *changes: Mapping[str, Any]) -> ServiceCall:
    return ServiceCall(document=command, call=call, changes=tuple(changes))


def _uploaders() -> Iterator[ServiceCall]:
    for policy, tags in ((UPLOADER, TAG), (TASK_UPLOADER, ONE_TASK)):
        for what, action, key in (
            ("drop: a file, whole or in parts", "s3:PutObject", DROP),
            ("drop: parts that broke off", "s3:AbortMultipartUpload", DROP),
            ("drop: its manifest", "s3:PutObject", f"{DATASETS}/incoming/tickets/_ready"),
        ):
            yield allowed(
                what,
                Call(caller=policy, action=action, resource=key, context={**tags, **TLS}),
                {"resource": f"{DATASETS}/elsewhere/train.jsonl"},
                {"resource": f"{ARTIFACTS}/incoming/tickets/train.jsonl"},
                {"context": {"aws:SecureTransport": "false"}},
                {"caller": OPERATOR},
                {"action": "s3:GetObject"},
                {"action": "s3:DeleteObject"},
                {"action": "s3:ListBucket", "resource": DATASETS},
            )
        for action in ("kms:Decrypt", "kms:GenerateDataKey"):
            yield allowed(
                "drop: the bucket's key",
                Call(caller=policy, action=action, resource=DATA_KEY, context=through("s3")),
                with_(**through("dynamodb")),
                without("kms:ViaService"),
                {"resource": MODEL_KEY},
            )
    one = Call(
        caller=TASK_UPLOADER, action="s3:PutObject", resource=DROP, context={**ONE_TASK, **TLS}
    )
    yield allowed(
        "drop: one task",
        one,
        {"resource": f"{DATASETS}/incoming/intents/train.jsonl"},
        {"resource": f"{DATASETS}/incoming/tickets-2/train.jsonl"},
        {"context": {"aws:PrincipalTag/bedrock-finetune-task": "intents"}},
        without("aws:PrincipalTag/bedrock-finetune-task"),
    )


def _readers() -> Iterator[ServiceCall]:
    run = f"{ARTIFACTS}/runs/tickets/tickets-000000000000"
    rejected = f"{ARTIFACTS}/rejected/tickets/tickets-000000000000/report.md"
    secret = "runs/tickets-secret/tickets-secret-000000000000"
    for policy, tags in ((READER, {}), (TASK_READER, OF_TICKETS)):
        own_alone: tuple[Mapping[str, Any], ...] = (
            {"resource": f"{ARTIFACTS}/{secret}/report.html"},
            {"context": {"aws:PrincipalTag/bedrock-finetune-task": "intents"}},
            without("aws:PrincipalTag/bedrock-finetune-task"),
        )
        for key in (f"{run}/report.html", f"{run}/report.json", f"{run}/dataset.json", rejected):
            yield allowed(
                "the reports of a run",
                Call(caller=policy, action="s3:GetObject", resource=key, context={**tags, **TLS}),
                {"resource": f"{run}/answers.jsonl"},
                {"resource": f"{run}/answers/base/1.json"},
                {"resource": f"{run}/samples.json"},
                {"resource": f"{ARTIFACTS}/snapshots/tickets/0a/train.jsonl"},
                {"resource": DROP},
                {"action": "s3:PutObject"},
                {"action": "s3:DeleteObject"},
                *(own_alone if tags else ()),
            )
        yield allowed(
            "which runs there are",
            Call(
                caller=policy,
                action="s3:ListBucket",
                resource=ARTIFACTS,
                context={**tags, **TLS, "s3:prefix": "runs/tickets/"},
            ),
            {"context": {"s3:prefix": "snapshots/tickets/"}},
            without("s3:prefix"),
            {"resource": DATASETS},
            *(({"context": {"s3:prefix": "runs/tickets-secret/"}},) if tags else ()),
        )
        yield allowed(
            "the bucket's key",
            Call(caller=policy, action="kms:Decrypt", resource=DATA_KEY, context=through("s3")),
            with_(**through("dynamodb")),
            without("kms:ViaService"),
            {"action": "kms:GenerateDataKey"},
            {"resource": MODEL_KEY},
        )


def _approvers() -> Iterator[ServiceCall]:
    yield allowed(
        "approve",
        Call(caller=APPROVER, action="states:SendTaskSuccess", resource="*"),
        {"caller": OPERATOR},
        {"caller": EXAMINER},
        {"caller": TEARDOWN},
        {"action": "states:SendTaskFailure"},
    )
    yield allowed(
        "approve: what was asked",
        Call(
            caller=APPROVER,
            action="dynamodb:GetItem",
            resource=TABLE,
            context={
                "dynamodb:Attributes": ("run_id", "status", "approval_request", "approval"),
                "dynamodb:Select": "SPECIFIC_ATTRIBUTES",
            },
        ),
        {"resource": f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/another"},
        {"action": "dynamodb:Scan"},
        {"caller": UPLOADER},
        {"caller": TASK_UPLOADER},
        {"context": {"dynamodb:Attributes": ("run_id", "registration")}},
        {"context": {"dynamodb:Attributes": None, "dynamodb:Select": "ALL_ATTRIBUTES"}},
    )
    for attributes in (
        ("run_id", "approval", "updated_at"),
        ("run_id", "first_approval", "updated_at", "open"),
    ):
        yield allowed(
            "approve: what was answered",
            Call(
                caller=APPROVER,
                action="dynamodb:UpdateItem",
                resource=TABLE,
                context={"dynamodb:Attributes": attributes},
            ),
            {"context": {"dynamodb:Attributes": ("run_id", "status", "updated_at")}},
            {"context": {"dynamodb:Attributes": ("run_id", "lease", "updated_at")}},
            {"action": "dynamodb:PutItem", "context": {"dynamodb:Attributes": None}},
        )
    token = f"{ARTIFACTS}/approvals/tickets/tickets-000000000000/token"
    yield allowed(
        "approve: the token of the question, which nobody else reads",
        Call(caller=APPROVER, action="s3:GetObject", resource=token, context=TLS),
        *(
            {"caller": role}
            for role in (
                UPLOADER,
                ASKER,
                OPERATOR,
                EXAMINER,
                TEARDOWN,
                "{Pipeline/Reaper/Reap/Role}",
                *(role_of(step.state.name) for step in WALK),
            )
        ),
        {"action": "s3:PutObject"},
        {"resource": f"{ARTIFACTS}/runs/tickets/tickets-000000000000/report.json"},
    )
    yield allowed(
        "approve: the ledger's key",
        Call(caller=APPROVER, action="kms:Decrypt", resource=DATA_KEY, context=through("dynamodb")),
        with_(**through("sqs")),
        without("kms:ViaService"),
    )


def _promoters() -> Iterator[ServiceCall]:
    run, snapshot = "runs/tickets/tickets-000000000000", f"snapshots/tickets/{'0a' * 32}"
    for what, action, key in (
        ("promote --to: the files of the run", "s3:GetObjectVersion", DROP),
        ("promote --to: its report", "s3:GetObject", f"{ARTIFACTS}/{run}/report.json"),
        ("promote --to: what it answered", "s3:GetObject", f"{ARTIFACTS}/{run}/answers.jsonl"),
        ("promote --to: its dataset", "s3:GetObject", f"{ARTIFACTS}/{run}/dataset.json"),
        ("promote --to: its snapshot", "s3:GetObject", f"{ARTIFACTS}/{snapshot}/manifest.json"),
    ):
        yield allowed(
            what,
            Call(caller=PROMOTER, action=action, resource=key, context=TLS),
            {"resource": f"{ARTIFACTS}/{snapshot}/train.jsonl"},
            {"resource": f"{ARTIFACTS}/approvals/tickets/tickets-000000000000/token"},
            {"context": {"aws:SecureTransport": "false"}},
            {"action": "s3:PutObject"},
            {"action": "s3:DeleteObject"},
        )
    yield allowed(
        "promote --to: what its states said",
        Call(caller=PROMOTER, action="dynamodb:GetItem", resource=TABLE),
        {"resource": f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/another"},
        {"action": "dynamodb:UpdateItem"},
        {"action": "dynamodb:Scan"},
    )
    for service in ("dynamodb", "s3"):
        yield allowed(
            "promote --to: the key of both",
            Call(
                caller=PROMOTER, action="kms:Decrypt", resource=DATA_KEY, context=through(service)
            ),
            with_(**through("sqs")),
            {"action": "kms:GenerateDataKey"},
            {"resource": MODEL_KEY},
        )


def _operators() -> Iterator[ServiceCall]:
    for command, action, resource in (
        ("runs", "dynamodb:Scan", TABLE),
        ("runs --open", "dynamodb:Query", OPEN_RUNS),
        ("runs RUN", "dynamodb:GetItem", TABLE),
    ):
        yield allowed(
            command,
            Call(caller=OPERATOR, action=action, resource=resource),
            {"resource": f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/another"},
            {"action": "dynamodb:DeleteItem"},
        )
    for command, attributes in (
        ("cancel", ("run_id", "status", "cancellation", "updated_at")),
        ("cancel", ("run_id", "status", "report_key", "failure", "updated_at")),
        ("cancel", ("run_id", "release", "state", "timeline", "updated_at")),
        ("extend", ("run_id", "lease", "open", "updated_at")),
    ):
        yield allowed(
            command,
            Call(
                caller=OPERATOR,
                action="dynamodb:UpdateItem",
                resource=TABLE,
                context={"dynamodb:Attributes": attributes, "dynamodb:ReturnValues": "NONE"},
            ),
            {"context": {"dynamodb:Attributes": (*attributes, "tickets")}},
            {"context": {"dynamodb:ReturnValues": "ALL_NEW"}},
            {"caller": UPLOADER},
        )
    for command, action in (
        ("models, lineage", "ssm:GetParameter"),
        ("models, rollback", "ssm:GetParameterHistory"),
        ("promote, rollback, cancel", "ssm:PutParameter"),
        ("promote (the first time)", "ssm:AddTagsToResource"),
    ):
        yield allowed(
            command,
            Call(caller=OPERATOR, action=action, resource=NAME),
            *({"resource": other} for other in OTHER_NAMES),
            {"action": "ssm:DeleteParameter"},
            {"caller": UPLOADER},
            {"caller": APPROVER},
        )
    for command, told in (
        ("cancel", Kind.RUN_ENDED),
        ("cancel", Kind.MODEL_RELEASED),
        ("promote, rollback", Kind.ALIAS_PROMOTED),
        ("cancel", Kind.ALIAS_WITHDRAWN),
    ):
        yield allowed(
            command,
            Call(
                caller=OPERATOR,
                action="events:PutEvents",
                resource=f"{BUSES}/default",
                context={
                    "events:source": ("bedrock-finetune",),
                    "events:detail-type": (told.value,),
                },
            ),
            {"resource": f"{BUSES}/somebody-elses"},
            {"context": {"events:source": ("somebody-elses",)}},
            {"context": {"events:detail-type": (Kind.VERDICT_REACHED.value,)}},
            {"caller": EXAMINER},
        )
    yield allowed(
        "promote",
        Call(
            caller=OPERATOR,
            action="dynamodb:UpdateItem",
            resource=TABLE,
            context={
                "dynamodb:Attributes": ("run_id", "kept", "hosted"),
                "dynamodb:ReturnValues": "NONE",
            },
        ),
        {"context": {"dynamodb:Attributes": ("run_id", "kept", "tickets")}},
        *({"context": {"dynamodb:Attributes": ("run_id", name)}} for name in NO_PERSONS),
        {"caller": EXAMINER},
    )
    yield allowed(
        "promote (the smoke test)",
        Call(
            caller=OPERATOR,
            action="bedrock:InvokeModel",
            resource=f"{HERE}:custom-model-deployment/abcdefghijkl",
            context=OURS,
        ),
        {"context": ANOTHER_ENVIRONMENT},
        {"caller": EXAMINER},
        {"caller": UPLOADER},
    )
    for action in ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"):
        yield allowed(
            "redrive",
            Call(
                caller=OPERATOR,
                action=action,
                resource=QUEUE,
                context={"aws:SecureTransport": "true"},
            ),
            {"resource": f"arn:aws:sqs:{REGION}:{ACCOUNT}:another"},
            {"caller": APPROVER},
        )
    yield allowed(
        "redrive (the key of the queue)",
        Call(
            caller=OPERATOR, action="kms:Decrypt", resource=OPERATIONS_KEY, context=through("sqs")
        ),
        with_(**through("s3")),
        {"action": "kms:ScheduleKeyDeletion"},
    )
    yield allowed(
        "redrive (the walk)",
        Call(caller=OPERATOR, action="states:StartExecution", resource=MACHINE),
        {"resource": f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:another"},
        {"caller": APPROVER},
        {"caller": UPLOADER},
    )
    for command, action in (
        ("runs", "bedrock:ListProvisionedModelThroughputs"),
        ("runs", "bedrock:ListCustomModelDeployments"),
        ("cancel", "bedrock:ListEvaluationJobs"),
    ):
        yield allowed(
            command,
            Call(caller=OPERATOR, action=action, resource="*"),
            {"caller": UPLOADER},
            {"caller": APPROVER},
        )
    for command, action, kind in (
        ("cancel", "bedrock:DeleteProvisionedModelThroughput", "provisioned-model/abcdefghijkl"),
        ("cancel", "bedrock:DeleteCustomModelDeployment", "custom-model-deployment/abcdefghijkl"),
        (
            "cancel",
            "bedrock:StopModelCustomizationJob",
            "model-customization-job/amazon.nova-micro-v1:0:128k/abcdefghijkl",
        ),
        ("cancel", "bedrock:StopEvaluationJob", "evaluation-job/abcdefghijkl"),
    ):
        yield allowed(
            command,
            Call(caller=OPERATOR, action=action, resource=f"{HERE}:{kind}", context=OURS),
            {"context": ANOTHER_ENVIRONMENT},
            without(*OURS),
            {"caller": APPROVER},
        )
    requested = {key.replace("Resource", "Request"): value for key, value in OURS.items()}
    yield allowed(
        "extend",
        Call(
            caller=OPERATOR,
            action="bedrock:TagResource",
            resource=f"{HERE}:provisioned-model/abcdefghijkl",
            context={**OURS, **requested},
        ),
        {"context": ANOTHER_ENVIRONMENT},
        {"context": {"aws:RequestTag/environment": "elsewhere"}},
    )
    yield allowed(
        "extend (the lease's schedule)",
        Call(
            caller=OPERATOR,
            action="iam:PassRole",
            resource="{Pipeline/Reaper/Scheduler}",
            context={"iam:PassedToService": "scheduler.amazonaws.com"},
        ),
        with_(**{"iam:PassedToService": "lambda.amazonaws.com"}),
        {"resource": "{Foundation/BedrockRoles/Evaluation}"},
    )
    yield allowed(
        "cancel (the report)",
        Call(
            caller=OPERATOR,
            action="s3:PutObject",
            resource=f"{ARTIFACTS}/runs/tickets/tickets-000000000000/report.html",
            context=TLS,
        ),
        {"resource": f"{ARTIFACTS}/snapshots/tickets/0a/train.jsonl"},
        {"resource": DROP},
        {"resource": DROP, "context": TAG},
    )
    for action in (
        "bedrock:CreateProvisionedModelThroughput",
        "bedrock:CreateModelCustomizationJob",
    ):
        model = f"{HERE}:custom-model/amazon.nova-micro-v1:0:128k/abcdefghijkl"
        call = Call(caller=OPERATOR, action=action, resource=model, context={**requested, **OURS})
        buyer = "BuyThroughput" if "Throughput" in action else "StartCustomization"
        yield allowed(
            "no command buys or trains",
            replace(call, caller=f"{{Pipeline/Functions/{buyer}/Role}}"),
            {"caller": OPERATOR},
            {"caller": TEARDOWN},
        )


def _examiners() -> Iterator[ServiceCall]:
    for action, resource, other in (
        ("cloudformation:ListStackResources", STACK, OTHER_STACK),
        ("cloudformation:GetTemplate", STACK, OTHER_STACK),
        ("cloudformation:DescribeStackEvents", STACK, OTHER_STACK),
        ("kms:GetKeyPolicy", MODEL_KEY, f"arn:aws:kms:{REGION}:{ACCOUNT}:key/another"),
        ("kms:GetKeyRotationStatus", DATA_KEY, f"arn:aws:kms:{REGION}:{ACCOUNT}:key/another"),
        ("s3:GetEncryptionConfiguration", DATASETS, "arn:aws:s3:::another"),
        ("s3:GetBucketVersioning", ARTIFACTS, "arn:aws:s3:::another"),
        ("s3:GetBucketPublicAccessBlock", DATASETS, "arn:aws:s3:::another"),
        (
            "iam:GetRole",
            "{Foundation/BedrockRoles/Customization}",
            f"arn:aws:iam::{ACCOUNT}:role/another",
        ),
        (
            "iam:SimulatePrincipalPolicy",
            "{Foundation/BedrockRoles/Evaluation}",
            f"arn:aws:iam::{ACCOUNT}:role/another",
        ),
        (
            "events:DescribeRule",
            "{Pipeline/Trigger/Rule}",
            f"arn:aws:events:{REGION}:{ACCOUNT}:rule/another",
        ),
        (
            "events:ListTargetsByRule",
            "{Pipeline/Reaper/Sweep}",
            f"arn:aws:events:{REGION}:{ACCOUNT}:rule/another",
        ),
        (
            "servicequotas:GetServiceQuota",
            f"arn:aws:servicequotas:{REGION}:{ACCOUNT}:lambda/L-B99A9384",
            f"arn:aws:servicequotas:{REGION}:{ACCOUNT}:ec2/L-B99A9384",
        ),
        (
            "cloudwatch:DescribeAlarms",
            "{Pipeline/Alarms/Failed}",
            f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:another",
        ),
        ("sns:ListSubscriptionsByTopic", TOPIC, f"arn:aws:sns:{REGION}:{ACCOUNT}:another"),
        ("dynamodb:Query", OPEN_RUNS, f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/another"),
    ):
        tls = TLS if action.startswith("s3:") else {}
        if action.startswith("sns:"):
            tls = {"aws:SecureTransport": "true"}
        yield allowed(
            "doctor",
            Call(caller=EXAMINER, action=action, resource=resource, context=tls),
            {"resource": other},
            {"caller": UPLOADER},
        )
    for action in (
        "bedrock:GetFoundationModelAvailability",
        "bedrock:GetUseCaseForModelAccess",
        "servicequotas:ListServiceQuotas",
    ):
        yield allowed(
            "doctor",
            Call(caller=EXAMINER, action=action, resource="*"),
            {"caller": UPLOADER},
            {"action": "bedrock:CreateFoundationModelAgreement"},
        )


def _followers() -> Iterator[ServiceCall]:
    states = f"arn:aws:states:{REGION}:{ACCOUNT}"
    execution = f"{states}:execution:{{Pipeline/Workflow/Machine#name}}:a"
    for action, resource, another in (
        ("states:DescribeStateMachine", MACHINE, f"{states}:stateMachine:another"),
        ("states:DescribeExecution", execution, f"{states}:execution:another:a"),
        ("states:GetExecutionHistory", execution, f"{states}:execution:another:a"),
    ):
        yield allowed(
            "smoke",
            Call(caller=EXAMINER, action=action, resource=resource),
            {"resource": another},
            {"action": "states:StopExecution", "resource": execution},
            {"caller": UPLOADER},
        )
    yield allowed(
        "evaluate --again",
        Call(
            caller=OPERATOR,
            action="s3:PutObject",
            resource=f"{ARTIFACTS}/runs/tickets/tickets-000000000000/again/2026/judgement.json",
            context=TLS,
        ),
        {"resource": f"{ARTIFACTS}/runs/tickets/tickets-000000000000/answers.jsonl"},
        {"caller": ASKER},
    )


def _teardown() -> Iterator[ServiceCall]:
    for action, resource, other in (
        ("cloudformation:DeleteStack", STACK, OTHER_STACK),
        (
            "states:ListExecutions",
            MACHINE,
            f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:another",
        ),
        ("s3:ListBucketVersions", DATASETS, "arn:aws:s3:::another"),
        ("s3:DeleteObjectVersion", DROP, "arn:aws:s3:::another/incoming/tickets/train.jsonl"),
    ):
        yield allowed(
            "teardown",
            Call(
                caller=TEARDOWN,
                action=action,
                resource=resource,
                context=TLS if action.startswith("s3:") else {},
            ),
            {"resource": other},
            {"caller": UPLOADER},
            {"caller": APPROVER},
            {"caller": EXAMINER},
        )
    yield allowed(
        "teardown",
        Call(
            caller=TEARDOWN,
            action="bedrock:DeleteCustomModel",
            resource=f"{HERE}:custom-model/amazon.nova-micro-v1:0:128k/abcdefghijkl",
            context=OURS,
        ),
        {"context": ANOTHER_ENVIRONMENT},
        {"resource": f"arn:aws:bedrock:{REGION}:{ELSEWHERE}:custom-model/x/abcdefghijkl"},
        {"caller": OPERATOR},
    )
    for action, resource in (
        ("ssm:DeleteParameter", NAME),
        ("ssm:GetParametersByPath", NAME.removesuffix("tickets/model")),
    ):
        yield allowed(
            "teardown (the names of tasks)",
            Call(caller=TEARDOWN, action=action, resource=resource),
            *({"resource": other} for other in OTHER_NAMES),
            {"caller": OPERATOR},
            {"caller": EXAMINER},
            {"action": "ssm:DeleteParameters"},
        )
