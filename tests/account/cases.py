"""The simulated cases of a statement: calls that must be allowed, with what must be denied."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from typing import Final

from stacks.compliance.permissions import Permission
from tests.account.beside import beside
from tests.account.deployed import ACCOUNT, REGION, Deployed
from tests.account.function_calls import function_calls
from tests.account.people_calls import people_calls
from tests.account.recorded import committed
from tests.account.service_calls import service_calls
from tests.account.simulation import Call

RECORDED: Final = "recorded"
"""The document of a call that a rehearsal made."""

SPELLED: Final = {
    "<AWS::Partition>": "aws",
    "<AWS::Region>": REGION,
    "<AWS::AccountId>": ACCOUNT,
}


@dataclass(frozen=True, kw_only=True)
class Case:
    """A call that tests/account simulates.

    Attributes:
        name: what it is called there: the document that says that the call is made, the command
            that makes it, or that it was recorded.
        denied: how many calls beside it are simulated too.
    """

    name: str
    call: Call
    denied: int


def cases(deployed: Deployed) -> tuple[Case, ...]:
    """Return every case."""
    written = (
        Case(name=each.document, call=each.call, denied=len(each.changes))
        for each in (*service_calls(), *function_calls(), *people_calls())
        if each.made_in(deployed)
    )
    recorded = (
        Case(name=RECORDED, call=call, denied=len(list(beside(call, deployed))))
        for call in committed()
    )
    return (*written, *recorded)


class Proofs:
    """Which cases are about which statement."""

    def __init__(self, tried: Iterable[Case], environment: str) -> None:
        """Take the cases of an environment."""
        self._environment = environment
        self._by: dict[tuple[str, str], list[Case]] = {}
        for case in tried:
            for caller in case.call.caller.split("+"):
                self._by.setdefault((caller, case.call.action), []).append(case)

    def of(self, statement: Permission) -> list[Case]:
        """Return the cases about a statement: its holder, an action, a resource, its conditions.

        A condition of which the call says nothing is no difference.
        """
        patterns = [_pattern(each) for each in statement.resources]
        return [
            case
            for action in statement.actions
            for case in self._by.get((f"{{{statement.holder}}}", action), ())
            for resource in [_named(case.call.resource, self._environment)]
            if any(fnmatchcase(resource, pattern) for pattern in patterns)
            and _meets(case.call, statement.conditions, self._environment)
        ]


def _meets(
    call: Call, conditions: Mapping[tuple[str, str], tuple[str, ...]], environment: str
) -> bool:
    given = {key.lower(): value for key, value in call.context.items() if value is not None}
    for (operator, key), values in conditions.items():
        said = given.get(key.lower())
        if said is None or operator == "Null":
            continue
        spoken = [said] if isinstance(said, str) else said
        patterns = [_pattern(value) for value in values]
        if not any(
            fnmatchcase(_named(each, environment), pattern)
            for each in spoken
            for pattern in patterns
        ):
            return False
    return True


def _named(text: str, environment: str) -> str:
    return text.replace("{environment}", environment).replace("#name}", "}")


@cache
def _pattern(text: str) -> str:
    """Return what a template says, spelled as in a case; a policy's variable can be anything."""
    for each, value in SPELLED.items():
        text = text.replace(each, value)
    parts = text.split("<")
    rest = (part.partition(">") for part in parts[1:])
    return parts[0] + "".join(
        ("*" if name.startswith("aws:") else f"{{{name}}}") + after for name, _, after in rest
    )
