"""Queues that keep what reached nobody, until a person has read it or sent it again."""

from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sqs as sqs
from constructs import Construct

KEPT_DAYS: Final = 14
"""Longest that SQS keeps a message (MessageRetentionPeriod)."""


def last_queue(scope: Construct, id_: str, *, key: kms.IKey) -> sqs.Queue:
    """Return a queue that is encrypted under a key and spoken to over TLS alone."""
    return sqs.Queue(
        scope,
        id_,
        encryption=sqs.QueueEncryption.KMS,
        encryption_master_key=key,
        enforce_ssl=True,
        retention_period=Duration.days(KEPT_DAYS),
    )
