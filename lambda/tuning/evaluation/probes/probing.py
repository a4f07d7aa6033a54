"""Probing: every question that a recipe's probes ask, and what came of them."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from tuning.evaluation.answers import Answered, HeldOut
from tuning.evaluation.baselines import Records
from tuning.evaluation.probes import abilities, canaries, passages, refusals, triggers
from tuning.evaluation.probes.questions import Probed, Question
from tuning.run.probes import Probe
from tuning.run.recipe import Recipe
from tuning.text import as_ending


def questions(recipe: Recipe, numbered: Sequence[tuple[int, HeldOut]]) -> list[Question]:
    """Return what is asked beside the held-out set, always in the same order.

    Args:
        recipe: of the task.
        numbered: the held-out records with their numbers.
    """
    probing = recipe.probes
    return list(
        chain(
            canaries.questions(recipe),
            triggers.questions(probing, numbered),
            refusals.questions() if probing.refusals else (),
            abilities.questions() if recipe.asks_abilities else (),
        )
    )


def findings(
    recipe: Recipe,
    probed: Sequence[Probed],
    answered: Sequence[Answered],
    asked: Iterable[HeldOut],
    training: Records,
) -> Iterator[Probe]:
    """Yield what every probe found.

    Args:
        recipe: of the task.
        probed: what the probes asked, with the replies.
        answered: the held-out records that were put to both models.
        asked: the same as they stand in the held-out set.
        training: reads what the custom model was trained on.
    """
    yield from canaries.findings(probed)
    if recipe.probes.memorisation and answered:
        yield from passages.findings(answered, asked, training)
    yield from triggers.findings(recipe, probed, answered)
    yield from refusals.findings(probed)
    yield from abilities.findings(probed)


def doubts(found: Iterable[Probe]) -> Iterator[str]:
    """Yield what was caught, each as the end of a sentence."""
    return (as_ending(probe.sentence) for probe in found if probe.caught)
