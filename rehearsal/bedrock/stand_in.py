"""The stand-in as a whole: a server to be used in a ``with`` statement."""

from collections.abc import Callable
from types import TracebackType
from typing import Self

from rehearsal.bedrock.account import Account
from rehearsal.bedrock.dispatch import Dispatcher
from rehearsal.bedrock.faults import Faults, Strike
from rehearsal.bedrock.metering import Charge, Held
from rehearsal.bedrock.model import LanguageModel
from rehearsal.bedrock.permissions.callers import Sessions
from rehearsal.bedrock.permissions.judge import PolicyDecider
from rehearsal.bedrock.quotas import Quotas
from rehearsal.bedrock.wire.server import Server
from rehearsal.clock import Clock
from rehearsal.embedded_aws import EmbeddedAws


class BedrockStandIn:
    """A Bedrock on this machine: ``with BedrockStandIn(aws=…, clock=…) as bedrock``."""

    def __init__(
        self,
        *,
        aws: EmbeddedAws,
        clock: Clock,
        faults: Faults | None = None,
        base: Callable[[str], LanguageModel] = LanguageModel.base,
    ) -> None:
        """Bind a free port; requests are served inside ``with`` and wait until then.

        Args:
            aws: holds the data, the roles and the keys; it is asked when a request needs it.
            base: gives the base model with an identifier of the table of limits.
        """
        self._account = Account(
            aws=aws, clock=clock, faults=faults or Faults(), judge=PolicyDecider(aws), base=base
        )
        self._earlier: tuple[Strike, ...] = ()
        dispatcher = Dispatcher(self._account, Sessions(aws))
        self._server = Server(dispatcher.answer, clock)

    @property
    def url(self) -> str:
        """``http://127.0.0.1:<port>``."""
        return self._server.url

    @property
    def faults(self) -> Faults:
        """The faults that are on; they may be replaced while it serves."""
        return self._account.faults

    @faults.setter
    def faults(self, faults: Faults) -> None:
        self._earlier = self.struck
        self._account.faults = faults

    @property
    def struck(self) -> tuple[Strike, ...]:
        """What faults have struck since it serves, those that are off by now included."""
        return (*self._earlier, *self._account.faults.struck)

    @property
    def quotas(self) -> Quotas:
        """The quotas that the account has been granted; they may be replaced while it serves."""
        return self._account.granted

    @quotas.setter
    def quotas(self, quotas: Quotas) -> None:
        self._account.granted = quotas

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.stop()
        account = self._account
        account.workers.close(
            *(job.stopping for job in account.jobs.all()),
            *(job.stopping for job in account.evaluations.all()),
        )

    def held(self) -> Held:
        """Return what the account still holds for serving."""
        account = self._account
        return Held(
            provisioned_throughput=len(account.throughputs.all()),
            deployments=len(account.deployments.all()),
        )

    def stored(self) -> int:
        """Return how many custom models the account stores, each of which bills by the month."""
        return len(self._account.models.all())

    def trains(self) -> str:
        """Return where a training is that goes on, in words; empty when none does.

        An account shows nothing of the kind: a job's losses come with its end.
        """
        for job in reversed(self._account.jobs.all()):
            if job.latest and not job.is_over:
                step, epochs = job.latest, job.hyperparameters["epochCount"]
                return f"loss {step.loss:.3f}, epoch {step.epoch + 1} of {epochs}, step {step.step}"
        return ""

    def bill(self) -> tuple[Charge, ...]:
        """Return what was metered so far, what is held included until now."""
        account = self._account
        with account.lock:
            now = account.clock.now()
            held = [
                (bought.model.base.id, bought.unit_hours(now))
                for bought in account.throughputs.all()
            ]
            return account.meter.charges(still_held=held)
