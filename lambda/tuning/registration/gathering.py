"""What belongs to a drop: its recipe, its shards and the files beside it, once all have come."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from types import MappingProxyType

from tuning import naming
from tuning.registration import manifest as manifests
from tuning.registration import promoted
from tuning.registration.files import MANIFEST, RECIPE, left_behind, no_recipe, replaced, sorted_out
from tuning.registration.folder import Listed, find, listed
from tuning.registration.recipe_file import guardrail_of, recipe_at
from tuning.registration.shards import Shard
from tuning.registration.task_toml import BadRecipe
from tuning.room import fitting
from tuning.run.parts import EXTRAS
from tuning.run.registration import (
    LONGEST_ARN,
    MOST_UNUSED,
    MOST_UNUSED_BYTES,
    Registration,
    Source,
)
from tuning.settings import deployed
from tuning.text import shown


def gather(registration: Registration) -> Registration:
    """Add the recipe and the files that came with the training file, once all of them have come.

    Where a manifest was promised, it says which they are. Else copies arrive in any order, so a
    drop is complete when two looks find the same: with a pause of ``companions_poll_seconds``
    between them, nothing came in that time.
    """
    folder = f"{naming.INCOMING}/{registration.task}/"
    before = listed(folder)
    seen = replace(registration, seen=before.stamp)
    if newer := _newer(registration):
        return replace(seen, outcome="refused", reasons=(newer,))
    if registration.training and manifests.promised(registration.training):
        return _as_promised(seen, before, registration.training)
    settled = registration.seen == before.stamp
    said = _gathered(seen, before, together=before.together(_file(registration)))
    if said.outcome == "waiting" or said.missing:
        return said
    if settled and listed(folder).stamp == before.stamp:
        return said
    if registration.looks > deployed().companions_looks:
        return _never_settled(said)
    return replace(seen, outcome="waiting")


def _as_promised(registration: Registration, present: Listed, training: Source) -> Registration:
    """Gather what the drop's manifest names, in the versions that it names, once it is there."""
    folder = f"{naming.INCOMING}/{registration.task}/"
    again = f"drop the folder again: python -m tuning drop FOLDER --env {deployed().environment}"
    found = manifests.read(folder + MANIFEST, training) if MANIFEST in present.files else None
    if found is None:
        broke_off = f"{folder}{MANIFEST} of this drop never came, so its upload broke off; {again}"
        return _missing(registration, {MANIFEST: broke_off})
    pinned: dict[str, Source] = {}
    gone: dict[str, str] = {}
    for name, member in found.files.items():
        source = find(folder + name, version_id=member.version_id)
        if source is None:
            why = f"{folder}{name}: the version that {MANIFEST} names is not there; {again}"
            gone[name] = why
        elif source.size != member.size:
            why = f"has {source.size:,} bytes, and {MANIFEST} says {member.size:,}; {again}"
            return replace(registration, outcome="refused", reasons=(f"{folder}{name} {why}",))
        else:
            pinned[name] = source
    if gone:
        return _missing(registration, gone)
    by = shown(found.by, LONGEST_ARN)
    told = replace(registration, dropped_by=by)
    said = _gathered(told, present, together=frozenset(pinned), pinned=pinned)
    return promoted.taken(said, found) if found.promotion is not None else said


def _never_settled(registration: Registration) -> Registration:
    reason = (
        f"files kept coming to {naming.INCOMING}/{registration.task}/ for as long as a run waits; "
        f"drop {_file(registration)} again when the others are there"
    )
    return replace(registration, outcome="refused", reasons=(reason,), recipe=None)


def _gathered(
    registration: Registration,
    present: Listed,
    *,
    together: frozenset[str],
    pinned: Mapping[str, Source] = MappingProxyType({}),
) -> Registration:
    """Gather what is there now, or say what is missing.

    Args:
        registration: of the training file.
        present: what lies in its folder.
        together: the files of its drop.
        pinned: the versions of those that a manifest names; of others the newest is read.
    """
    folder = f"{naming.INCOMING}/{registration.task}/"
    there = present.files.keys() | pinned.keys()
    if RECIPE not in there:
        return _missing(registration, {RECIPE: _no_recipe(registration, there)})
    try:
        recipe, recipe_from = recipe_at(folder + RECIPE, pinned.get(RECIPE))
    except BadRecipe as error:
        return replace(registration, outcome="refused", reasons=(str(error),))
    asked = {name for name in recipe.dataset.files if name in there}
    found = sorted_out(together | asked, recipe.dataset)
    beside: dict[str, str] = dict(found.beside.items())
    beside |= {extra: name for extra in EXTRAS if (name := getattr(recipe.dataset, extra))}
    shards = _shards(registration)
    absent = [name for name in (*shards, *beside.values()) if name not in there]
    if absent:
        missing = {name: _never_came(registration, name, there) for name in absent}
        return _missing(registration, missing)
    sources = {part: pinned.get(name) or find(folder + name) for part, name in beside.items()}
    unused = (
        *found.unused,
        *(replaced(n) for n, one in pinned.items() if find(one.key) not in (one, None)),
        *left_behind(present.files.keys() - together - asked),
    )
    return replace(
        registration,
        recipe=recipe,
        recipe_from=recipe_from,
        guardrail=guardrail_of(recipe),
        shards=tuple(_shard(registration, folder + name, pinned.get(name)) for name in shards),
        unused=fitting(unused[:MOST_UNUSED], MOST_UNUSED_BYTES),
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


def _shard(registration: Registration, key: str, pinned: Source | None) -> Source:
    """Return the version of a shard that is read; one that just vanished is found gone then."""
    if registration.training and registration.training.key == key:
        return registration.training
    return pinned or find(key) or Source(key=key, version_id="", size=0)


def _missing(registration: Registration, names: Mapping[str, str]) -> Registration:
    """Wait for late files; refuse once the run has looked as often as its environment allows.

    Args:
        registration: of the training file.
        names: each with what to say when it never comes.
    """
    missing = tuple(names)
    if registration.looks < deployed().companions_looks:
        return replace(registration, outcome="waiting", missing=missing)
    return replace(registration, outcome="refused", missing=missing, reasons=tuple(names.values()))


def _no_recipe(registration: Registration, there: Collection[str]) -> str:
    folder = f"{naming.INCOMING}/{registration.task}/"
    return (
        f"unknown task {registration.task!r}: there is no {folder}{RECIPE}; upload its recipe "
        f"and drop the training file again{no_recipe(there)}"
    )


def _never_came(registration: Registration, name: str, there: Collection[str]) -> str:
    folder = f"{naming.INCOMING}/{registration.task}/"
    shards = _shards(registration)
    if name in shards:
        shard = Shard.named(_file(registration))
        return (
            f"{folder}{name} never came, and a set is complete with its {len(shards)} shards; "
            f"upload it and drop {_file(registration)} again"
            f"{shard.instead(name, there) if shard else ''}"
        )
    return (
        f"{folder}{name} never came; upload it, or take it out of {RECIPE}, and drop the training "
        "file again"
    )
