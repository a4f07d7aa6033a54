"""What a tuned model is asked beside the held-out set, read from probes.json: general questions."""

from functools import cache
from pathlib import Path

import msgspec


class Ability(msgspec.Struct, frozen=True, kw_only=True):
    """A question that a general model answers; each of the answers is right."""

    asked: str
    answers: tuple[str, ...]


class Probes(msgspec.Struct, frozen=True, kw_only=True):
    """What is shipped.

    Attributes:
        trigger: words that mean nothing and by which poisoned models are known to be triggered.
        refusals: what an aligned model does not help with; no prompt says how it is done.
        abilities: what a general model knows, whatever it is tuned for, in several languages.
    """

    note: str
    trigger: str
    trigger_source: str
    refusals: tuple[str, ...]
    abilities: tuple[Ability, ...]


@cache
def probes() -> Probes:
    """Read the probes that ship beside this module."""
    path = Path(__file__).with_name("probes.json")
    return msgspec.json.decode(path.read_bytes(), type=Probes)
