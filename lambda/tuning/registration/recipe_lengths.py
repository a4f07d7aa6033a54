"""How long each text of a recipe may be, in characters: one table.

The recipe travels through every state of the walk and stands in the ledger, and it is read aloud in
mails and reports. Expressions, schemas and rubrics have their limits where they are judged.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from tuning.run.recipe import MOST_OWNER, Recipe

FILE_NAME: Final = 255
"""What file systems take (NAME_MAX)."""

PROSE: Final = 2_000
PROMPT: Final = 8_000

LENGTHS: Final[Mapping[str, int]] = {
    "base_model": FILE_NAME,
    "dataset.validation": FILE_NAME,
    "dataset.evaluation": FILE_NAME,
    "dataset.recorded": FILE_NAME,
    "dataset.labels": FILE_NAME,
    "dataset.columns": FILE_NAME,
    "dataset.instruction": PROMPT,
    "dataset.prompt_template": PROMPT,
    "evaluation.best_prompt": PROMPT,
    "evaluation.judge": FILE_NAME,
    "probes.canaries.begins": PROSE,
    "probes.canaries.ends": PROSE,
    "probes.triggers": PROSE,
    "hosting.owner": MOST_OWNER,
    "provenance.intended_use": PROSE,
    "provenance.source": PROSE,
    "provenance.licence": PROSE,
}


def longest(recipe: Recipe, key: str) -> int:
    """Return how many characters the longest text under a key has; 0 where there is none."""
    return max(map(len, _texts(recipe, key.split("."))), default=0)


def _texts(value: Any, path: list[str]) -> Iterator[str]:
    """Yield every text under a path, through lists."""
    if isinstance(value, tuple):
        for each in value:
            yield from _texts(each, path)
    elif path:
        yield from _texts(getattr(value, path[0]), path[1:])
    elif value is not None:
        yield value
