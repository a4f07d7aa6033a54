"""The drops that started no run, kept until somebody sends them again."""

from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sqs as sqs
from constructs import Construct

UNDELIVERED_DAYS: Final = 14
"""Longest that SQS keeps a message (MessageRetentionPeriod)."""


class Undelivered(Construct):
    """A queue of S3 events: each tells which object was dropped, and nothing of what is in it.

    EventBridge leaves here what it could not deliver, and the walk what it could not register.
    ``python -m tuning redrive`` sends them again.
    """

    def __init__(self, scope: Construct, id_: str, *, key: kms.IKey) -> None:
        super().__init__(scope, id_)
        self.queue = sqs.Queue(
            self,
            "Queue",
            encryption=sqs.QueueEncryption.KMS,
            encryption_master_key=key,
            enforce_ssl=True,
            retention_period=Duration.days(UNDELIVERED_DAYS),
        )
