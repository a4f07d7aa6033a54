"""One page of CloudWatch for an environment: how its runs end, what bills, what is asked."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sqs as sqs
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from stacks.environments.environment import Environment
from tuning import naming
from tuning.handlers import reap
from tuning.handlers.publish_report import publish_report
from tuning.handlers.take_slot import take_slot

PERIOD: Final = Duration.hours(1)

WIDTH: Final = 8
"""Three graphs stand beside each other on the grid of 24 columns."""

HEIGHT: Final = 6

BY_MODEL: Final = "{AWS/Bedrock,ModelId}"

OF_GUARDRAILS: Final = 'Namespace="AWS/Bedrock/Guardrails"'
"""Whatever the dimensions (bedrock/latest/userguide/monitoring-guardrails-cw-metrics): an account
has few guardrails."""


@dataclass(frozen=True, kw_only=True)
class Watched:
    """What an environment has that is watched."""

    environment: str
    state_machine: sfn.StateMachine
    undelivered: sqs.Queue
    functions: Mapping[str, lambda_.Function]


@dataclass(frozen=True, kw_only=True)
class Graph:
    """One graph of the page: a row."""

    title: str
    metrics: Callable[[Watched], Sequence[cloudwatch.IMetric]]


@dataclass(frozen=True, kw_only=True)
class Query:
    """A table that is counted from a function's log when somebody looks: no metric is paid for.

    Attributes:
        state: whose function's log.
    """

    title: str
    state: str


def _executions(watched: Watched) -> Sequence[cloudwatch.IMetric]:
    machine = watched.state_machine
    return (
        machine.metric_started(period=PERIOD, label="started"),
        machine.metric_succeeded(period=PERIOD, label="ended with a verdict, or refused"),
        machine.metric_failed(period=PERIOD, label="failed"),
        machine.metric_timed_out(period=PERIOD, label="past the deadline"),
        machine.metric_aborted(period=PERIOD, label="stopped by hand"),
    )


def _undelivered(watched: Watched) -> Sequence[cloudwatch.IMetric]:
    metric = watched.undelivered.metric_approximate_number_of_messages_visible(
        period=PERIOD, statistic="Maximum", label="drops"
    )
    return (metric,)


def _of_reaper(*names: str, statistic: str) -> Callable[[Watched], Sequence[cloudwatch.IMetric]]:
    def metrics(watched: Watched) -> Sequence[cloudwatch.IMetric]:
        return tuple(
            cloudwatch.Metric(
                namespace=naming.PROJECT,
                metric_name=name,
                dimensions_map={"service": reap.SERVICE, "environment": watched.environment},
                statistic=statistic,
                period=PERIOD,
                label=name,
            )
            for name in names
        )

    return metrics


def _errors(watched: Watched) -> Sequence[cloudwatch.IMetric]:
    return tuple(
        function.metric_errors(period=PERIOD, label=name)
        for name, function in watched.functions.items()
    )


def _throttles(watched: Watched) -> Sequence[cloudwatch.IMetric]:
    """Count over all functions: they share what the account may run at once."""
    return (lambda_.Function.metric_all_throttles(period=PERIOD, label="all of the account"),)


def _of_bedrock(
    *names: str, statistic: str, where: str = BY_MODEL
) -> Callable[[Watched], Sequence[cloudwatch.IMetric]]:
    """Search what Bedrock counts of each model: what will serve has no id when this is written.

    Its metrics have the dimension ``ModelId`` and carry no tags, so all models that the account
    asks are found, base models and judges and other environments' among them
    (bedrock/latest/userguide/monitoring-runtime-metrics).
    """

    def metrics(watched: Watched) -> Sequence[cloudwatch.IMetric]:
        seconds = PERIOD.to_seconds()
        return tuple(
            cloudwatch.MathExpression(
                expression=f"SEARCH('{where} MetricName=\"{name}\"', '{statistic}', {seconds:g})",
                using_metrics={},
                period=PERIOD,
                label="" if len(names) == 1 else name,
            )
            for name in names
        )

    return metrics


PAGE: Final[Sequence[Graph | Query]] = (
    Graph(title="Executions", metrics=_executions),
    Query(title="Runs by outcome", state=publish_report.name),
    Query(title="Looks at the line for a training slot", state=take_slot.name),
    Graph(
        title="Hours beyond a lease", metrics=_of_reaper(reap.ORPHANED_HOURS, statistic="Maximum")
    ),
    Graph(
        title="Sweeps, and what they released",
        metrics=_of_reaper(reap.SWEEPS, reap.RELEASED, statistic="Sum"),
    ),
    Graph(
        title="Model units that no run bought",
        metrics=_of_reaper(reap.FOREIGN_UNITS, statistic="Maximum"),
    ),
    Graph(title="Errors of functions", metrics=_errors),
    Graph(title="Throttles of functions", metrics=_throttles),
    Graph(title="Drops that started no run", metrics=_undelivered),
    Graph(title="Calls, by model", metrics=_of_bedrock("Invocations", statistic="Sum")),
    Graph(
        title="Latency in ms (90 %), by model",
        metrics=_of_bedrock("InvocationLatency", statistic="p90"),
    ),
    Graph(
        title="Calls that were refused or throttled, by model",
        metrics=_of_bedrock("InvocationClientErrors", "InvocationThrottles", statistic="Sum"),
    ),
    Graph(title="Input tokens, by model", metrics=_of_bedrock("InputTokenCount", statistic="Sum")),
    Graph(
        title="Output tokens, by model", metrics=_of_bedrock("OutputTokenCount", statistic="Sum")
    ),
    Graph(
        title="What guardrails blocked or masked",
        metrics=_of_bedrock("InvocationsIntervened", statistic="Sum", where=OF_GUARDRAILS),
    ),
)
"""The whole page, three to a line. What bills is in the budgets and in `runs --by-task`: nothing
here is a price, and a metric for each task would cost more than the page."""


class Dashboard(Construct):
    """The page of one environment: the first three of an account, of 50 metrics each, are free."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        environment: Environment,
        state_machine: sfn.StateMachine,
        undelivered: sqs.Queue,
        functions: Mapping[str, lambda_.Function],
    ) -> None:
        super().__init__(scope, id_)
        watched = Watched(
            environment=environment.name,
            state_machine=state_machine,
            undelivered=undelivered,
            functions=functions,
        )
        widgets = [_widget(row, watched) for row in PAGE]
        cloudwatch.Dashboard(
            self,
            "Page",
            dashboard_name=naming.stack_name(environment.name, "watch"),
            default_interval=Duration.days(7),
            widgets=[widgets[start : start + 3] for start in range(0, len(widgets), 3)],
        )


def _widget(row: Graph | Query, watched: Watched) -> cloudwatch.IWidget:
    if isinstance(row, Graph):
        return cloudwatch.GraphWidget(
            title=row.title, left=list(row.metrics(watched)), width=WIDTH, height=HEIGHT
        )
    log: logs.ILogGroup = watched.functions[row.state].log_group
    return cloudwatch.LogQueryWidget(
        title=row.title,
        log_group_names=[log.log_group_name],
        query_lines=['filter message = "done"', "stats count(*) as times by outcome"],
        view=cloudwatch.LogQueryVisualizationType.TABLE,
        width=WIDTH,
        height=HEIGHT,
    )
