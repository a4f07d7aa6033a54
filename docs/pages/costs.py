"""docs/costs.md: what an idle environment costs a month, by its templates; and list prices."""

from dataclasses import dataclass
from typing import Final

from docs.pages.markdown import table
from stacks.compliance.names import Templates
from tuning.costs.prices import price_list
from tuning.handlers import reap
from tuning.models.catalogue import catalogue

PATH: Final = "docs/costs.md"
ENVIRONMENT: Final = "dev"

METRICS: Final = (reap.ORPHANED_HOURS, reap.RELEASED, reap.FOREIGN_UNITS, reap.SWEEPS)
"""What the reaper counts, each a custom metric of CloudWatch."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Something that costs money although nobody drops anything.

    Attributes:
        what: it, in the plural.
        type: its type in a template; empty where it is no resource.
        month_usd: what one costs a month in us-east-1, without the free tier.
        source: where that stands, and when it was read.
    """

    what: str
    type: str
    month_usd: float
    source: str


STANDING: Final = (
    Standing(
        what="customer-managed keys",
        type="AWS::KMS::Key",
        month_usd=1.00,
        source="[KMS pricing](https://aws.amazon.com/kms/pricing/), 2026-03; the first and the "
        "second yearly rotation add $1 a month each",
    ),
    Standing(
        what="alarms",
        type="AWS::CloudWatch::Alarm",
        month_usd=0.10,
        source="[CloudWatch pricing](https://aws.amazon.com/cloudwatch/pricing/), 2026-02: "
        "standard resolution, one metric each",
    ),
    Standing(
        what="dashboard",
        type="AWS::CloudWatch::Dashboard",
        month_usd=3.00,
        source="[CloudWatch pricing](https://aws.amazon.com/cloudwatch/pricing/), 2026-11; the "
        "first three of an account, of at most 50 metrics each, are free",
    ),
    Standing(
        what="custom metrics of the reaper",
        type="",
        month_usd=0.30,
        source="[CloudWatch pricing](https://aws.amazon.com/cloudwatch/pricing/), 2026-02",
    ),
)

HEAD: Final = """\
# Costs

Three commands answer for your own case: `python -m tuning estimate FILE` before a run,
`python -m tuning prices` for every price with its source, `python -m tuning runs` for what runs
have cost. This page is written by `make docs`; prices are in US dollars, for us-east-1.
"""

LITTLE: Final = """\
Beside these an idle environment pays cents: a sweep of the reaper every 15 minutes (2,880 short
functions a month, with a few log lines each), storage in S3, DynamoDB and CloudWatch Logs by the
gigabyte, and requests to the keys. AWS's free tier covers a part of it. Budgets, rules, schedules,
roles, and functions that nobody calls cost nothing. Two tables of the dashboard,
`bedrock-finetune-ENV-watch`, are counted from logs whenever somebody looks, by the gigabyte.

A trained model is stored at $1.95 a month until it is deleted. Models that nothing serves are
deleted after `model_retention_days`. `python -m tuning teardown --env dev` ends everything that
bills. Keys of an environment that is retained (prod) stay, and bill, until you delete them.

## A run

A run pays for the training tokens (the tokens of the training file times the epochs), for the
answers of both models to the held-out set, for the judge, and for hosting while it evaluates. The
functions and the state machine cost cents.

Nobody outside Bedrock knows how its models count tokens, so they are estimated as a range, by kinds
of characters, between what public tokenizers make of them at least and at most. Prices show both
ends. Ceilings and the limits of a model are held against the upper one.

On demand, hosting is billed by the token and costs nothing while it is idle. **Provisioned
throughput bills by the hour until it is deleted, idle or not.** A lease ends it; see
[decision 13](decisions/0013-a-lease-comes-first.md).

## List prices

*Confirmed*: AWS says so. *Derived*: worked out from what AWS or others wrote. *Assumed*: like
another price. *Unconfirmed*: one source only; it passes no ceiling alone. A price that is not here
is unknown, and an unknown price passes no ceiling either. A run asks the Price List API first.
"""


def page(templates: Templates) -> str:
    """Return the whole page.

    Args:
        templates: of the stacks of `ENVIRONMENT`.
    """
    types = [
        resource["Type"]
        for template in templates.values()
        for resource in template["Resources"].values()
    ]
    counts = [types.count(each.type) if each.type else len(METRICS) for each in STANDING]
    costs = [each.month_usd * count for each, count in zip(STANDING, counts, strict=True)]
    rows = [
        (f"{count} {each.what}", f"{each.month_usd:.2f}", f"{cost:.2f}", each.source)
        for each, count, cost in zip(STANDING, counts, costs, strict=True)
    ]
    idle = table(
        ("what", "each", "a month", "source"),
        [*rows, ("**together**", "", f"**{sum(costs):.2f}**", "")],
    )
    return (
        f"{HEAD}\n## An idle month\n\nOne environment that nobody drops anything into costs about "
        f"${sum(costs):.2f} a month:\n\n{idle}\n\n{LITTLE}\n{_list_prices()}\n"
    )


def _list_prices() -> str:
    names = {model.id: model.name for model in catalogue().models}
    return table(
        ("base model", "price", "USD", "how sure", "as of"),
        (
            (
                names[row.model],
                row.what.replace("_", " "),
                f"{row.usd:g}" if row.usd >= 0.0001 else f"{row.usd:.6f}",
                row.confidence,
                row.as_of,
            )
            for row in price_list().prices
        ),
    )
