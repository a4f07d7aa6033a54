"""A stand-in for Amazon Bedrock: it serves what the pipeline uses, on this machine, for nothing.

It is not Bedrock. Its routes and shapes are those of botocore's service model and it refuses what
the service would refuse, but the model behind it is a small one that is trained here: its answers
and its losses say nothing about a foundation model.
"""

from rehearsal.bedrock.faults import Fault, Faults, Strike
from rehearsal.bedrock.metering import Charge, Held
from rehearsal.bedrock.quotas import Quotas
from rehearsal.bedrock.stand_in import BedrockStandIn

__all__ = ["BedrockStandIn", "Charge", "Fault", "Faults", "Held", "Quotas", "Strike"]
