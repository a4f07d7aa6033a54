"""The drops that started no run, kept until somebody sends them again."""

from aws_cdk import aws_kms as kms
from constructs import Construct

from stacks.data.queues import last_queue


class Undelivered(Construct):
    """A queue of S3 events: each tells which object was dropped, and nothing of what is in it.

    EventBridge leaves here what it could not deliver, and the walk what it could not register.
    ``python -m tuning redrive`` sends them again.
    """

    def __init__(self, scope: Construct, id_: str, *, key: kms.IKey) -> None:
        super().__init__(scope, id_)
        self.queue = last_queue(self, "Queue", key=key)
