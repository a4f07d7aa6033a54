"""The calls that AWS's services make for this pipeline, under the contexts of their documents.

Each has the document that says so, and the calls beside it that must not be allowed: what changes
is all that a denial has.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from stacks.walk.walk import WALK
from tests.account.deployed import ACCOUNT, REGION, Deployed
from tests.account.simulation import ELSEWHERE, Call, Context
from tuning.models.catalogue import catalogue
from tuning.models.judges import judges
from tuning.run.event import Kind

HERE: Final = f"arn:aws:bedrock:{REGION}:{ACCOUNT}"
THERE: Final = f"arn:aws:bedrock:{REGION}:{ELSEWHERE}"
TRAINING_JOB: Final = "model-customization-job/amazon.nova-micro-v1:0:128k/abcdefghijkl"
EVALUATION_JOB: Final = "evaluation-job/abcdefghijkl"

ARTIFACTS: Final = "{Foundation/Buckets/Artifacts}"
DATASETS: Final = "{Foundation/Buckets/Datasets}"
MODEL_KEY: Final = "{Foundation/Keys/Model}"
DATA_KEY: Final = "{Foundation/Keys/Data}"
OPERATIONS_KEY: Final = "{Foundation/Keys/Operations}"
TRAINS: Final = "{Foundation/BedrockRoles/Customization}"
EVALUATES: Final = "{Foundation/BedrockRoles/Evaluation}"
TOPIC: Final = "{Pipeline/Notifications/Topic}"
QUEUE: Final = "{Pipeline/Undelivered/Queue}"
UNTOLD: Final = "{Pipeline/Untold/Queue}"
MACHINE: Final = "{Pipeline/Workflow/Machine}"
TABLE: Final = "{Foundation/Ledger/Runs}"
REAPER: Final = "{Pipeline/Reaper/Reap/Function}"

PARAMETERS: Final = f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter"
NAME: Final = f"{PARAMETERS}/bedrock-finetune/{{environment}}/tickets/model"
"""The parameter that stands for what serves a task."""

OTHER_NAMES: Final = (
    f"{PARAMETERS}/bedrock-finetune/elsewhere/tickets/model",
    f"{PARAMETERS}/bedrock-finetune/{{environment}}-2/tickets/model",
    f"{PARAMETERS}/somebody-elses",
    f"arn:aws:ssm:{REGION}:{ELSEWHERE}:parameter/bedrock-finetune/{{environment}}/tickets/model",
)

BUSES: Final = f"arn:aws:events:{REGION}:{ACCOUNT}:event-bus"

OURS: Final = {
    "aws:ResourceTag/project": "bedrock-finetune",
    "aws:ResourceTag/environment": "{environment}",
}
ANOTHER_ENVIRONMENT: Final = {"aws:ResourceTag/environment": "elsewhere"}


@dataclass(frozen=True, kw_only=True)
class ServiceCall:
    """A call that must be allowed, and those beside it that must not.

    Attributes:
        document: where AWS says that its service makes this call, in this context.
        changes: each makes a call that must be denied; ``context`` is merged into the call's own.
        only_with: path in the app of what an environment may go without, and this call with it.
    """

    document: str
    call: Call
    changes: tuple[Mapping[str, Any], ...]
    only_with: str = ""

    def made_in(self, deployed: Deployed) -> bool:
        return not self.only_with or deployed.has(self.only_with)

    def denied(self) -> Iterator[Call]:
        for change in self.changes:
            context: Context = {**self.call.context, **change.get("context", {})}
            yield replace(self.call, **{**change, "context": context})


def role_of(state: str) -> str:
    """Return the role under which a state's function runs."""
    return f"{{Pipeline/Functions/{state}/Role}}"


def without(*keys: str) -> Mapping[str, Any]:
    return {"context": dict.fromkeys(keys)}


def with_(**context: str) -> Mapping[str, Any]:
    return {"context": context}


def through(service: str, region: str = REGION) -> dict[str, str]:
    return {"kms:ViaService": f"{service}.{region}.amazonaws.com"}


def service_calls() -> tuple[ServiceCall, ...]:
    return (
        *_assumed(),
        *_bedrock_with_the_key(),
        *_under_the_role_of_training(),
        *_under_the_role_of_evaluation(),
        *_in_the_callers_name(),
        *_events(),
        *_alarms(),
        *_logs(),
        *_ledger(),
        *_names(),
        *_told_outside(),
    )


def _assumed() -> Iterator[ServiceCall]:
    jobs = "bedrock/userguide/model-customization-iam-role; model-evaluation-security-service-roles"
    for role, own, other in (
        (TRAINS, TRAINING_JOB, EVALUATION_JOB),
        (EVALUATES, EVALUATION_JOB, TRAINING_JOB),
    ):
        yield ServiceCall(
            document=jobs,
            call=Call(
                caller="bedrock.amazonaws.com",
                action="sts:AssumeRole",
                resource=role,
                context={"aws:SourceAccount": ACCOUNT, "aws:SourceArn": f"{HERE}:{own}"},
            ),
            changes=(
                {"context": {"aws:SourceArn": f"{HERE}:{other}"}},
                {"context": {"aws:SourceArn": f"{THERE}:{own}", "aws:SourceAccount": ELSEWHERE}},
                without("aws:SourceArn"),
                {"caller": "sagemaker.amazonaws.com"},
            ),
        )
    yield ServiceCall(
        document="scheduler/latest/UserGuide/cross-service-confused-deputy-prevention",
        call=Call(
            caller="scheduler.amazonaws.com",
            action="sts:AssumeRole",
            resource="{Pipeline/Reaper/Scheduler}",
            context={
                "aws:SourceAccount": ACCOUNT,
                "aws:SourceArn": "{Pipeline/Reaper/Leases}",
            },
        ),
        changes=(
            {
                "context": {
                    "aws:SourceArn": f"arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule-group/default"
                }
            },
            {"context": {"aws:SourceAccount": ELSEWHERE}},
            {"caller": "events.amazonaws.com"},
        ),
    )
    yield ServiceCall(
        document="step-functions/latest/dg/procedure-create-iam-role (confused deputy)",
        call=Call(
            caller="states.amazonaws.com",
            action="sts:AssumeRole",
            resource="{Pipeline/Workflow/Role/Role}",
            context={"aws:SourceAccount": ACCOUNT, "aws:SourceArn": MACHINE},
        ),
        changes=(
            {"context": {"aws:SourceAccount": ELSEWHERE}},
            {"caller": "lambda.amazonaws.com"},
        ),
    )


def _bedrock_with_the_key() -> Iterator[ServiceCall]:
    for action in ("kms:Decrypt", "kms:GenerateDataKey"):
        yield ServiceCall(
            document="nova/latest/userguide/customize-fine-tune-encrypt",
            call=Call(
                caller="bedrock.amazonaws.com",
                action=action,
                resource=MODEL_KEY,
                context={"kms:EncryptionContextKeys": ("aws:bedrock:custom-model",)},
            ),
            changes=(
                {"context": {"kms:EncryptionContextKeys": ("aws:bedrock:agent",)}},
                without("kms:EncryptionContextKeys"),
                {"caller": "sagemaker.amazonaws.com"},
                {"resource": DATA_KEY},
            ),
        )
        yield ServiceCall(
            document="bedrock/userguide/model-evaluation-security-kms",
            call=Call(
                caller="bedrock.amazonaws.com",
                action=action,
                resource=MODEL_KEY,
                context={
                    "aws:SourceArn": f"{HERE}:{EVALUATION_JOB}",
                    "kms:EncryptionContext:evaluationJobArn": f"{HERE}:{EVALUATION_JOB}",
                    "kms:EncryptionContextKeys": ("evaluationJobArn",),
                },
            ),
            changes=(
                without("aws:SourceArn"),
                without("kms:EncryptionContext:evaluationJobArn"),
                {"context": {"aws:SourceArn": f"{THERE}:{EVALUATION_JOB}"}},
                {"context": {"aws:SourceArn": f"{HERE}:{TRAINING_JOB}"}},
            ),
        )
    yield ServiceCall(
        document="bedrock/userguide/model-evaluation-security-kms (kms:DescribeKey)",
        call=Call(
            caller="bedrock.amazonaws.com",
            action="kms:DescribeKey",
            resource=MODEL_KEY,
            context={"aws:SourceArn": f"{HERE}:{EVALUATION_JOB}"},
        ),
        changes=(
            without("aws:SourceArn"),
            {"context": {"aws:SourceArn": f"{THERE}:{EVALUATION_JOB}"}},
            {"action": "kms:ListGrants"},
        ),
    )


def _objects(role: str, document: str, folder: str, other: str) -> Iterator[ServiceCall]:
    """Read snapshots, list the bucket, and write and read again the folder of the role's own."""
    run = f"{ARTIFACTS}/runs/tickets/tickets-000000000000"
    for action, key, changes in (
        (
            "s3:GetObject",
            f"{ARTIFACTS}/snapshots/tickets/0a/train.jsonl",
            (f"{DATASETS}/incoming/t/x",),
        ),
        ("s3:GetObject", f"{run}/{folder}/out.json", (f"{run}/{other}/out.json",)),
        (
            "s3:PutObject",
            f"{run}/{folder}/out.json",
            (
                f"{ARTIFACTS}/snapshots/tickets/0a/train.jsonl",
                f"{run}/{other}/out.json",
                f"{run}/report",
            ),
        ),
        ("s3:ListBucket", ARTIFACTS, (DATASETS,)),
    ):
        yield ServiceCall(
            document=document,
            call=Call(caller=role, action=action, resource=key, context=TLS),
            changes=(
                *({"resource": one} for one in changes),
                {"context": {"aws:SecureTransport": "false"}},
            ),
        )
    for action in ("kms:Decrypt", "kms:GenerateDataKey"):
        yield ServiceCall(
            document="AmazonS3/latest/userguide/UsingKMSEncryption (bucket keys)",
            call=Call(
                caller=role,
                action=action,
                resource=DATA_KEY,
                context={**through("s3"), "kms:EncryptionContext:aws:s3:arn": ARTIFACTS},
            ),
            changes=(
                with_(**through("dynamodb")),
                without("kms:ViaService"),
                {"resource": OPERATIONS_KEY},
            ),
        )


TLS: Final = {"aws:SecureTransport": "true", "s3:TlsVersion": "1.3"}


def _under_the_role_of_training() -> Iterator[ServiceCall]:
    document = "bedrock/userguide/model-customization-iam-role"
    yield from _objects(TRAINS, document, "training", "evaluation")
    for action in ("kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey", "kms:CreateGrant"):
        yield ServiceCall(
            document="nova/latest/userguide/customize-fine-tune-encrypt (customization-role)",
            call=Call(caller=TRAINS, action=action, resource=MODEL_KEY, context=through("bedrock")),
            changes=(
                with_(**through("ec2")),
                with_(**through("bedrock", "eu-west-1")),
                without("kms:ViaService"),
                {"resource": OPERATIONS_KEY},
            ),
        )


def _under_the_role_of_evaluation() -> Iterator[ServiceCall]:
    document = "bedrock/userguide/model-evaluation-security-service-roles"
    yield from _objects(EVALUATES, document, "evaluation", "training")
    run = f"{ARTIFACTS}/runs/tickets/tickets-000000000000"
    for action, resource in (
        ("s3:GetBucketLocation", ARTIFACTS),
        ("s3:ListBucketMultipartUploads", ARTIFACTS),
        ("s3:AbortMultipartUpload", f"{run}/evaluation/out.json"),
    ):
        yield ServiceCall(
            document=document,
            call=Call(caller=EVALUATES, action=action, resource=resource, context=TLS),
            changes=({"resource": resource.replace("Artifacts", "Datasets")}, {"caller": TRAINS}),
        )
    for service in ("s3", "bedrock"):
        for action in ("kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey"):
            yield ServiceCall(
                document="bedrock/userguide/model-evaluation-security-data (S3 as a service)",
                call=Call(
                    caller=EVALUATES, action=action, resource=MODEL_KEY, context=through(service)
                ),
                changes=(with_(**through("ec2")), without("kms:ViaService")),
            )
    for action in ("bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"):
        yield ServiceCall(
            document=document,
            call=Call(
                caller=EVALUATES,
                action=action,
                resource=f"{HERE}:provisioned-model/abcdefghijkl",
                context=OURS,
            ),
            changes=({"context": ANOTHER_ENVIRONMENT}, without(*OURS), {"caller": TRAINS}),
        )
        judge = "anthropic.claude-haiku-4-5-20251001-v1:0"
        profile = f"{HERE}:inference-profile/us.{judge}"
        yield ServiceCall(
            document="bedrock/userguide/inference-profiles-prereq",
            call=Call(
                caller=EVALUATES,
                action=action,
                resource=f"arn:aws:bedrock:us-west-2::foundation-model/{judge}",
                context={"bedrock:InferenceProfileArn": profile},
            ),
            changes=(
                without("bedrock:InferenceProfileArn"),
                {"resource": "arn:aws:bedrock:us-west-2::foundation-model/meta.llama3-8b-v1:0"},
            ),
        )
        yield ServiceCall(
            document="bedrock/userguide/inference-profiles-prereq",
            call=Call(caller=EVALUATES, action=action, resource=profile),
            changes=({"resource": f"{HERE}:inference-profile/us.meta.llama3-8b-v1:0"},),
        )
    yield ServiceCall(
        document=document,
        call=Call(
            caller=EVALUATES,
            action="bedrock:CreateModelInvocationJob",
            resource="arn:aws:bedrock:us-west-2::foundation-model/"
            "anthropic.claude-haiku-4-5-20251001-v1:0",
        ),
        changes=(
            {"resource": "arn:aws:bedrock:us-west-2::foundation-model/meta.llama3-8b-v1:0"},
            {"caller": TRAINS},
        ),
    )
    for action in ("bedrock:CreateModelInvocationJob", "bedrock:StopModelInvocationJob"):
        yield ServiceCall(
            document=document,
            call=Call(
                caller=EVALUATES,
                action=action,
                resource=f"{HERE}:model-invocation-job/abcdefghijkl",
            ),
            changes=(
                {"resource": f"{THERE}:model-invocation-job/abcdefghijkl"},
                {"caller": TRAINS},
            ),
        )
    for action, kind in (
        ("bedrock:GetCustomModel", "custom-model/amazon.nova-micro-v1:0:128k/abcdefghijkl"),
        ("bedrock:GetProvisionedModelThroughput", "provisioned-model/abcdefghijkl"),
    ):
        yield ServiceCall(
            document="bedrock/userguide/inference-prereq",
            call=Call(caller=EVALUATES, action=action, resource=f"{HERE}:{kind}", context=OURS),
            changes=({"context": ANOTHER_ENVIRONMENT}, without(*OURS), {"caller": TRAINS}),
        )
    yield ServiceCall(
        document="bedrock/userguide/inference-prereq",
        call=Call(
            caller=EVALUATES,
            action="bedrock:GetInferenceProfile",
            resource=f"{HERE}:inference-profile/us.anthropic.claude-haiku-4-5-20251001-v1:0",
        ),
        changes=({"resource": f"{HERE}:inference-profile/us.meta.llama3-8b-v1:0"},),
    )


def _in_the_callers_name() -> Iterator[ServiceCall]:
    """What Bedrock does, or asks whether it may be done, in the name of who calls it."""
    model = f"{HERE}:custom-model/amazon.nova-micro-v1:0:128k/abcdefghijkl"
    lends = ("kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey", "kms:CreateGrant")
    invokes = ("kms:Decrypt", "kms:GenerateDataKey")
    evaluates = (*invokes, "kms:DescribeKey")
    nova = "nova/latest/userguide/customize-fine-tune-encrypt"
    results = "bedrock/userguide/model-evaluation-security-data"
    for state, service, actions, document in (
        ("StartCustomization", "bedrock", lends, nova),
        ("BuyThroughput", "bedrock", lends, "bedrock/userguide/encryption-custom-job"),
        ("DeployOnDemand", "bedrock", lends, "bedrock/userguide/encryption-custom-job"),
        ("AskModels", "bedrock", invokes, nova),
        ("Promote", "bedrock", invokes, nova),
        ("StartEvaluation", "bedrock", evaluates, results),
        ("StartEvaluation", "s3", evaluates, f"{results} (S3 as a service)"),
        ("CheckEvaluation", "s3", ("kms:Decrypt",), results),
        ("CompareModels", "s3", ("kms:Decrypt",), results),
    ):
        for action in actions:
            yield ServiceCall(
                document=document,
                call=Call(
                    caller=role_of(state),
                    action=action,
                    resource=MODEL_KEY,
                    context=through(service),
                ),
                changes=(
                    with_(**through("ec2")),
                    without("kms:ViaService"),
                    {"caller": role_of("TakeSlot")},
                ),
            )
    for state in ("BuyThroughput", "DeployOnDemand", "AskModels", "Promote"):
        yield ServiceCall(
            document="bedrock/userguide/inference-prereq",
            call=Call(
                caller=role_of(state), action="bedrock:GetCustomModel", resource=model, context=OURS
            ),
            changes=({"context": ANOTHER_ENVIRONMENT}, without(*OURS)),
        )
    yield ServiceCall(
        document="bedrock/userguide/inference-prereq",
        call=Call(
            caller=role_of("AskModels"),
            action="bedrock:GetProvisionedModelThroughput",
            resource=f"{HERE}:provisioned-model/abcdefghijkl",
            context=OURS,
        ),
        changes=({"context": ANOTHER_ENVIRONMENT}, without(*OURS)),
    )
    for base in catalogue().models:
        if base.inference_id.startswith("us."):
            profile = f"{HERE}:inference-profile/{base.inference_id}"
            for state in ("MeasureBaselines", "AskModels"):
                yield ServiceCall(
                    document="bedrock/userguide/inference-prereq",
                    call=Call(
                        caller=role_of(state),
                        action="bedrock:GetInferenceProfile",
                        resource=profile,
                    ),
                    changes=({"resource": f"{HERE}:inference-profile/us.meta.llama3-8b-v1:0"},),
                )
    requested: Context = {
        "aws:RequestTag/project": "bedrock-finetune",
        "aws:RequestTag/environment": "{environment}",
        "aws:TagKeys": ("project", "environment", "task", "run"),
    }
    for state, action in (
        ("BuyThroughput", "bedrock:CreateProvisionedModelThroughput"),
        ("DeployOnDemand", "bedrock:CreateCustomModelDeployment"),
        ("StartEvaluation", "bedrock:CreateEvaluationJob"),
    ):
        yield ServiceCall(
            document="service-authorization/latest/reference/list_amazonbedrock (custom-model)",
            call=Call(
                caller=role_of(state), action=action, resource=model, context={**requested, **OURS}
            ),
            changes=(
                {"context": ANOTHER_ENVIRONMENT},
                without(*OURS),
                {"context": {"aws:RequestTag/environment": "elsewhere"}},
            ),
        )
    for judge in judges():
        behind = judge.id.removeprefix("us.")
        yield ServiceCall(
            document="bedrock/userguide/model-evaluation-judge-create",
            call=Call(
                caller=role_of("StartEvaluation"),
                action="bedrock:CreateEvaluationJob",
                resource=f"arn:aws:bedrock:{REGION}::foundation-model/{behind}",
                context=requested,
            ),
            changes=(
                {"context": {"aws:RequestTag/environment": "elsewhere"}},
                without("aws:RequestTag/project"),
                {
                    "resource": (
                        f"arn:aws:bedrock:{REGION}::foundation-model/meta.llama3-8b-instruct-v1:0"
                    )
                },
                {"caller": role_of("AskModels")},
            ),
        )


def _events() -> Iterator[ServiceCall]:
    deputy = "eventbridge/latest/userguide/cross-service-confused-deputy-prevention"
    for role, rule in (
        ("{Pipeline/Trigger/Role/Role}", "{Pipeline/Trigger/Rule}"),
        ("{Pipeline/ForeignCapacity/Role/Role}", "{Pipeline/ForeignCapacity/Bought}"),
    ):
        other = f"arn:aws:events:{REGION}:{ACCOUNT}:rule/somebody-elses"
        yield ServiceCall(
            document=deputy,
            call=Call(
                caller="events.amazonaws.com",
                action="sts:AssumeRole",
                resource=role,
                context={"aws:SourceAccount": ACCOUNT, "aws:SourceArn": rule},
            ),
            changes=(
                {"context": {"aws:SourceArn": other}},
                {"context": {"aws:SourceAccount": ELSEWHERE}},
                {"caller": "scheduler.amazonaws.com"},
            ),
        )
    yield ServiceCall(
        document="eventbridge/latest/userguide/eb-use-resource-based (Step Functions)",
        call=Call(
            caller="{Pipeline/Trigger/Role/Role}", action="states:StartExecution", resource=MACHINE
        ),
        changes=(
            {"resource": f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:another"},
            {"caller": "{Pipeline/ForeignCapacity/Role/Role}"},
        ),
    )
    for rule, queue in (
        ("{Pipeline/Trigger/Rule}", QUEUE),
        ("{Pipeline/ForeignCapacity/Bought}", UNTOLD),
        ("{Pipeline/Reaper/BrokenOff}", UNTOLD),
        ("{Pipeline/Reaper/Sweep}", UNTOLD),
    ):
        yield _kept("eventbridge/latest/userguide/eb-rule-dlq", "events", rule, queue)
    yield _kept("sns/latest/dg/sns-configure-dead-letter-queue", "sns", TOPIC, UNTOLD)
    # Whether EventBridge or SNS sends aws:SourceAccount or aws:SourceArn to the key of a
    # dead-letter queue is in no document: both must do without.
    for service, queue, action in (
        ("events", QUEUE, "kms:Decrypt"),
        ("events", QUEUE, "kms:GenerateDataKey"),
        ("sns", UNTOLD, "kms:Decrypt"),
        ("sns", UNTOLD, "kms:GenerateDataKey"),
    ):
        yield ServiceCall(
            document="AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management",
            call=Call(
                caller=f"{service}.amazonaws.com",
                action=action,
                resource=OPERATIONS_KEY,
                context={"kms:EncryptionContext:aws:sqs:arn": queue},
            ),
            changes=(
                {
                    "context": {
                        "kms:EncryptionContext:aws:sqs:arn": (
                            f"arn:aws:sqs:{REGION}:{ELSEWHERE}:queue"
                        )
                    }
                },
                without("kms:EncryptionContext:aws:sqs:arn"),
                {"resource": DATA_KEY},
            ),
        )
    for rule in ("{Pipeline/Reaper/Sweep}", "{Pipeline/Reaper/BrokenOff}"):
        yield ServiceCall(
            document="eventbridge/latest/userguide/eb-use-resource-based (Lambda)",
            call=Call(
                caller="events.amazonaws.com",
                action="lambda:InvokeFunction",
                resource=REAPER,
                context={"aws:SourceArn": rule},
            ),
            changes=(
                {"context": {"aws:SourceArn": "{Pipeline/Trigger/Rule}"}},
                without("aws:SourceArn"),
                {"caller": "s3.amazonaws.com"},
            ),
        )
    yield ServiceCall(
        document="scheduler/latest/UserGuide/setting-up (execution role)",
        call=Call(
            caller="{Pipeline/Reaper/Scheduler}", action="lambda:InvokeFunction", resource=REAPER
        ),
        changes=({"resource": "{Pipeline/Functions/RegisterRun/Function}"},),
    )
    yield from _published("{Pipeline/ForeignCapacity/Role/Role}", "{Pipeline/Trigger/Role/Role}")


def _kept(document: str, service: str, source: str, queue: str) -> ServiceCall:
    """Send to a dead-letter queue what a service could not deliver."""
    elsewhere = f"arn:aws:{service}:{REGION}:{ELSEWHERE}:somebody-elses"
    return ServiceCall(
        document=document,
        call=Call(
            caller=f"{service}.amazonaws.com",
            action="sqs:SendMessage",
            resource=queue,
            context={"aws:SourceArn": source, "aws:SecureTransport": "true"},
        ),
        changes=(
            {"context": {"aws:SourceArn": elsewhere}},
            {"context": {"aws:SecureTransport": "false"}},
        ),
    )


def _published(role: str, other: str) -> Iterator[ServiceCall]:
    """Publish to the encrypted topic under a role: SNS uses the key in the role's name."""
    yield ServiceCall(
        document="sns/latest/dg/sns-access-policy-use-cases",
        call=Call(
            caller=role,
            action="sns:Publish",
            resource=TOPIC,
            context={"aws:SecureTransport": "true"},
        ),
        changes=({"caller": other}, {"context": {"aws:SecureTransport": "false"}}),
    )
    for action in ("kms:Decrypt", "kms:GenerateDataKey"):
        yield ServiceCall(
            document="sns/latest/dg/sns-key-management (publishers)",
            call=Call(
                caller=role,
                action=action,
                resource=OPERATIONS_KEY,
                context={**through("sns"), "kms:EncryptionContext:aws:sns:topicArn": TOPIC},
            ),
            changes=(with_(**through("sqs")), {"caller": other}, {"resource": DATA_KEY}),
        )


def _alarms() -> Iterator[ServiceCall]:
    alarm = f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:failed"
    source = {"aws:SourceAccount": ACCOUNT, "aws:SourceArn": alarm}
    yield ServiceCall(
        document="sns/latest/dg/sns-access-policy-use-cases (CloudWatch alarms)",
        call=Call(
            caller="cloudwatch.amazonaws.com",
            action="sns:Publish",
            resource=TOPIC,
            context={**source, "aws:SecureTransport": "true"},
        ),
        changes=(
            {"context": {"aws:SourceAccount": ELSEWHERE}},
            without("aws:SourceAccount"),
            {"caller": "events.amazonaws.com"},
        ),
    )
    for action in ("kms:Decrypt", "kms:GenerateDataKey"):
        yield ServiceCall(
            document="sns/latest/dg/sns-key-management (compatibility with event sources)",
            call=Call(
                caller="cloudwatch.amazonaws.com",
                action=action,
                resource=OPERATIONS_KEY,
                context={**source, "kms:EncryptionContext:aws:sns:topicArn": TOPIC},
            ),
            changes=(
                {"context": {"aws:SourceAccount": ELSEWHERE}},
                without("aws:SourceAccount"),
                {"resource": MODEL_KEY},
            ),
        )


def _logs() -> Iterator[ServiceCall]:
    for group in ("{Pipeline/Workflow/Log/Group}", "{Pipeline/Reaper/Reap/Log/Group}"):
        for action in ("kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey"):
            yield ServiceCall(
                document="AmazonCloudWatch/latest/logs/encrypt-log-data-kms",
                call=Call(
                    caller=f"logs.{REGION}.amazonaws.com",
                    action=action,
                    resource=OPERATIONS_KEY,
                    context={"kms:EncryptionContext:aws:logs:arn": group},
                ),
                changes=(
                    {
                        "context": {
                            "kms:EncryptionContext:aws:logs:arn": (
                                f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:somebody-elses"
                            )
                        }
                    },
                    without("kms:EncryptionContext:aws:logs:arn"),
                    {"resource": DATA_KEY},
                ),
            )
    yield ServiceCall(
        document="AmazonS3/latest/userguide/enable-server-access-logging",
        call=Call(
            caller="logging.s3.amazonaws.com",
            action="s3:PutObject",
            resource="{Foundation/Buckets/AccessLogs}/datasets/2026",
            context={**TLS, "aws:SourceAccount": ACCOUNT, "aws:SourceArn": DATASETS},
        ),
        changes=(
            {"context": {"aws:SourceArn": "arn:aws:s3:::somebody-elses"}},
            {"context": {"aws:SourceAccount": ELSEWHERE}},
        ),
    )


def _ledger() -> Iterator[ServiceCall]:
    """Each state writes its result; what decides, and what it is told of the rest, is not its."""
    document = "amazondynamodb/latest/developerguide/specifying-conditions"
    shared = ("run_id", "state", "timeline", "updated_at")
    own: list[tuple[str, tuple[str, ...]]] = [
        (role_of(step.state.name), (*shared, step.state.gives)) for step in WALK
    ]
    own += [
        ("{Pipeline/Reaper/Reap/Role}", (*shared, "release")),
        (role_of("BuyThroughput"), ("run_id", "lease", "updated_at", "open", "status")),
        (role_of("TakeSlot"), ("run_id", "tickets", "moved")),
        (role_of("PlanHosting"), ("run_id", "prices", "read_at")),
        (role_of("PlanHosting"), ("run_id", "held_by")),
        (role_of("Promote"), ("run_id", "kept", "hosted")),
        (role_of("PublishReport"), ("run_id", "status", "report_key", "updated_at")),
    ]
    for role, attributes in own:
        yield ServiceCall(
            document=document,
            call=Call(
                caller=role,
                action="dynamodb:UpdateItem",
                resource=TABLE,
                context={"dynamodb:Attributes": attributes, "dynamodb:ReturnValues": "NONE"},
            ),
            changes=(
                {"context": {"dynamodb:Attributes": (*attributes, "cancellation")}},
                {"context": {"dynamodb:Attributes": (*attributes, "first_approval")}},
                {"context": {"dynamodb:ReturnValues": "ALL_OLD"}},
                {"action": "dynamodb:DeleteItem"},
                {"resource": f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/another"},
            ),
        )


def _names() -> Iterator[ServiceCall]:
    """What stands for a task's model is switched, or withdrawn, by whoever keeps or releases it."""
    reads = ("ssm:GetParameter", "ssm:PutParameter")
    for role, actions in (
        (role_of("Promote"), (*reads, "ssm:GetParameterHistory", "ssm:AddTagsToResource")),
        (role_of("ReleaseThroughput"), reads),
        ("{Pipeline/Reaper/Reap/Role}", reads),
    ):
        for action in actions:
            yield ServiceCall(
                document="systems-manager/latest/userguide/sysparam-access",
                call=Call(caller=role, action=action, resource=NAME),
                changes=(
                    *({"resource": other} for other in OTHER_NAMES),
                    {"action": "ssm:DeleteParameter"},
                    {"caller": role_of("PublishReport")},
                    {"caller": role_of("TakeSlot")},
                ),
            )
    for kind in ("provisioned-model", "custom-model-deployment"):
        yield ServiceCall(
            document="bedrock/userguide/inference-prereq",
            call=Call(
                caller=role_of("Promote"),
                action="bedrock:InvokeModel",
                resource=f"{HERE}:{kind}/abcdefghijkl",
                context=OURS,
            ),
            changes=(
                {"context": ANOTHER_ENVIRONMENT},
                without(*OURS),
                {"caller": role_of("ReleaseThroughput")},
            ),
        )


def _told_outside() -> Iterator[ServiceCall]:
    """Each function tells of what it does itself, on the default bus and in this project's name."""
    reaper = "{Pipeline/Reaper/Reap/Role}"
    for role, kind in (
        (role_of("RegisterRun"), Kind.RUN_REGISTERED),
        (role_of("AwaitApproval"), Kind.APPROVAL_ASKED),
        (role_of("StartCustomization"), Kind.TRAINING_STARTED),
        (role_of("CheckCustomization"), Kind.TRAINING_ENDED),
        (role_of("CheckThroughput"), Kind.MODEL_SERVES),
        (role_of("CheckDeployment"), Kind.MODEL_SERVES),
        (role_of("CompareModels"), Kind.VERDICT_REACHED),
        (role_of("Promote"), Kind.ALIAS_PROMOTED),
        (role_of("ReleaseThroughput"), Kind.MODEL_RELEASED),
        (role_of("ReleaseThroughput"), Kind.ALIAS_WITHDRAWN),
        (role_of("PublishReport"), Kind.RUN_ENDED),
        (reaper, Kind.RUN_ENDED),
        (reaper, Kind.MODEL_RELEASED),
        (reaper, Kind.ALIAS_WITHDRAWN),
    ):
        yield ServiceCall(
            document="eventbridge/latest/userguide/eb-use-conditions (events:source, detail-type)",
            call=Call(
                caller=role,
                action="events:PutEvents",
                resource=f"{BUSES}/default",
                context={
                    "events:source": ("bedrock-finetune",),
                    "events:detail-type": (kind.value,),
                },
            ),
            changes=(
                {"resource": f"{BUSES}/somebody-elses"},
                {"context": {"events:source": ("somebody-elses",)}},
                {"context": {"events:detail-type": (kind.value, "Something Else")}},
                without("events:source"),
                without("events:detail-type"),
                {"caller": role_of("TakeSlot")},
            ),
        )
