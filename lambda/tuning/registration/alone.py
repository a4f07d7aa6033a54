"""Data whose name says nothing: used when a recipe names them, else a mistake that is answered."""

from dataclasses import replace

from tuning import naming
from tuning.registration.files import RECIPE, is_training
from tuning.registration.folder import Listed, find, listed
from tuning.registration.places import Place
from tuning.registration.recipe_file import recipe_at
from tuning.registration.task_toml import BadRecipe
from tuning.run.registration import Registration, Source
from tuning.settings import deployed


def looked(place: Place, *, dropped: Source | None, before: Registration | None) -> Registration:
    """Say whether a file came alone, once nothing more comes to its folder.

    Whoever copies a folder sends such a file before or after its training file, and means no run by
    it alone. So nothing is claimed for it before it is known to be alone.

    Args:
        place: where it lies.
        dropped: the version that came; None when it is gone.
        before: what the look before a pause said.

    Returns:
        ``waiting`` for another look, ``ignored`` when something uses it or names it, ``refused``
        when it came alone. None of them names a run.
    """
    folder = f"{naming.INCOMING}/{place.task}/"
    present = listed(folder)
    said = Registration(
        run_id="",
        task=place.task,
        outcome="ignored",
        looks=before.looks + 1 if before else 1,
        seen=present.stamp,
        reasons=(place.why,),
    )
    gone = dropped is None or dropped != find(dropped.key, uploader=dropped.uploader)
    if gone or _accompanies(place.file, folder, present):
        return said
    if (before and before.seen == said.seen) or said.looks > deployed().companions_looks:
        return replace(said, outcome="refused")
    return replace(said, outcome="waiting", reasons=())


def _accompanies(file: str, folder: str, present: Listed) -> bool:
    """Say whether a run names the file, or can use it: that of a training file beside it."""
    if any(is_training(name) for name in present.together(file)):
        return True
    if RECIPE not in present.files:
        return False
    try:
        recipe, _ = recipe_at(folder + RECIPE)
    except BadRecipe:
        return False
    return file in recipe.dataset.files
