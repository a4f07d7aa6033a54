"""What a rule of a recipe is, and what rules of several sections ask."""

from collections.abc import Callable
from dataclasses import dataclass

from tuning.run.handling import PROMPT
from tuning.run.recipe import Recipe


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One thing that a recipe must keep to.

    Attributes:
        key: the key in task.toml, with its section.
        words: what the value must be, after the key.
        holds: whether a recipe keeps to it.
        why: what in particular is wrong with one that does not, where that can be said.
    """

    key: str
    words: str
    holds: Callable[[Recipe], bool]
    why: Callable[[Recipe], str | None] = lambda _: None


def named(text: str | None) -> bool:
    """Say whether a text says something."""
    return bool(text and text.strip())


def template(text: str | None) -> bool:
    """Say whether what is put around a prompt has one place for it, where there is any."""
    return text is None or text.count(PROMPT) == 1
