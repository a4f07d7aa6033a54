"""What people are woken for."""

from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from aws_cdk import aws_stepfunctions as sfn
from aws_cdk.aws_cloudwatch import ComparisonOperator as Comparison
from constructs import Construct

from stacks.environments.environment import Environment
from tuning import naming
from tuning.handlers import reap

SILENT_PERIODS: Final = 3
"""Sweeps that are missed before the reaper counts as silent."""


class Alarms(Construct):
    """One alarm for each way in which a drop ends without a verdict, or something bills on.

    Attributes:
        made: all of them.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        environment: Environment,
        state_machine: sfn.StateMachine,
        undelivered: sqs.Queue,
        untold: sqs.Queue,
        reaper: lambda_.Function,
        topic: sns.ITopic,
    ) -> None:
        super().__init__(scope, id_)
        self._topic = topic
        self.made: list[cloudwatch.Alarm] = []
        self._alarm("Failed", state_machine.metric_failed(), "A run failed.")
        self._alarm(
            "TimedOut",
            state_machine.metric_timed_out(),
            "A run passed its deadline; the reaper releases what it holds and closes it.",
        )
        self._alarm(
            "Aborted",
            state_machine.metric_aborted(),
            "Somebody stopped a run by hand; the reaper releases what it holds and closes it.",
        )
        again = f"Send it again: python -m tuning redrive --env {environment.name}"
        self._alarm(
            "Undelivered",
            undelivered.metric_approximate_number_of_messages_visible(),
            f"A dropped training file started no run. {again}",
        )
        # The one above rings until the queue is empty, and tells nobody of the next drop.
        self._alarm(
            "UndeliveredAnew",
            undelivered.metric_number_of_messages_sent(),
            f"A dropped training file has just started no run, whether others wait or not. {again}",
        )
        self._alarm(
            "Untold",
            untold.metric_approximate_number_of_messages_visible(),
            "A sweep, a warning or a mail of the watch reached nobody: read it in the queue "
            "Untold (SQS console), and delete it there.",
        )
        self._watch(environment, reaper)

    def _watch(self, environment: Environment, reaper: lambda_.Function) -> None:
        """Watch the reaper, on which everybody relies, by what it says and by its silence."""
        period = Duration.minutes(environment.reaper_minutes)

        def metric(name: str, statistic: str) -> cloudwatch.Metric:
            return cloudwatch.Metric(
                namespace=naming.PROJECT,
                metric_name=name,
                dimensions_map={"service": reap.SERVICE, "environment": environment.name},
                statistic=statistic,
                period=period,
            )

        self._alarm(
            "OrphanedHours",
            metric(reap.ORPHANED_HOURS, "Maximum"),
            "Something bills beyond its lease and the reaper cannot release it: see its log, and "
            "delete what it names by hand.",
            threshold=0,
            comparison=Comparison.GREATER_THAN_THRESHOLD,
        )
        self._alarm(
            "ReaperFailed",
            reaper.metric_errors(period=period),
            "The reaper could not release or close something; its log says what.",
        )
        # It begins without data, so it rings when data ceases and not before the first sweep.
        silent = self._alarm(
            "ReaperSilent",
            metric(reap.SWEEPS, "Sum"),
            "The reaper has not swept, so nothing looks for what bills without a run.",
            comparison=Comparison.LESS_THAN_THRESHOLD,
            periods=SILENT_PERIODS,
            missing=cloudwatch.TreatMissingData.MISSING,
        )
        silent.add_insufficient_data_action(actions.SnsAction(self._topic))
        self._alarm(
            "ForeignUnits",
            metric(reap.FOREIGN_UNITS, "Maximum"),
            "Provisioned throughput bills in this account that no run of this environment bought.",
        )

    def _alarm(
        self,
        id_: str,
        metric: cloudwatch.Metric,
        description: str,
        *,
        threshold: int = 1,
        comparison: Comparison = Comparison.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        periods: int = 1,
        missing: cloudwatch.TreatMissingData = cloudwatch.TreatMissingData.NOT_BREACHING,
    ) -> cloudwatch.Alarm:
        alarm = cloudwatch.Alarm(
            self,
            id_,
            alarm_description=description,
            metric=metric,
            threshold=threshold,
            evaluation_periods=periods,
            comparison_operator=comparison,
            treat_missing_data=missing,
        )
        alarm.add_alarm_action(actions.SnsAction(self._topic))
        self.made.append(alarm)
        return alarm
