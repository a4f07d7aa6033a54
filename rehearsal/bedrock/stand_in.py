"""The stand-in as a whole: a server to be used in a ``with`` statement."""

from types import TracebackType
from typing import Self

from rehearsal.bedrock.faults import Faults
from rehearsal.bedrock.metering import Charge, Held, Meter
from rehearsal.clock import Clock
from rehearsal.embedded_aws import EmbeddedAws


class BedrockStandIn:
    """A Bedrock on this machine: ``with BedrockStandIn(aws=…, clock=…) as bedrock: bedrock.url``.

    Attributes:
        url: ``http://127.0.0.1:<port>``, bound when the object is made, served inside ``with``.
        faults: the faults that are on; may be replaced while it serves.
    """

    url: str

    def __init__(self, *, aws: EmbeddedAws, clock: Clock, faults: Faults | None = None) -> None:
        """Bind a free port; nothing is served before ``with``."""
        self.aws = aws
        self.clock = clock
        self.faults = faults or Faults()
        self._meter = Meter()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        pass

    def held(self) -> Held:
        """Return what still bills."""
        return Held(provisioned_throughput=0, deployments=0)

    def bill(self) -> tuple[Charge, ...]:
        """Return what was metered so far."""
        return self._meter.charges()
