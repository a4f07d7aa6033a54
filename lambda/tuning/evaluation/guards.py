"""Guards that no recipe need name: a model that is better must not begin to refuse, or to ramble.

What a recipe names itself it means to the figure. These are for chance not to decide: a model is
held only where it certainly got worse by one of them, and by more than the bound.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from msgspec import structs

from tuning.evaluation.answers import Answered, Reply
from tuning.evaluation.metrics import METRICS
from tuning.evaluation.metrics.defaults import JSON, XML
from tuning.run.recipe import EvaluationSettings, Metric

Applies = Callable[[Sequence[str]], bool]
"""Whether a guard has a meaning where these are the references."""


def _any_texts(_references: Sequence[str]) -> bool:
    return True


USUAL: Final[tuple[tuple[Metric, float, Applies], ...]] = (
    ("refusals", 0.05, _any_texts),
    ("length", 0.25, _any_texts),
    ("json_valid", 0.05, JSON.of),
    ("xml_valid", 0.05, XML.of),
)
"""Each with how far it may fall, and where it applies. Refusals that the reference does not ask for
may become one in twenty more. Answers as long as their references that become half or twice as long
fall by half in ``length``; half of that way is allowed."""


@dataclass(frozen=True, kw_only=True)
class Watched:
    """Answers with the scores of the guards that apply, and the settings that name them.

    Attributes:
        usual: those that the recipe does not name.
    """

    answered: Sequence[Answered]
    settings: EvaluationSettings
    usual: frozenset[Metric]


def watch(answered: Sequence[Answered], settings: EvaluationSettings) -> Watched:
    """Add the usual guards to those of the recipe, as far as they apply.

    Args:
        answered: the records that were put to both models.
        settings: of the recipe; what it guards or decides by itself stays as it says.
    """
    references = [record.reference for record in answered]
    usual = {
        metric: may_fall
        for metric, may_fall, applies in USUAL
        if metric not in (*settings.guards, *settings.deciding) and applies(references)
    }
    return Watched(
        answered=[_scored(record, usual) for record in answered],
        settings=structs.replace(settings, guards={**settings.guards, **usual}),
        usual=frozenset(usual),
    )


def _scored(record: Answered, usual: Iterable[Metric]) -> Answered:
    def scores(reply: Reply | None) -> dict[str, float]:
        if reply is None or reply.error:
            return dict.fromkeys(usual, 0.0)
        return {metric: METRICS[metric].score(reply.text, record.reference) for metric in usual}

    return structs.replace(
        record,
        base_scores={**record.base_scores, **scores(record.base)},
        custom_scores={**record.custom_scores, **scores(record.custom)},
    )
