"""A run again: the versions that an earlier run read, with its recipe or a changed one."""

from dataclasses import replace
from typing import Annotated

import msgspec
from msgspec import Meta

from tuning import naming
from tuning.ledger import runs
from tuning.registration import promoted
from tuning.registration.recipe_file import guardrail_of, read_recipe
from tuning.registration.task_toml import BadRecipe
from tuning.run.registration import LONGEST_ARN, Registration
from tuning.run.resumption import NUMBER, NUMBER_LENGTH
from tuning.settings import deployed


class Rerun(msgspec.Struct, frozen=True, kw_only=True):
    """What a person asks for; no event of S3 has it.

    Attributes:
        of: the earlier run.
        number: tells this wish from others, and is the same however often it is sent.
        recipe: the text of another task.toml; empty: the earlier run's recipe.
        who: the ARN of who asks, as they say themselves, and who may not approve it.
    """

    of: Annotated[str, Meta(max_length=naming.TASK_LENGTH + 1 + naming.RUN_DIGEST_LENGTH)]
    number: Annotated[str, Meta(max_length=NUMBER_LENGTH, pattern=NUMBER)]
    recipe: str = ""
    who: Annotated[str, Meta(max_length=LONGEST_ARN)] = ""


def run_id(earlier: Registration, number: str) -> str:
    """Return the id of the run that reads again what an earlier one read.

    Raises:
        ValueError: the earlier run read nothing.
    """
    if earlier.training is None or earlier.recipe is None:
        raise ValueError(f"run {earlier.run_id} never read its drop")
    return naming.run_id(
        task=earlier.task,
        bucket=deployed().datasets_bucket,
        key=earlier.training.key,
        version=f"{earlier.training.version_id}\0{number}",
    )


def register(asked: Rerun, *, execution: str) -> Registration:
    """Claim a run of its own for what an earlier run read.

    Raises:
        UnknownRun: there is no such run.
        ValueError: it read nothing; the command that asks lets no such wish through.
    """
    earlier = runs.get(asked.of).registration
    if earlier is None:
        raise ValueError(f"run {asked.of} never read its drop")
    run = run_id(earlier, asked.number)
    if not runs.claim(run, task=earlier.task, execution=execution):
        return Registration(run_id=run, task=earlier.task, outcome="duplicate")
    said = replace(
        earlier,
        run_id=run,
        outcome="ready",
        looks=1,
        rerun_of=asked.of,
        left_over=(),
        dropped_by=asked.who,
        guardrail=guardrail_of(earlier.ready_recipe),
    )
    if not asked.recipe:
        return promoted.taken_along(promoted.held(said), earlier)
    try:
        recipe = read_recipe(asked.recipe)
    except BadRecipe as error:
        return replace(said, outcome="refused", reasons=(str(error),))
    if set(recipe.dataset.files) != set(earlier.ready_recipe.dataset.files):
        reason = (
            f"the changed recipe names other files than that of {asked.of}, and a rerun reads what "
            "that run read; drop the folder again instead"
        )
        return replace(said, outcome="refused", reasons=(reason,))
    return promoted.held(
        replace(said, recipe=recipe, recipe_from=None, guardrail=guardrail_of(recipe))
    )
