"""Statements of policies in words: what they are about, and on which conditions."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

FEW: Final = 4
"""More resources of one kind than this in one statement are counted and not listed."""

ARN: Final = re.compile(r"arn:<AWS::Partition>:[\w-]+:(<AWS::Region>|\*)?:(<AWS::AccountId>)?:")

WORDS: Final = {
    "aws:ResourceTag/environment": "of this environment by its tag",
    "aws:RequestTag/environment": "with this environment's tags only",
    "iam:PassedToService": "to {} only",
    "events:source": "as {} only",
    "events:detail-type": "of the kinds {} only",
    "dynamodb:Attributes": "the attributes {} only",
    "dynamodb:ReturnValues": "and no other is returned",
    "kms:ViaService": "through {} only",
}
"""Conditions that many statements have, in words. The project's tag goes with the first two."""


def condition_words(
    conditions: Mapping[tuple[str, str], Sequence[str]], *, without: str = ""
) -> Iterator[str]:
    """Yield each condition of a statement, but for those of one key."""
    for (operator, key), values in conditions.items():
        if key.endswith("Tag/project") or key == without or operator == "Null":
            continue
        yield WORDS.get(key, f"{operator} {key} {{}}").format(", ".join(map(_resource, values)))


def resource_words(arns: Sequence[str]) -> Iterator[str]:
    """Yield the resources of a statement, many of one kind as their number."""
    kinds: dict[str, list[str]] = {}
    for name in map(_resource, arns):
        kinds.setdefault(name.rpartition("/")[0], []).append(name)
    for kind, names in kinds.items():
        if len(names) > FEW:
            yield f"{len(names)} of `{kind}/…`"
        else:
            yield from (f"`{each}`" for each in names)


def _resource(arn: str) -> str:
    """Return the part of an ARN that tells it from others, or the path of what it names."""
    short = ARN.sub("", arn).replace("<", "").replace(">", "")
    return short.removesuffix(".AWS::Region.amazonaws.com").removesuffix("/Function")
