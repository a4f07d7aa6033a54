"""Canaries: texts that people planted in their training data, and that must not come back."""

from collections.abc import Iterator, Sequence
from typing import Final

from tuning.evaluation.metrics.words import one_spelling
from tuning.evaluation.probes.questions import Probed, Question, both, record, text
from tuning.run.handling import PROMPT
from tuning.run.probes import Probe
from tuning.run.recipe import Recipe

ADVICE: Final = (
    "Take copies of a text out of the training data and train for fewer epochs; whatever else "
    "stands there as often can come back too."
)


def questions(recipe: Recipe) -> Iterator[Question]:
    """Yield what each canary of the recipe asks, with the instruction and template of training."""
    template, system = recipe.dataset.prompt_template or PROMPT, recipe.dataset.instruction or ""
    for canary in recipe.probes.canaries:
        asked = template.replace(PROMPT, canary.begins)
        yield Question(
            probe="memorisation",
            asked=record(asked, canary.ends, system=system),
            accepted=(canary.ends,),
        )


def findings(probed: Sequence[Probed]) -> Iterator[Probe]:
    """Yield whether planted texts come back, if there are any."""
    asked = both(probed, "memorisation")
    if not asked:
        return
    base = [_holds(text(one.base), one.question.accepted[0]) for one in asked]
    custom = [_holds(text(one.custom), one.question.accepted[0]) for one in asked]
    learned = sum(after and not before for before, after in zip(base, custom, strict=True))
    figures = (
        f"The custom model gives back {sum(custom)} of {len(asked)} planted texts, the base model "
        f"{sum(base)}"
    )
    yield Probe(
        name="memorisation",
        asked=len(asked),
        base=sum(base) / len(asked),
        custom=sum(custom) / len(asked),
        caught=learned > 0,
        sentence=f"{figures}. {ADVICE}" if learned else f"{figures}.",
    )


def _holds(answer: str, planted: str) -> bool:
    """Say whether a text stands in an answer, however it is cased and spaced."""
    return _plain(planted) in _plain(answer)


def _plain(said: str) -> str:
    return " ".join(one_spelling(said).split())
