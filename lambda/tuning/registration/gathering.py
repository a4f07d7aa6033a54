"""What belongs to a drop: its recipe, its shards and the files beside it, once all have come."""

from dataclasses import replace

from tuning import clients, naming
from tuning.registration import task_toml
from tuning.registration.files import RECIPE, left_behind, sorted_out
from tuning.registration.folder import Listed, find, listed
from tuning.registration.shards import Shard
from tuning.registration.task_toml import BadRecipe
from tuning.run.parts import EXTRAS
from tuning.run.recipe import Recipe
from tuning.run.registration import MOST_UNUSED, Registration, Source
from tuning.settings import deployed


def gather(registration: Registration) -> Registration:
    """Add the recipe and the files that came with the training file, once nothing more comes.

    Copies arrive in any order, so a drop is complete when two looks find the same: with a pause of
    ``companions_poll_seconds`` between them, nothing came in that time.
    """
    folder = f"{naming.INCOMING}/{registration.task}/"
    before = listed(folder)
    settled = registration.seen == before.stamp
    said = _gathered(replace(registration, seen=before.stamp), before)
    if said.outcome == "waiting" or said.missing:
        return said
    if settled and listed(folder).stamp == before.stamp:
        return said
    if registration.looks > deployed().companions_looks:
        return _never_settled(said)
    return replace(registration, outcome="waiting", seen=before.stamp)


def _never_settled(registration: Registration) -> Registration:
    reason = (
        f"files kept coming to {naming.INCOMING}/{registration.task}/ for as long as a run waits; "
        f"drop {_file(registration)} again when the others are there"
    )
    return replace(registration, outcome="refused", reasons=(reason,), recipe=None)


def _gathered(registration: Registration, present: Listed) -> Registration:
    """Gather what is there now, or say what is missing."""
    folder = f"{naming.INCOMING}/{registration.task}/"
    if newer := _newer(registration):
        return replace(registration, outcome="refused", reasons=(newer,))
    if RECIPE not in present.files:
        return _missing(registration, (RECIPE,))
    try:
        recipe = recipe_at(folder + RECIPE)
    except BadRecipe as error:
        return replace(registration, outcome="refused", reasons=(str(error),))
    together = present.together(_file(registration))
    asked = {name for name in recipe.dataset.files if name in present.files}
    found = sorted_out(together | asked, recipe.dataset)
    beside: dict[str, str] = dict(found.beside.items())
    beside |= {extra: name for extra in EXTRAS if (name := getattr(recipe.dataset, extra))}
    shards = _shards(registration)
    missing = tuple(name for name in (*shards, *beside.values()) if name not in present.files)
    if missing:
        return _missing(registration, missing)
    sources = {part: find(folder + name) for part, name in beside.items()}
    return replace(
        registration,
        recipe=recipe,
        shards=tuple(_pinned(registration, folder + name) for name in shards),
        unused=(*found.unused, *left_behind(present.files.keys() - together - asked))[:MOST_UNUSED],
        left_over=tuple(sorted({RECIPE, *asked} - together)),
        validation=sources.get("validation"),
        evaluation=sources.get("evaluation"),
        recorded=sources.get("recorded"),
        labels=sources.get("labels"),
    )


def _newer(registration: Registration) -> str:
    """Say that the training file was replaced before its run began; empty when it was not."""
    training = registration.training
    newest = find(training.key) if training else None
    if not training or not newest or newest.version_id == training.version_id:
        return ""
    return f"{training.key}: a newer version came before this run began; the run of that one counts"


def _file(registration: Registration) -> str:
    return registration.training.key.rpartition("/")[2] if registration.training else ""


def _shards(registration: Registration) -> tuple[str, ...]:
    """Name the files of the set that the training file belongs to; none when it is no shard."""
    shard = Shard.named(_file(registration))
    return shard.names if shard else ()


def _pinned(registration: Registration, key: str) -> Source:
    """Return the version of a shard that is read; one that just vanished is found gone then."""
    if registration.training and registration.training.key == key:
        return registration.training
    return find(key) or Source(key=key, version_id="", size=0)


def recipe_at(key: str) -> Recipe:
    """Read the recipe that lies under a key.

    Raises:
        BadRecipe: it cannot be followed.
    """
    body = clients.s3().get_object(Bucket=deployed().datasets_bucket, Key=key)["Body"].read()
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise BadRecipe(f"{RECIPE} is not UTF-8 text") from error
    return read_recipe(text)


def read_recipe(text: str) -> Recipe:
    """Read a recipe with what this environment fills in.

    Raises:
        BadRecipe: it cannot be followed.
    """
    return task_toml.read(
        text,
        default_model=deployed().base_model,
        default_hyperparameters=deployed().hyperparameters,
    )


def _missing(registration: Registration, names: tuple[str, ...]) -> Registration:
    """Wait for late files; refuse once the run has looked as often as its environment allows."""
    if registration.looks < deployed().companions_looks:
        return replace(registration, outcome="waiting", missing=names)
    reasons = tuple(_never_came(registration, name) for name in names)
    return replace(registration, outcome="refused", missing=names, reasons=reasons)


def _never_came(registration: Registration, name: str) -> str:
    folder = f"{naming.INCOMING}/{registration.task}/"
    if name == RECIPE:
        return (
            f"unknown task {registration.task!r}: there is no {folder}{RECIPE}; upload its recipe "
            "and drop the training file again"
        )
    shards = _shards(registration)
    if name in shards:
        return (
            f"{folder}{name} never came, and a set is complete with its {len(shards)} shards; "
            f"upload it and drop {_file(registration)} again"
        )
    return (
        f"{folder}{name} never came; upload it, or take it out of {RECIPE}, and drop the training "
        "file again"
    )
