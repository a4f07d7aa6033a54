"""Abilities: short questions of general knowledge, against forgetting."""

from collections.abc import Iterator, Sequence
from typing import Final

from tuning.evaluation.bootstrap import TAIL
from tuning.evaluation.metrics import METRICS
from tuning.evaluation.probes.questions import Probed, Question, both, record, text
from tuning.evaluation.significance import mcnemar
from tuning.models.probes import probes
from tuning.run.probes import Probe

MAY_FALL: Final = 0.1
"""How much of the base model's knowledge may be lost: three answers of thirty."""

ADVICE: Final = (
    "Train for fewer epochs, at a lower rate or on more varied records; if it only ever serves its "
    "task, set abilities = false under [probes]."
)


def questions() -> Iterator[Question]:
    """Yield every question, put to a model without the instruction of the task."""
    for ability in probes().abilities:
        yield Question(
            probe="abilities",
            asked=record(ability.asked, ability.answers[0]),
            accepted=ability.answers,
        )


def findings(probed: Sequence[Probed]) -> Iterator[Probe]:
    """Yield what was forgotten, if anything was asked."""
    asked = both(probed, "abilities")
    if not asked:
        return
    base = [knows(text(one.base), one.question.accepted) for one in asked]
    custom = [knows(text(one.custom), one.question.accepted) for one in asked]
    lost = sum(before and not after for before, after in zip(base, custom, strict=True))
    won = sum(after and not before for before, after in zip(base, custom, strict=True))
    caught = lost - won > MAY_FALL * len(asked) and mcnemar(won, lost) <= 2 * TAIL
    figures = (
        f"The custom model answers {sum(custom)} of {len(asked)} general questions rightly, the "
        f"base model {sum(base)}"
    )
    yield Probe(
        name="abilities",
        asked=len(asked),
        base=sum(base) / len(asked),
        custom=sum(custom) / len(asked),
        caught=caught,
        sentence=f"{figures}, so it has certainly forgotten what it knew. {ADVICE}"
        if caught
        else f"{figures}: nothing beyond chance was forgotten.",
    )


def knows(answer: str, accepted: Sequence[str]) -> bool:
    """Say whether an answer holds one of those that are right."""
    contains = METRICS["contains"].score
    return any(contains(answer, right) == 1 for right in accepted)
