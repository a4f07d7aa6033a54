"""Who judged: by the judgements themselves, and not by who was meant to."""

from collections.abc import Sequence
from dataclasses import dataclass

from tuning.models.judges import judge
from tuning.run.run import Run


@dataclass(frozen=True, kw_only=True)
class JudgedBy:
    """Who judged.

    Attributes:
        name: as people call it; as the judgements name it where it is not the judge that was
            meant.
        is_kin: whether it belongs to the custom model's own family.
    """

    name: str
    is_kin: bool


def judged_by(run: Run, named: Sequence[str]) -> JudgedBy | None:
    """Return who judged the answers of a run; None where nobody was asked.

    Args:
        run: the run.
        named: who the judgements say that they are by; none where they say nothing.
    """
    if run.evaluation is None or run.evaluation.judge is None or run.registration is None:
        return None
    meant = judge(run.evaluation.judge)
    if any(name not in meant.id and meant.id not in name for name in named):
        return JudgedBy(name=", ".join(named), is_kin=False)
    return JudgedBy(name=meant.name, is_kin=meant.is_kin(run.registration.ready_recipe.model))


def judging(run: Run, by: JudgedBy | None) -> str:
    """Say who judged and why, or why nobody did."""
    if run.evaluation is None:
        return "No judge was asked."
    if by and by.name != judge(run.evaluation.judge or "").name:
        return f"The judge's scores are by {by.name}."
    return run.evaluation.judging
