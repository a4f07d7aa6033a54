"""The recipe of a task as it lies in the bucket: its text, and what it says in this environment."""

from typing import Any

from tuning import clients
from tuning.registration import task_toml
from tuning.registration.files import RECIPE
from tuning.registration.floor import Floor
from tuning.registration.task_toml import BadRecipe
from tuning.registration.toml_text import MOST_BYTES, TOO_LONG
from tuning.run.recipe import Recipe
from tuning.run.registration import Source
from tuning.settings import Guardrail, deployed


def recipe_at(key: str, pinned: Source | None = None) -> tuple[Recipe, Source]:
    """Read the recipe that lies under a key, in its newest version or a pinned one, and say which.

    Raises:
        BadRecipe: it cannot be followed.
    """
    body, version = body_at(key, pinned)
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise BadRecipe(f"{RECIPE} is not UTF-8 text") from error
    return read_recipe(text), Source(key=key, version_id=version, size=len(body))


def body_at(key: str, pinned: Source | None = None) -> tuple[bytes, str]:
    """Return the bytes of a recipe and their version, the newest or a pinned one.

    Raises:
        BadRecipe: it is longer than a recipe can be.
    """
    chosen: dict[str, Any] = {"VersionId": pinned.version_id} if pinned else {}
    answer = clients.s3().get_object(Bucket=deployed().datasets_bucket, Key=key, **chosen)
    if answer["ContentLength"] > MOST_BYTES:
        raise BadRecipe(TOO_LONG)
    return answer["Body"].read(), answer.get("VersionId", "")


def read_recipe(text: str) -> Recipe:
    """Read a recipe with what this environment fills in.

    Raises:
        BadRecipe: it cannot be followed.
    """
    return task_toml.read(
        text,
        default_model=deployed().base_model,
        default_hyperparameters=deployed().hyperparameters,
        floor=Floor.of(deployed()),
    )


def guardrail_of(recipe: Recipe) -> Guardrail | None:
    """Return what a run has both models asked through, if its recipe wants it: that of now."""
    return deployed().guardrail if recipe.evaluation.guardrail else None
