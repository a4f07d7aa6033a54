"""What the code calls that runs under a role, or that somebody starts at a terminal."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from stacks.compliance.names import Names, Templates
from stacks.walk.walk import WALK
from tests.account.calls.actions import KEYED, Needed, needed
from tests.account.calls.code import Code
from tests.account.calls.made import Clients
from tests.account.calls.reached import reached
from tuning import naming
from tuning.events.of_results import ROWS

TELLS: Final = "tuning.events.of_results.tell_of"
"""Every state ends with it, and it tells only of the results that ``ROWS`` has."""

STATES: Final = {step.state.handler: step.state for step in WALK}


def code_of_roles(templates: Templates) -> Mapping[str, str]:
    """Return the path in the code of what runs under a role, by the role's path in the app."""
    names = Names(templates)
    return {
        names.spelled(resource["Properties"]["Role"]).strip("<>"): handler
        for template in templates.values()
        for resource in template["Resources"].values()
        if resource["Type"] == "AWS::Lambda::Function"
        and (handler := resource["Properties"].get("Handler", "")).startswith("tuning.")
    }


@cache
def needs(entry: str, without: tuple[str, ...] = ()) -> tuple[Needed, ...]:
    """Return what the code needs that is entered here, in the order of its calls.

    Args:
        entry: a path in the code.
        without: paths that are not followed.
    """
    state = STATES.get(entry)
    silent = state is not None and state.hints["return"] not in ROWS
    found = reached(code(), entry, without=(*without, *([TELLS] if silent else [])))
    made = sorted({call for piece in found for call in _clients().made(piece)})
    return tuple(dict.fromkeys(each for call in made for each in needed(call)))


def keyed(actions: set[str]) -> Iterator[str]:
    """Yield the services that use the environment's keys for any of these actions."""
    return (service for service, those in KEYED.items() if those & actions)


@cache
def code() -> Code:
    """Return the pipeline's own code, read once."""
    return Code(Path(naming.__file__).parent)


@cache
def _clients() -> Clients:
    return Clients(code())
