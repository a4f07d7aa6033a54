"""The month's budget of an environment: people are told before it is spent, and when it is."""

from typing import Final

from aws_cdk import aws_budgets as budgets
from constructs import Construct

from stacks.environment import Environment
from tuning import naming

TOLD_AT: Final = (80, 100)
"""Percent of the budget that a month has really cost."""

MOST_ADDRESSES: Final = 10
"""That one notification can have (AWS Budgets quotas)."""


class Budget(Construct):
    """A monthly budget for what carries this environment's tags.

    AWS counts by a tag only once it is activated for cost allocation, which an account does once
    and in its billing console; until then this budget sees nothing.
    """

    def __init__(
        self, scope: Construct, id_: str, *, environment: Environment, monthly_usd: float
    ) -> None:
        super().__init__(scope, id_)
        addresses = [
            budgets.CfnBudget.SubscriberProperty(subscription_type="EMAIL", address=address)
            for address in environment.notify[:MOST_ADDRESSES]
        ]
        tags = {"project": naming.PROJECT, "environment": environment.name}
        budgets.CfnBudget(
            self,
            "Monthly",
            budget=budgets.CfnBudget.BudgetDataProperty(
                budget_name=naming.stack_name(environment.name, "monthly"),
                budget_type="COST",
                time_unit="MONTHLY",
                budget_limit=budgets.CfnBudget.SpendProperty(amount=monthly_usd, unit="USD"),
                metrics=["UnblendedCost"],
                filter_expression=budgets.CfnBudget.ExpressionProperty(
                    and_=[
                        budgets.CfnBudget.ExpressionProperty(
                            tags=budgets.CfnBudget.TagValuesProperty(
                                key=key, values=[value], match_options=["EQUALS"]
                            )
                        )
                        for key, value in tags.items()
                    ]
                ),
            ),
            notifications_with_subscribers=[
                budgets.CfnBudget.NotificationWithSubscribersProperty(
                    notification=budgets.CfnBudget.NotificationProperty(
                        notification_type="ACTUAL",
                        comparison_operator="GREATER_THAN",
                        threshold=percent,
                        threshold_type="PERCENTAGE",
                    ),
                    subscribers=addresses,
                )
                for percent in TOLD_AT
            ],
        )
