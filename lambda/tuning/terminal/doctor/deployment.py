"""The deployment: whether its stacks are there and whole."""

from collections.abc import Iterator
from dataclasses import MISSING, fields
from typing import Final

from tuning import naming
from tuning.settings import Settings, deployed
from tuning.terminal.doctor.finding import Finding, fix, ok, warn
from tuning.terminal.doctor.patient import Patient
from tuning.terminal.stacks import PARTS

WHOLE: Final = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE")
UNDER_WAY: Final = "_IN_PROGRESS"
BACK: Final = "UPDATE_ROLLBACK_COMPLETE"
"""An update failed and was taken back: what was deployed before it works on."""


def stacks(patient: Patient) -> Iterator[Finding]:
    """Look at the state of each stack, the foundation first."""
    for part in reversed(PARTS):
        stack = patient.stacks.get(part)
        what = f"stack {part}"
        if stack is None:
            name = naming.stack_name(patient.environment, part)
            yield fix(what, f"{name} is not deployed", patient.deploys)
        elif stack.status in WHOLE:
            yield ok(what, f"{stack.name} is {stack.status}, {len(stack.resources)} resources")
        elif stack.status.endswith(UNDER_WAY):
            yield warn(what, f"{stack.name} is {stack.status}: somebody deploys it just now")
        elif stack.status == BACK:
            yield warn(what, f"the last update of {stack.name} was taken back", patient.deploys)
        else:
            told = f": {stack.reason}" if stack.reason else ""
            yield fix(what, f"{stack.name} is {stack.status}{told}", patient.deploys)


def outputs(patient: Patient) -> Iterator[Finding]:
    """Look whether the pipeline stack tells everything that a terminal needs."""
    told = deployed()
    needed = [field.name for field in fields(Settings) if field.default is MISSING]
    missing = [name for name in needed if not getattr(told, name)]
    if missing:
        said = f"the pipeline stack was deployed by an older version: no {', '.join(missing)}"
        yield fix("outputs", said, patient.deploys)
    else:
        yield ok("outputs", f"all {len(needed)} settings are there")
