"""Where MiniStack 1.5.33 answers otherwise than AWS, and a rehearsal would lie because of it.

Each module patches one fault at its seam, says which, and has a test that fails once MiniStack
itself is right: then the module goes.
"""

from typing import Final

from . import (
    callbacks,
    creation,
    deadlines,
    default_encryption,
    encryption,
    error_names,
    event_details,
    event_rules,
    executions,
    guardrails,
    item_attributes,
    name_lengths,
    object_events,
    object_lock,
    packages,
    parameter_paths,
    paths,
    policy_variables,
    retries,
    root,
    schedules,
    service_roles,
    simulation,
    throttles,
    timers,
    version_ranges,
    worker_deaths,
    write_guards,
)

PATCHES: Final = (
    root,
    error_names,
    executions,
    throttles,
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
    item_attributes,
    event_details,
    policy_variables,
    parameter_paths,
    guardrails,
)


def apply() -> None:
    """Apply every patch to the MiniStack that this process runs."""
    for fault in PATCHES:
        fault.apply()
