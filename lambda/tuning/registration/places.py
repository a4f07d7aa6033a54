"""What a key of the datasets bucket is to the pipeline: a run, a file beside one, or a mistake."""

from dataclasses import dataclass
from typing import Final, Literal

from tuning import naming
from tuning.registration.files import is_read, named

LAYOUT: Final = (
    f"a training file lies at {naming.INCOMING}/<task>/<file>, and a task's name is 1 to "
    f"{naming.TASK_LENGTH} lower-case letters, digits and single hyphens; upload it there"
)

Begins = Literal["begins", "passed", "alone", "refused"]


@dataclass(frozen=True, kw_only=True)
class Place:
    """What a key is.

    Attributes:
        task: the folder of drops that it lies in, or of what was meant to be one.
        file: the name in it.
        begins: whether it begins a run, is passed over, or is refused: then somebody expects a run
            of it, and is answered. ``alone``: only when nothing comes that uses it.
        why: it begins none; empty when it does.
    """

    task: str
    file: str
    begins: Begins
    why: str = ""


def placed(key: str) -> Place:
    """Say what a key is to the pipeline, by itself."""
    inside = key.startswith(f"{naming.INCOMING}/")
    task, _, file = key.removeprefix(f"{naming.INCOMING}/").partition("/")
    name = key.rpartition("/")[2]
    found = named(name)
    if found.part in ("validation", "evaluation"):
        return _place(task, file, "passed", f"{key}: it accompanies a training file")
    if not found.part and not found.unused:
        return _place(task, file, "passed", f"{key}: it is no data")
    if not inside or not naming.is_task(task) or file != name or not file:
        return _place(task, file, "refused", f"{key}: {LAYOUT}")
    if found.unused:
        read = is_read(name)
        why = f"{key}: {found.unused.why}; {found.unused.fix}"
        return _place(task, file, "alone" if read else "refused", why)
    return _place(task, file, "begins")


def _place(task: str, file: str, begins: Begins, why: str = "") -> Place:
    return Place(task=task, file=file, begins=begins, why=why)
