"""Rights to what surrounds a lease: its schedule, its person and the account's quotas."""

from typing import Final

from aws_cdk import Aws

from stacks.rights.policy import Right

LEASES: Final = (
    "A schedule carries the name of the lease that it ends, and runs name their leases. The group "
    "belongs to this environment alone."
)
ACCOUNT_WIDE: Final = (
    "Service Quotas defines no resource type for listing quotas, so nothing narrower exists. It "
    "shows numbers of this account, and changes nothing."
)
LIST_PRICES: Final = (
    "The Price List defines no resource type, so nothing narrower exists. It shows what AWS "
    "charges everybody, and changes nothing."
)


def schedules(group: str, *actions: str) -> Right:
    """Do something to the schedules of the environment's leases."""
    return Right(
        actions=actions,
        resources=(
            f"arn:{Aws.PARTITION}:scheduler:{Aws.REGION}:{Aws.ACCOUNT_ID}:schedule/{group}/*",
        ),
        because=LEASES,
    )


def reads_quotas() -> Right:
    """Read what the account may have of Bedrock, and what every account begins with."""
    return Right(
        actions=(
            "servicequotas:ListAWSDefaultServiceQuotas",
            "servicequotas:ListServiceQuotas",
        ),
        resources=("*",),
        because=ACCOUNT_WIDE,
    )


def reads_prices() -> Right:
    """Read what AWS charges."""
    return Right(actions=("pricing:GetProducts",), resources=("*",), because=LIST_PRICES)


def publishes(topic_arn: str) -> Right:
    """Tell the environment's people something."""
    return Right(actions=("sns:Publish",), resources=(topic_arn,))
