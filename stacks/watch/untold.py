"""What the watch could not tell anybody, kept until a person has read it."""

from aws_cdk import aws_kms as kms
from constructs import Construct

from stacks.data.queues import last_queue


class Untold(Construct):
    """A queue of sweeps that woke no reaper, warnings that reached no topic, and mail that bounced.

    Nothing sends them again: the next sweep does what a lost one would have done, and a warning is
    for a person to read. An alarm rings while there is one.
    """

    def __init__(self, scope: Construct, id_: str, *, key: kms.IKey) -> None:
        super().__init__(scope, id_)
        self.queue = last_queue(self, "Queue", key=key)
