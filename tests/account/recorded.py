"""The calls that a rehearsal recorded, in names that every environment has.

What a run mints (ids, digests, the names of tasks and files) is brought to one spelling, so that
two recordings of the same pipeline hold the same calls.
"""

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from tests.account.deployed import Deployed
from tests.account.simulation import Call
from tuning.registration.files import ANSWER

COMMITTED: Final = Path(__file__).with_name("recorded_calls.json")

KEPT: Final = re.compile(
    r"kms:viaservice|iam:passedtoservice|bedrock:inferenceprofilearn|s3:if-none-match"
    r"|events:source|events:detail-type"
    r"|aws:(?:request|resource)tag/(?:project|environment)"
)
"""The condition keys that policies go by: tags are those of Bedrock's resources."""

MINTED: Final = (
    (r"[0-9a-f]{64}", "0a"),
    (r"(?<=/)[a-z0-9-]+-[0-9a-f]{12}(?=/|$)", "tickets-000000000000"),
    (rf"(?<=/incoming/).*(?={re.escape(ANSWER)}$)", "tickets/data.jsonl"),
    (rf"(?<=/incoming/)[^/]+/(?!.*{re.escape(ANSWER)}$).*", "tickets/train.jsonl"),
    (r"(?<=/rejected/)[^/]+/", "tickets/"),
    (r"(?<=/runs/)[^/]+/", "tickets/"),
    (r"(?<=/snapshots/)[^/]+/", "tickets/"),
    (r"(?<=/snapshots/tickets/0a/).*", "train.jsonl"),
    (r"(?<=/pieces/)[^/]+/", "tickets/"),
    (r"(?<=/pieces/tickets/tickets-000000000000/).*", "0/records.jsonl"),
    (r"(?<=tickets-000000000000/training/).*", "metrics.csv"),
    (r"(?<=tickets-000000000000/evaluation/responses/).*", "base.jsonl"),
    (r"(?<=tickets-000000000000/evaluation/)(?!responses/).*", "1_output.jsonl"),
    (r"(?<=tickets-000000000000/answers/)(\w+)/.*", r"\1/0.json"),
    (r"(?<=:execution:)(\{[^}]+\}):.*", r"\1:one"),
    (r"(?<=:parameter/bedrock-finetune/)[^/]+/[^/]+/model$", "{environment}/tickets/model"),
    (r"(?<=:schedule/)(\{[^}]+\})/.*", r"\1/lease"),
    (
        r"(?<=:)((?:model-customization-job|custom-model)/[^/]+|provisioned-model|evaluation-job"
        r"|custom-model-deployment)/[^/]+$",
        r"\1/abcdefghijkl",
    ),
    (r"(?<=:)(model-customization-job|custom-model)/[^/]+$", r"\1/abcdefghijkl"),
)


def committed() -> tuple[Call, ...]:
    """Return the calls that are in the repository."""
    return tuple(Call(**call) for call in json.loads(COMMITTED.read_text()))


def text(calls: Iterable[Call]) -> str:
    """Return calls as they stand in the repository: a call a line, in order."""
    lines = sorted({json.dumps(_members(call), sort_keys=True) for call in calls})
    return "[\n" + ",\n".join(lines) + "\n]\n"


def _members(call: Call) -> dict[str, Any]:
    return {
        "caller": call.caller,
        "action": call.action,
        "resource": call.resource,
        "context": dict(call.context),
    }


def read(file: Path, deployed: Deployed, physical: Mapping[str, str]) -> tuple[Call, ...]:
    """Return what a rehearsal recorded of the roles that the stacks made.

    Args:
        file: what the embedded AWS wrote.
        deployed: the environment as its templates tell of it.
        physical: the physical id of each resource, by its path in the app.
    """
    names = _Names(deployed, physical)
    recorded = (json.loads(line) for line in file.read_text().splitlines())
    found = (_call(each, names) for each in recorded)
    return tuple({str(call): call for call in found if call is not None}.values())


def _call(recorded: Mapping[str, Any], names: "_Names") -> Call | None:
    caller = names.role(recorded["caller"])
    if caller is None:
        return None
    environment = names.environment
    return Call(
        caller=caller,
        action=recorded["action"],
        resource=names.general(recorded["resource"]),
        context={
            key: tuple(value)
            if isinstance(value, list)
            else "{environment}"
            if value == environment
            else names.general(value)
            for key, value in recorded["context"].items()
            if isinstance(value, str | list)
            and KEPT.fullmatch(key)
            and not (key.startswith("aws:") and not recorded["action"].startswith("bedrock:"))
        },
    )


def _ending(arn: str, name: str) -> str:
    return f"{arn.rpartition('/')[0]}/{name}"


class _Names:
    """Paths in the app for what an account called by names of its own."""

    def __init__(self, deployed: Deployed, physical: Mapping[str, str]) -> None:
        self.environment = deployed.environment
        self._roles: dict[str, str] = {}
        self._arns: dict[str, str] = {}
        self._names: dict[str, str] = {}
        for path, id_ in physical.items():
            made, name = deployed.one(path), re.split(r"[:/]", id_)[-1]
            if made.type == "AWS::IAM::Role":
                self._roles[name] = f"{{{path}}}"
            if made.arn:
                # An id that the service mints ends the ARN, and is no part of a name.
                arn = made.arn if made.name in made.arn else _ending(made.arn, made.name)
                self._arns[arn.replace(made.name, name)] = f"{{{path}}}"
                self._names[name] = f"{{{path}#name}}"

    def role(self, caller: str) -> str | None:
        """Return who a caller is; None for one whom the stacks did not make."""
        kind, _, name = caller.rpartition(":")[2].partition("/")
        return self._roles.get(name.partition("/")[0] if "assumed" in kind else name.split("/")[-1])

    def general(self, text: str) -> str:
        """Return a text with paths in place of names, and nothing that a run minted."""
        for names in (self._arns, self._names):
            for name in sorted(names, key=len, reverse=True):
                text = re.sub(rf"{re.escape(name)}(?![\w-])", names[name], text)
        for pattern, general in MINTED:
            text = re.sub(pattern, general, text)
        return text
