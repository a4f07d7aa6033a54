"""Rights that a customization job needs to run inside an environment's own subnets."""

from typing import Any, Final

from aws_cdk import Aws

from stacks.environments.environment import Environment
from stacks.rights import bedrock_arns
from stacks.rights.bedrock import JOBS
from stacks.rights.policy import Right

MADE_BY_BEDROCK: Final = (
    "Bedrock makes, uses and deletes network interfaces whose ids nobody knows before; the "
    "conditions narrow them to those of customization jobs in the environment's subnets."
)


def network_rights(environment: Environment) -> tuple[Right, ...]:
    """Return what Bedrock documents for a job in a VPC; nothing when there are no subnets."""
    if not environment.subnet_ids:
        return ()
    interfaces = _ec2("network-interface/*")
    subnets = tuple(_ec2(f"subnet/{id_}") for id_ in environment.subnet_ids)
    groups = tuple(_ec2(f"security-group/{id_}") for id_ in environment.security_group_ids)
    return (
        Right(
            actions=(
                "ec2:DescribeDhcpOptions",
                "ec2:DescribeNetworkInterfaces",
                "ec2:DescribeSecurityGroups",
                "ec2:DescribeSubnets",
                "ec2:DescribeVpcs",
            ),
            resources=("*",),
            because="EC2 defines no resource type for describing, so nothing narrower exists.",
        ),
        Right(
            actions=("ec2:CreateNetworkInterface",),
            resources=(interfaces,),
            conditions=_of_jobs("aws:RequestTag"),
            because=MADE_BY_BEDROCK,
        ),
        Right(actions=("ec2:CreateNetworkInterface",), resources=(*subnets, *groups)),
        Right(
            actions=("ec2:CreateTags",),
            resources=(interfaces,),
            conditions={
                "StringEquals": {"ec2:CreateAction": "CreateNetworkInterface"},
                "ForAllValues:StringEquals": {
                    "aws:TagKeys": ["BedrockManaged", "BedrockModelCustomizationJobArn"]
                },
            },
            because=MADE_BY_BEDROCK,
        ),
        Right(
            actions=(
                "ec2:CreateNetworkInterfacePermission",
                "ec2:DeleteNetworkInterface",
                "ec2:DeleteNetworkInterfacePermission",
            ),
            resources=(interfaces,),
            conditions={
                **_of_jobs("aws:ResourceTag"),
                "ArnEquals": {"ec2:Subnet": list(subnets)},
            },
            because=MADE_BY_BEDROCK,
        ),
    )


def _ec2(resource: str) -> str:
    return f"arn:{Aws.PARTITION}:ec2:{Aws.REGION}:{Aws.ACCOUNT_ID}:{resource}"


def _of_jobs(key: str) -> dict[str, Any]:
    return {
        "StringEquals": {f"{key}/BedrockManaged": "true"},
        "ArnLike": {f"{key}/BedrockModelCustomizationJobArn": bedrock_arns.owned(JOBS)},
    }
