"""Where MiniStack 1.5.33 answers otherwise than AWS, and a rehearsal would lie because of it.

Each module mends one fault at its seam, says which, and has a test that fails as soon as MiniStack
itself has mended it: then the module goes.
"""

from typing import Final

from . import (
    callbacks,
    creation,
    deadlines,
    default_encryption,
    encryption,
    error_names,
    event_rules,
    executions,
    name_lengths,
    object_events,
    object_lock,
    packages,
    paths,
    retries,
    schedules,
    service_roles,
    simulation,
    timers,
    version_ranges,
    worker_deaths,
    write_guards,
)

MENDS: Final = (
    error_names,
    executions,
    callbacks,
    paths,
    retries,
    schedules,
    service_roles,
    encryption,
    object_events,
    object_lock,
    default_encryption,
    packages,
    simulation,
    timers,
    deadlines,
    version_ranges,
    worker_deaths,
    write_guards,
    event_rules,
    creation,
    name_lengths,
)


def mend() -> None:
    """Apply every mend to the MiniStack that this process runs."""
    for fault in MENDS:
        fault.mend()
