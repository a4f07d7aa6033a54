"""The state machine's role."""

from collections.abc import Mapping

from aws_cdk import Aws
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from stacks.rights.policy import Policy, Right, explain
from stacks.rights.shared import sees_executions

LOG_DELIVERY = (
    "logs:CreateLogDelivery",
    "logs:GetLogDelivery",
    "logs:UpdateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:DescribeResourcePolicies",
    "logs:DescribeLogGroups",
)
TRACING = (
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
    "xray:GetSamplingRules",
    "xray:GetSamplingTargets",
)


class WorkflowRole(Construct):
    """Invokes exactly the functions of the walk, and writes to exactly its topic and its queue.

    Attributes:
        policy: what the machine must wait for, because Step Functions sets up its log delivery with
            this role as it creates the machine.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        machine: str,
        functions: Mapping[str, lambda_.Function],
        topic: sns.ITopic,
        undelivered: sqs.IQueue,
        operations_key: kms.IKey,
    ) -> None:
        """Make the role for the machine of this name, which needs the role before it is there."""
        super().__init__(scope, id_)
        arn = f"arn:{Aws.PARTITION}:states:{Aws.REGION}:{Aws.ACCOUNT_ID}:stateMachine:{machine}"
        role = iam.Role(
            self,
            "Role",
            assumed_by=iam.ServicePrincipal(
                "states.amazonaws.com",
                conditions={
                    "StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID},
                    # A distributed map runs as machines of its own, named after this one.
                    "ArnLike": {"aws:SourceArn": [arn, f"{arn}/*"]},
                },
            ),
        )
        self.policy = iam.ManagedPolicy(
            self,
            "Policy",
            roles=[role],
            statements=[
                iam.PolicyStatement(
                    sid="InvokeTheWalk",
                    actions=["lambda:InvokeFunction"],
                    resources=[function.function_arn for function in functions.values()],
                ),
                iam.PolicyStatement(
                    sid="Notify", actions=["sns:Publish"], resources=[topic.topic_arn]
                ),
                iam.PolicyStatement(
                    sid="KeepTheDrop",
                    actions=["sqs:SendMessage"],
                    resources=[undelivered.queue_arn],
                ),
                iam.PolicyStatement(
                    sid="EncryptMessages",
                    actions=["kms:Decrypt", "kms:GenerateDataKey"],
                    resources=[operations_key.key_arn],
                    conditions={
                        "StringEquals": {
                            "kms:ViaService": [
                                f"sns.{Aws.REGION}.amazonaws.com",
                                f"sqs.{Aws.REGION}.amazonaws.com",
                            ]
                        }
                    },
                ),
                iam.PolicyStatement(
                    sid="LogAndTrace", actions=[*LOG_DELIVERY, *TRACING], resources=["*"]
                ),
            ],
        )
        explain(
            self.policy,
            {
                "*": [
                    "Step Functions sets up its log delivery and sends traces with these actions, "
                    "and neither CloudWatch Logs delivery nor X-Ray defines a resource type for "
                    "them, so no narrower resource exists. None of them reads a log or a trace."
                ]
            },
        )
        self._role = role
        self.role = role.without_policy_updates()

    def run_maps_of(self, state_machine: sfn.StateMachine) -> None:
        """Let the state machine start, watch and stop the executions of its own maps.

        It redrives none: what goes wrong in a map is caught, so no execution ends in one.

        Afterwards, and in a policy of its own: the machine needs the role before it has a name.
        """
        # CDK's own, which is never attached to a role that takes no updates.
        state_machine.node.try_remove_child("DistributedMapPolicy")
        Policy(
            self,
            "Maps",
            role=self._role,
            rights=[
                Right(
                    actions=("states:StartExecution",),
                    resources=(state_machine.state_machine_arn,),
                ),
                sees_executions(state_machine, "states:StopExecution"),
            ],
        )
