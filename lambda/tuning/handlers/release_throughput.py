"""Stop what still runs and delete what still bills."""

from tuning.hosting import release
from tuning.hosting.release import Release
from tuning.hosting.throughput import Throughput
from tuning.ledger.registration import Registration
from tuning.state import State


@State
def release_throughput(registration: Registration, throughput: Throughput | None = None) -> Release:
    """Release everything that the run holds, found by name, whatever the run remembers."""
    return release.release(registration, throughput=throughput)
