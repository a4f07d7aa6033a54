"""What the watch could not tell anybody, kept until a person has read it."""

from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sqs as sqs
from constructs import Construct

KEPT_DAYS: Final = 14
"""Longest that SQS keeps a message (MessageRetentionPeriod)."""


class Untold(Construct):
    """A queue of sweeps that woke no reaper, warnings that reached no topic, and mail that bounced.

    Nothing sends them again: the next sweep does what a lost one would have done, and a warning is
    for a person to read. An alarm rings while there is one.
    """

    def __init__(self, scope: Construct, id_: str, *, key: kms.IKey) -> None:
        super().__init__(scope, id_)
        self.queue = sqs.Queue(
            self,
            "Queue",
            encryption=sqs.QueueEncryption.KMS,
            encryption_master_key=key,
            enforce_ssl=True,
            retention_period=Duration.days(KEPT_DAYS),
        )
