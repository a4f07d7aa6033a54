"""The month's budgets of an environment: people are told before they are spent."""

from collections.abc import Sequence
from typing import Final

from aws_cdk import aws_budgets as budgets
from constructs import Construct

from stacks.environments.environment import Environment
from tuning import naming

TOLD_AT: Final = (80, 100)
"""Percent of the budget that a month has really cost."""

MOST_ADDRESSES: Final = 10
"""That one notification can have (AWS Budgets quotas)."""

BEDROCK: Final = "Amazon Bedrock"
"""What Cost Explorer calls the service. Models of other makers are sold through AWS Marketplace and
counted under names of their own, so their tokens are in no budget here."""


class Budget(Construct):
    """Two monthly budgets: what carries this environment's tags, and all of Bedrock in the account.

    AWS counts by a tag only once it is activated for cost allocation, which an account does once
    and in its billing console; until then the first budget sees nothing. Tokens of base models and
    judges carry no tags at all. The second one sees both, and whatever else the account asks of
    Bedrock.
    """

    def __init__(
        self, scope: Construct, id_: str, *, environment: Environment, monthly_usd: float
    ) -> None:
        super().__init__(scope, id_)
        tags = {"project": naming.PROJECT, "environment": environment.name}
        tagged = budgets.CfnBudget.ExpressionProperty(
            and_=[
                budgets.CfnBudget.ExpressionProperty(
                    tags=budgets.CfnBudget.TagValuesProperty(
                        key=key, values=[value], match_options=["EQUALS"]
                    )
                )
                for key, value in tags.items()
            ]
        )
        service = budgets.CfnBudget.ExpressionProperty(
            dimensions=budgets.CfnBudget.ExpressionDimensionValuesProperty(
                key="SERVICE", values=[BEDROCK], match_options=["EQUALS"]
            )
        )
        for id_of_budget, what, counted in (
            ("Monthly", "monthly", tagged),
            ("Bedrock", "bedrock", service),
        ):
            budgets.CfnBudget(
                self,
                id_of_budget,
                budget=budgets.CfnBudget.BudgetDataProperty(
                    budget_name=naming.stack_name(environment.name, what),
                    budget_type="COST",
                    time_unit="MONTHLY",
                    budget_limit=budgets.CfnBudget.SpendProperty(amount=monthly_usd, unit="USD"),
                    metrics=["UnblendedCost"],
                    filter_expression=counted,
                ),
                notifications_with_subscribers=_notification(environment.notify),
            )


def _notification(
    addresses: Sequence[str],
) -> list[budgets.CfnBudget.NotificationWithSubscribersProperty]:
    subscribers = [
        budgets.CfnBudget.SubscriberProperty(subscription_type="EMAIL", address=address)
        for address in addresses[:MOST_ADDRESSES]
    ]
    return [
        budgets.CfnBudget.NotificationWithSubscribersProperty(
            notification=budgets.CfnBudget.NotificationProperty(
                notification_type="ACTUAL",
                comparison_operator="GREATER_THAN",
                threshold=percent,
                threshold_type="PERCENTAGE",
            ),
            subscribers=subscribers,
        )
        for percent in TOLD_AT
    ]
