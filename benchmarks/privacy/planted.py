"""A value of a kind, and the sentence, the field and the row of a table that it stands in."""

from dataclasses import dataclass
from typing import Final, Literal

Group = Literal[
    "telephone", "identity", "account", "contact", "service", "password", "command", "key"
]

SEED: Final = 12
"""All that is drawn is drawn from it: a second run measures the same sentences."""


@dataclass(frozen=True, kw_only=True)
class Planted:
    """A value that has to be found.

    Attributes:
        group: decides in which ways it is written.
        kind: what the project calls it: the name of a ``Kind``.
        subject: what the table calls it: a country, a locale, a service.
        value: as a person writes it.
        open: what stands right before it and is no secret: the address of a service.
        lead: a sentence with ``{}`` where the value stands.
        field: what a column, a variable or a form calls it.
    """

    group: Group
    kind: str
    subject: str
    value: str
    lead: str
    field: str
    open: str = ""


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """A text with one value in it, perhaps in several lines.

    Attributes:
        planted: the value before it was written in some way.
        way: in which it is written.
        text: all of it.
        spans: where it stands in the text.
    """

    planted: Planted
    way: str
    text: str
    spans: tuple[tuple[int, int], ...]
