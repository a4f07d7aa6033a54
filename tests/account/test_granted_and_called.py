"""What a policy grants is called, and what the code calls is granted: both ways, by reading it.

The code is read and not run, so that what no rehearsal meets counts too. The recorded calls are the
other witness.
"""

from collections.abc import Mapping

import pytest

from docs.pages import iam
from stacks.compliance.permissions import Permission, permissions
from stacks.synthesis import Assembly
from tests.account.calls.holders import code_of_roles, keyed, needs
from tuning.cli.commands import COMMANDS

BY_ITSELF = ("kms:", "logs:", "xray:")
"""Keys are told by the services that use them; logs and traces are the runtime's own."""


@pytest.fixture(scope="module", params=["prod", "dev"])
def granted(request: pytest.FixtureRequest, assemblies: dict[str, Assembly]) -> list[Permission]:
    return permissions(assemblies[request.param].templates)


@pytest.fixture(scope="module")
def functions(assemblies: dict[str, Assembly]) -> Mapping[str, str]:
    return code_of_roles(assemblies["prod"].templates)


def actions_of(granted: list[Permission], *holders: str) -> set[str]:
    return {
        action
        for each in granted
        for action in each.actions
        if each.effect == "Allow" and each.holder in holders
    }


def services_of(granted: list[Permission], holder: str) -> set[str]:
    """The services through which a holder may use keys."""
    return {
        value.partition(".")[0]
        for each in granted
        if each.holder == holder and each.effect == "Allow"
        for (_, key), values in each.conditions.items()
        if key == "kms:ViaService"
        for value in values
    }


def called(*entries: str, always: bool = False) -> set[str]:
    return {each.action for entry in entries for each in needs(entry) if each.needed or not always}


def own(actions: set[str]) -> set[str]:
    return {action for action in actions if not action.startswith(BY_ITSELF)}


def called_by(*rows: iam.Row, always: bool = False) -> set[str]:
    found = (each for row in rows for each in row.needs)
    return {each.action for each in found if each.needed or not always}


def test_a_function_is_granted_what_its_code_calls(
    granted: list[Permission], functions: Mapping[str, str]
) -> None:
    ungranted = {
        role: called(handler, always=True) - actions_of(granted, role)
        for role, handler in functions.items()
    }

    assert {} == {role: actions for role, actions in ungranted.items() if actions}
    assert len(functions) >= 25


def test_the_code_of_a_function_calls_what_it_is_granted(
    granted: list[Permission], functions: Mapping[str, str]
) -> None:
    unused = {
        role: own(actions_of(granted, role)) - called(handler)
        for role, handler in functions.items()
    }

    assert {} == {role: actions for role, actions in unused.items() if actions}


def test_a_function_uses_keys_through_the_services_that_it_calls(
    granted: list[Permission], functions: Mapping[str, str]
) -> None:
    differs = {
        role: (through, uses)
        for role, handler in functions.items()
        for through, uses in [(services_of(granted, role), set(keyed(called(handler))))]
        if not uses - {"bedrock"} <= through <= uses
    }

    assert {} == differs


def test_people_are_granted_what_their_commands_call(granted: list[Permission]) -> None:
    for row in iam.rows():
        held = actions_of(granted, *row.holders)

        assert set() == called_by(row, always=True) - held, row.commands


def test_peoples_commands_call_what_they_are_granted(granted: list[Permission]) -> None:
    """But for those who read in the console, and run none."""
    unused = {}
    for who in {each for row in iam.rows() for each in row.holders}:
        rows = [row for row in iam.rows() if who in row.holders]
        if any(row.commands for row in rows):
            unused[who] = own(actions_of(granted, who)) - called_by(*rows)

    assert {} == {who: actions for who, actions in unused.items() if actions}


def test_every_command_that_calls_aws_is_somebodys() -> None:
    served = {command for row in iam.rows() for command in row.commands}
    calling = {each.name for each in COMMANDS if called(f"{each.module}.run")}

    assert calling - served == iam.OF_NOBODY.keys()
    assert served <= calling
