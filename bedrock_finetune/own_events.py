"""Keeps an app from silencing the bucket whose events start the runs."""

import jsii
from aws_cdk import aws_s3 as s3
from constructs import IValidation


@jsii.implements(IValidation)
class OwnEvents:
    """Stops the synth where somebody gave the datasets bucket notifications of their own.

    A deployment would then replace all that the bucket has, EventBridge included, and no drop would
    start a run or ring an alarm.
    """

    def __init__(self, bucket: s3.Bucket) -> None:
        self._bucket = bucket

    def validate(self) -> list[str]:
        """Return the fault and what to do instead, or nothing."""
        if self._bucket.node.try_find_child("Notifications") is None:
            return []
        return [
            "datasets_bucket takes no notifications of yours: they would take the place of its "
            "events in EventBridge, which start the runs. Write a rule for these events instead"
        ]
