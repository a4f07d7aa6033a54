"""The role under which one rule of EventBridge reaches its target."""

from collections.abc import Sequence

from aws_cdk import Aws
from aws_cdk import aws_iam as iam
from constructs import Construct

from stacks.rights.policy import Policy, Right


class RuleRole(Construct):
    """Assumed for one rule and no other.

    The rule needs its role before it is there, so the role knows it by a name that was given to it.
    A name that CloudFormation makes is cut to 64 characters and begins with its stack's name by
    good luck only.
    """

    def __init__(
        self, scope: Construct, id_: str, *, rule: str, description: str, rights: Sequence[Right]
    ) -> None:
        super().__init__(scope, id_)
        arn = f"arn:{Aws.PARTITION}:events:{Aws.REGION}:{Aws.ACCOUNT_ID}:rule/{rule}"
        role = iam.Role(
            self,
            "Role",
            description=description,
            assumed_by=iam.ServicePrincipal(
                "events.amazonaws.com",
                conditions={
                    "StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID},
                    "ArnEquals": {"aws:SourceArn": arn},
                },
            ),
        )
        Policy(self, "Policy", role=role, rights=rights)
        self.role = role.without_policy_updates()
