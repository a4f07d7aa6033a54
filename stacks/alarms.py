"""What people are woken for."""

from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct


class Alarms(Construct):
    """One alarm for each way in which a drop can end without a verdict."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        state_machine: sfn.StateMachine,
        undelivered: sqs.Queue,
        topic: sns.ITopic,
    ) -> None:
        super().__init__(scope, id_)
        self._topic = topic
        self._alarm("Failed", state_machine.metric_failed(), "A run failed.")
        self._alarm(
            "TimedOut",
            state_machine.metric_timed_out(),
            "A run passed its deadline and released nothing: look for throughput that still bills.",
        )
        self._alarm(
            "Aborted",
            state_machine.metric_aborted(),
            "Somebody stopped a run by hand: look for throughput that still bills.",
        )
        self._alarm(
            "Undelivered",
            undelivered.metric_approximate_number_of_messages_visible(),
            "A dropped training file started no run; the event is in the dead-letter queue.",
        )

    def _alarm(self, id_: str, metric: cloudwatch.Metric, description: str) -> None:
        alarm = cloudwatch.Alarm(
            self,
            id_,
            alarm_description=description,
            metric=metric,
            threshold=1,
            evaluation_periods=1,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        alarm.add_alarm_action(actions.SnsAction(self._topic))
