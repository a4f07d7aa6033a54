"""Stop what still runs and delete what still bills."""

from tuning.hosting import release
from tuning.run.hosting import Release
from tuning.run.registration import Registration
from tuning.state import State


@State
def release_throughput(registration: Registration) -> Release:
    """Release everything that the run holds, found by its tags, whatever the run remembers."""
    return release.release(registration.run_id)
